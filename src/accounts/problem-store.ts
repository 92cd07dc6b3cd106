import { createHash } from 'node:crypto';
import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import { eachValue, type MessengerName, type Problem, problemKey } from '../messages/index.ts';

/** Something that went wrong with a messenger; what has the same `problemKey` is one problem, however often it comes. */
export interface NotedProblem {
  /** As it came last. */
  problem: Problem;
  /** When it came last. */
  at: Date;
  since: Date;
  times: number;
}

interface ProblemDocument extends NotedProblem {
  _id: string;
  messenger: MessengerName;
}

/** So many different ones are kept of each messenger; what is older than a month goes as well. */
const kept = 30;
const keptSeconds = 30 * 24 * 60 * 60;
const longestValue = 500;

const schema = new mongoose.Schema<ProblemDocument>(
  { _id: String, messenger: String, problem: mongoose.Schema.Types.Mixed, at: Date, since: Date, times: Number },
  { collection: 'accountProblems', versionKey: false },
);
schema.index({ messenger: 1, at: -1 });
schema.index({ at: 1 }, { expireAfterSeconds: keptSeconds });
const problems = rawCollection<ProblemDocument>(mongoose.model('AccountProblem', schema));

/** Keeps a problem for whoever looks at the messenger's page, in any process. */
export async function noteProblem(messenger: MessengerName, told: Problem, now: Date): Promise<void> {
  const problem = eachValue(told, text => text.slice(0, longestValue));
  const _id = `${messenger}:${createHash('sha256').update(problemKey(problem)).digest('base64url').slice(0, 22)}`;
  const set = { messenger, problem, at: now };
  await problems.updateOne({ _id }, { $set: set, $inc: { times: 1 }, $setOnInsert: { since: now } }, { upsert: true });
  const [tooMany] = await problems.find({ messenger }).sort({ at: -1 }).skip(kept).limit(1).toArray();
  if (tooMany) await problems.deleteMany({ messenger, at: { $lte: tooMany.at } });
}

/** The latest, newest first. What an earlier version kept in English words is left to run out. */
export async function lastProblems(messenger: MessengerName, limit: number): Promise<NotedProblem[]> {
  const found = await problems
    .find({ messenger, problem: { $exists: true } })
    .sort({ at: -1 })
    .limit(limit)
    .toArray();
  return found.map(({ problem, at, since, times }) => ({ problem, at, since, times }));
}
