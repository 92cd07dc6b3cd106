import mongoose from 'mongoose';
import { isDuplicateKey, rawCollection } from '../db/index.ts';

interface CountDocument {
  /** Whose requests, and the window. */
  _id: string;
  count: number;
  /** When the window is over. */
  until: Date;
}

const schema = new mongoose.Schema<CountDocument>(
  { _id: String, count: Number, until: Date },
  { collection: 'apiRequests', versionKey: false },
);
schema.index({ until: 1 }, { expireAfterSeconds: 60 });

const counts = rawCollection<CountDocument>(mongoose.model('ApiRequests', schema));

/** Counts a request in the present window; all processes count together. Answers with the sum, and when the window ends. */
export async function countRequest(
  who: string,
  { windowMs, now }: { windowMs: number; now: Date },
): Promise<{ count: number; until: Date }> {
  const window = Math.floor(now.getTime() / windowMs);
  const until = new Date((window + 1) * windowMs);
  const add = () =>
    counts.findOneAndUpdate(
      { _id: `${who}:${window}` },
      { $inc: { count: 1 }, $setOnInsert: { until } },
      { upsert: true, returnDocument: 'after' },
    );
  // Two that begin a window at once: the second finds what the first has made.
  const found = await add().catch(error => {
    if (!isDuplicateKey(error)) throw error;
    return add();
  });
  return { count: found?.count ?? 1, until };
}

/** How many requests were counted in the present window. */
export async function countedRequests(who: string, { windowMs, now }: { windowMs: number; now: Date }): Promise<number> {
  return (await counts.findOne({ _id: `${who}:${Math.floor(now.getTime() / windowMs)}` }))?.count ?? 0;
}
