import { createHash } from 'node:crypto';
import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { MessengerName } from '../messages/index.ts';

/** Something that went wrong with a messenger, in its own words; the same words are one problem, however often they come. */
export interface Problem {
  text: string;
  /** When it came last. */
  at: Date;
  since: Date;
  times: number;
}

interface ProblemDocument extends Problem {
  _id: string;
  messenger: MessengerName;
}

/** So many different ones are kept of each messenger; what is older than a month goes as well. */
const kept = 30;
const keptSeconds = 30 * 24 * 60 * 60;
const longest = 500;

const schema = new mongoose.Schema<ProblemDocument>(
  { _id: String, messenger: String, text: String, at: Date, since: Date, times: Number },
  { collection: 'accountProblems', versionKey: false },
);
schema.index({ messenger: 1, at: -1 });
schema.index({ at: 1 }, { expireAfterSeconds: keptSeconds });
const problems = rawCollection<ProblemDocument>(mongoose.model('AccountProblem', schema));

/** Keeps a problem for whoever looks at the messenger's page, in any process. */
export async function noteProblem(messenger: MessengerName, said: string, now: Date): Promise<void> {
  const text = said.slice(0, longest);
  const _id = `${messenger}:${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
  const set = { messenger, text, at: now };
  await problems.updateOne({ _id }, { $set: set, $inc: { times: 1 }, $setOnInsert: { since: now } }, { upsert: true });
  const [tooMany] = await problems.find({ messenger }).sort({ at: -1 }).skip(kept).limit(1).toArray();
  if (tooMany) await problems.deleteMany({ messenger, at: { $lte: tooMany.at } });
}

/** The latest, newest first. */
export async function lastProblems(messenger: MessengerName, limit: number): Promise<Problem[]> {
  const found = await problems.find({ messenger }).sort({ at: -1 }).limit(limit).toArray();
  return found.map(({ text, at, since, times }) => ({ text, at, since, times }));
}
