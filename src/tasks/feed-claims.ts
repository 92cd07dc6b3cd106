import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';

interface ClaimDocument {
  _id: string;
  staff: string;
  until: Date;
}

interface SkipDocument {
  _id: string;
  staff: string;
  item: string;
  at: Date;
}

const claimMs = 10 * 60_000;
const skippedMs = 12 * 60 * 60_000;

const claimSchema = new mongoose.Schema<ClaimDocument>(
  { _id: String, staff: String, until: Date },
  { collection: 'feedClaims', versionKey: false },
);
claimSchema.index({ until: 1 }, { expireAfterSeconds: 60 });
claimSchema.index({ staff: 1 });
const claims = rawCollection<ClaimDocument>(mongoose.model('FeedClaim', claimSchema));

const skipSchema = new mongoose.Schema<SkipDocument>(
  { _id: String, staff: String, item: String, at: Date },
  { collection: 'feedSkips', versionKey: false },
);
skipSchema.index({ staff: 1, at: 1 });
skipSchema.index({ at: 1 }, { expireAfterSeconds: skippedMs / 1000 });
const skips = rawCollection<SkipDocument>(mongoose.model('FeedSkip', skipSchema));

/** Takes something of the feed for one of the staff, for ten minutes at a time; false when somebody else has it. */
export async function claimItem(item: string, { staff, now }: { staff: string; now: Date }): Promise<boolean> {
  const until = new Date(now.getTime() + claimMs);
  const [isNew] = await insertNew(claims, [{ _id: item, staff, until }]);
  if (isNew) return true;
  // What ran out may be swept between the two: then nobody has it, and the next look finds it.
  const taken = await claims.updateOne({ _id: item, $or: [{ staff }, { until: { $lte: now } }] }, { $set: { staff, until } });
  return taken.matchedCount === 1;
}

/** Gives back whatever somebody holds, but for `except`. */
export async function releaseClaims(staff: string, { except }: { except?: string } = {}): Promise<void> {
  await claims.deleteMany({ staff, ...(except !== undefined && { _id: { $ne: except } }) });
}

/** What others hold at the moment. */
export async function claimedByOthers(staff: string, now: Date): Promise<Set<string>> {
  const found = await claims.find({ until: { $gt: now } }).toArray();
  return new Set(found.filter(claim => claim.staff !== staff).map(({ _id }) => _id));
}

/** Puts something at the end of somebody's feed for the rest of the day. */
export async function skipItem(item: string, { staff, now }: { staff: string; now: Date }): Promise<void> {
  const _id = `${staff} ${item}`;
  const [isNew] = await insertNew(skips, [{ _id, staff, item, at: now }]);
  if (!isNew) await skips.updateOne({ _id }, { $set: { at: now } });
  await claims.deleteOne({ _id: item, staff });
}

/** What somebody skipped lately, with when. */
export async function skippedItems(staff: string, now: Date): Promise<Map<string, Date>> {
  const found = await skips.find({ staff, at: { $gt: new Date(now.getTime() - skippedMs) } }).toArray();
  return new Map(found.map(({ item, at }) => [item, at]));
}
