import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import type { Call, CallTry } from './call.ts';

interface CallDocument extends Omit<Call, 'id'> {
  _id: string;
  /** Stands only while it waits, so that the index of those is small. */
  open?: true;
  /** Not to be tried before. While somebody tries, until when others keep off. */
  nextAt: Date;
}

const keptSeconds = 30 * 24 * 60 * 60;
const keptTries = 20;
/** Longer than an attempt may take. */
const claimMs = 60_000;

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<CallDocument>(
  {
    _id: String,
    url: String,
    body: Mixed,
    contact: String,
    conversation: String,
    flow: String,
    state: String,
    open: Boolean,
    at: Date,
    nextAt: Date,
    tries: Mixed,
  },
  { collection: 'webhookCalls', versionKey: false, minimize: false },
);
schema.index({ open: 1, nextAt: 1 }, { partialFilterExpression: { open: true } });
schema.index({ at: 1 }, { expireAfterSeconds: keptSeconds });

const calls = rawCollection<CallDocument>(mongoose.model('WebhookCall', schema));

/** Puts a call into the queue. The same key twice is one call. */
export async function queueCall({
  key,
  now,
  ...call
}: Pick<Call, 'url' | 'body' | 'contact' | 'conversation' | 'flow'> & { key: string; now: Date }): Promise<void> {
  await insertNew(calls, [{ _id: key, ...call, state: 'queued', open: true, at: now, nextAt: now, tries: [] }]);
}

/** Calls that may be tried now, the longest overdue first. */
export async function dueCalls(now: Date, limit: number): Promise<Call[]> {
  const found = await calls
    .find({ open: true, nextAt: { $lte: now } })
    .sort({ open: 1, nextAt: 1 })
    .limit(limit)
    .toArray();
  return found.map(toCall);
}

/** Takes a call for one attempt. False when somebody else has it. */
export async function claimCall(id: string, now: Date): Promise<boolean> {
  const { modifiedCount } = await calls.updateOne(
    { _id: id, open: true, nextAt: { $lte: now } },
    { $set: { nextAt: new Date(now.getTime() + claimMs) } },
  );
  return modifiedCount > 0;
}

/** Writes down what came of an attempt. `nextAt` is when to try again, where it is to be tried again. */
export async function settleCall(
  id: string,
  { state, tried, nextAt }: { state: Call['state']; tried: CallTry; nextAt?: Date },
): Promise<void> {
  await calls.updateOne(
    { _id: id },
    {
      $set: { state, ...(nextAt && { nextAt }) },
      ...(!nextAt && { $unset: { open: '' } }),
      $push: { tries: { $each: [tried], $slice: -keptTries } },
    },
  );
}

export async function getCall(id: string): Promise<Call | undefined> {
  const found = await calls.findOne({ _id: id });
  return found ? toCall(found) : undefined;
}

function toCall({ _id, open: _open, nextAt: _nextAt, ...rest }: CallDocument): Call {
  return { id: _id, ...rest };
}
