import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import { type MessengerName, type MessengerState, messengerNames } from '../messages/index.ts';

/** How a messenger stands, as told by the process that has the duty for it. */
export interface Told {
  state: MessengerState;
  /** Our account there, once it is known. */
  account: string;
  /** `Vault.mark` of the token it was told of. */
  mark: string;
  at: Date;
}

interface DutyDocument {
  _id: MessengerName;
  owner: string;
  until: Date;
  /** Whoever has it asks for updates, and is not only pushed to. */
  pulls?: boolean;
  told?: Told;
}

/** A process that has not renewed its duty for so long has lost it. */
export const dutyMs = 8000;
/** After such a silence nobody receives: the page says so. */
export const silentMs = 10_000;

const schema = new mongoose.Schema<DutyDocument>(
  { _id: String, owner: String, until: Date, pulls: Boolean, told: mongoose.Schema.Types.Mixed },
  { collection: 'accountDuties', versionKey: false, minimize: false },
);
const duties = rawCollection<DutyDocument>(mongoose.model('AccountDuty', schema));

/** The places for duties, so that taking one is never an insert that two processes race for. */
export async function makeDuties(): Promise<void> {
  await insertNew(
    duties,
    messengerNames.map(_id => ({ _id, owner: '', until: new Date(0) })),
  );
}

/**
 * Takes or renews the duty for a messenger: one process at a time asks Telegram and VK for updates, and tells all others how things stand.
 * It is taken from a process that is not among the living. Whoever is pushed to (`pulls` is false) would ask nobody: it leaves the duty with a
 * living process that does ask, however slow that is, and yields its own to one that would. False when another one has it.
 */
export async function takeDuty(
  messenger: MessengerName,
  { owner, alive, now, pulls, told }: { owner: string; alive: string[]; now: Date; pulls: boolean; told?: Told | undefined },
): Promise<boolean> {
  const asksNobody = { pulls: { $ne: true } };
  const isFree = pulls ? [{ until: { $lte: now } }, asksNobody] : [{ until: { $lte: now }, ...asksNobody }];
  const { matchedCount } = await duties.updateOne(
    { _id: messenger, $or: [{ owner }, { owner: { $nin: alive } }, ...isFree] },
    { $set: { owner, pulls, until: new Date(now.getTime() + dutyMs), ...(told && { told }) } },
  );
  return matchedCount === 1;
}

/** Lets another process begin at once. */
export async function leaveDuties(owner: string): Promise<void> {
  await duties.updateMany(
    { _id: { $in: [...messengerNames] }, owner },
    { $set: { owner: '', until: new Date(0) }, $unset: { told: '' } },
  );
}

/** What was told of each messenger last. */
export async function readTold(): Promise<Map<MessengerName, Told>> {
  const found = await duties.find({ _id: { $in: [...messengerNames] } }).toArray();
  return new Map(found.flatMap(({ _id, told }) => (told ? [[_id, told] as const] : [])));
}
