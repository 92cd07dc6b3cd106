import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';

interface TryDocument {
  _id: string;
  key: string;
  at: Date;
}

/** After so many failures under one key within the window nothing more is tried until the window has moved on. */
export interface Limit {
  key: string;
  most: number;
}

const minute = 60 * 1000;
const windowMs = 15 * minute;

const schema = new mongoose.Schema<TryDocument>(
  { _id: String, key: String, at: Date },
  { collection: 'signInTries', versionKey: false, autoIndex: false, autoCreate: false },
);
schema.index({ key: 1, at: -1 });
schema.index({ at: 1 }, { expireAfterSeconds: 24 * 60 * 60 });
const tries = rawCollection<TryDocument>(mongoose.model('SignInTry', schema));

/**
 * Tries something that can be guessed; `undefined` is a failure. Failures are counted in the database, so over all processes, and a try is
 * noted before it is made, so that a hundred at once are not more than one after the other. Throws `staff.too_many` with the time from
 * which it may be tried again.
 */
export async function limitTries<T>(limits: Limit[], now: Date, attempt: () => Promise<T | undefined>): Promise<T | undefined> {
  const mine = limits.map(({ key }) => ({ _id: newId(), key, at: now }));
  await tries.insertMany(mine);
  const until = (await Promise.all(limits.map(limit => lockedBy(limit, now)))).filter(at => at !== undefined);
  if (until.length > 0) {
    // A refused try was not made; were it counted, a lock would never end for who goes on trying.
    await forget(mine);
    const latest = new Date(Math.max(...until.map(at => at.getTime())));
    throw new AppError('staff.too_many', 'Too many attempts. Try again later.', {
      until: latest,
      minutes: Math.max(1, Math.ceil((latest.getTime() - now.getTime()) / minute)),
    });
  }
  const result = await attempt();
  if (result !== undefined) await forgetTries(limits.map(({ key }) => key));
  return result;
}

/** Until when each of these keys is locked; those that are not are left out. */
export async function lockedKeys(limits: Limit[], now: Date): Promise<Map<string, Date>> {
  const since = new Date(now.getTime() - windowMs);
  const found = await tries
    .find({ key: { $in: limits.map(({ key }) => key) }, at: { $gt: since } })
    .sort({ at: -1 })
    .toArray();
  const locked = limits.flatMap(({ key, most }) => {
    const last = found.filter(row => row.key === key)[most - 1];
    return last ? [[key, new Date(last.at.getTime() + windowMs)] as const] : [];
  });
  return new Map(locked);
}

/** Lets them try again at once. */
export async function forgetTries(keys: string[]): Promise<void> {
  await tries.deleteMany({ key: { $in: keys } });
}

/** The own try is among those found, so one more is allowed. */
async function lockedBy({ key, most }: Limit, now: Date): Promise<Date | undefined> {
  const since = new Date(now.getTime() - windowMs);
  const latest = await tries
    .find({ key, at: { $gt: since } })
    .sort({ at: -1 })
    .limit(most + 1)
    .toArray();
  const first = latest[most];
  return first && new Date(first.at.getTime() + windowMs);
}

async function forget(rows: TryDocument[]): Promise<void> {
  await tries.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
}
