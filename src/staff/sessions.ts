import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import { newId } from '../lib/ids.ts';
import { StaffModel } from './staff.model.ts';

interface SessionDocument {
  _id: string;
  staff: string;
  /** What the browser says of itself. */
  agent: string;
  address?: string;
  startedAt: Date;
  lastSeenAt: Date;
}

/** Somebody signed in on some device. */
export interface StaffSession extends Omit<SessionDocument, '_id'> {
  id: string;
}

const day = 24 * 60 * 60 * 1000;
/** How long a session lives from the last visit. */
export const sessionMs = 14 * day;
/** A visit is noted so often at most. */
const noteMs = 2 * 60 * 1000;

const schema = new mongoose.Schema<SessionDocument>(
  { _id: String, staff: String, agent: String, address: String, startedAt: Date, lastSeenAt: Date },
  { collection: 'staffSessions', versionKey: false, autoIndex: false, autoCreate: false },
);
schema.index({ staff: 1, lastSeenAt: -1 });
schema.index({ lastSeenAt: 1 }, { expireAfterSeconds: (sessionMs + day) / 1000 });
const sessions = rawCollection<SessionDocument>(mongoose.model('StaffSession', schema));

interface From {
  agent?: string;
  address?: string;
}

/** Notes that somebody has signed in. The id belongs into their session and to nobody else. */
export async function openSession(staff: string, { agent = '', address }: From, now: Date): Promise<string> {
  const id = newId();
  const from = { agent: agent.slice(0, 400), ...(address && { address }) };
  await sessions.insertOne({ _id: id, staff, ...from, startedAt: now, lastSeenAt: now });
  await StaffModel.updateOne({ _id: staff }, { $set: { lastSeenAt: now } });
  return id;
}

/** The session, as long as nobody has ended it. */
export async function getSession(id: string): Promise<StaffSession | undefined> {
  const found = await sessions.findOne({ _id: id });
  return found ? toSession(found) : undefined;
}

/** Notes a visit every two minutes, beside everything else. */
export function noteVisit({ id, staff, lastSeenAt }: StaffSession, address: string | undefined, now: Date): void {
  if (now.getTime() - lastSeenAt.getTime() < noteMs) return;
  const set = { lastSeenAt: now, ...(address && { address }) };
  Promise.all([
    sessions.updateOne({ _id: id }, { $set: set }),
    StaffModel.updateOne({ _id: staff }, { $set: { lastSeenAt: now } }),
    // The next visit notes it.
  ]).catch(() => undefined);
}

/** Where somebody is signed in, the latest first. */
export async function sessionsOf(staff: string, now: Date): Promise<StaffSession[]> {
  const since = new Date(now.getTime() - sessionMs);
  const found = await sessions
    .find({ staff, lastSeenAt: { $gt: since } })
    .sort({ lastSeenAt: -1 })
    .limit(100)
    .toArray();
  return found.map(toSession);
}

/** Which of these sessions nobody has ended. */
export async function openAmong(ids: string[]): Promise<Set<string>> {
  const found = await sessions.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
  return new Set(found.map(({ _id }) => _id));
}

/** Ends sessions of somebody: one, all, or all but one. Answers how many there were. */
export async function endSessions(staff: string, { only, but }: { only?: string; but?: string } = {}): Promise<number> {
  const which = only !== undefined ? { _id: only } : but !== undefined ? { _id: { $ne: but } } : {};
  return (await sessions.deleteMany({ staff, ...which })).deletedCount;
}

const toSession = ({ _id, ...session }: SessionDocument): StaffSession => ({ id: _id, ...session });
