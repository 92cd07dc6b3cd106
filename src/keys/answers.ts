import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';

/** What was answered to a request, so that the same one gets the same again. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body?: unknown;
  /** The body of an answer that tells a secret, as whoever keeps it has sealed it. */
  sealed?: string;
}

interface AnswerDocument {
  /** The key of the API and the request's own. */
  _id: string;
  fingerprint: string;
  /** `text`: the body as JSON, so that what it says of somebody is found when they are erased. */
  answer?: Omit<KeptAnswer, 'body'> & { text?: string };
  /** While it is worked on: until when others keep off. */
  busyUntil?: Date;
  at: Date;
}

const { Mixed } = mongoose.Schema.Types;
const keptSeconds = 24 * 60 * 60;
/** A request that takes longer was its process's last. */
const busyMs = 60_000;

const schema = new mongoose.Schema<AnswerDocument>(
  { _id: String, fingerprint: String, answer: Mixed, busyUntil: Date, at: Date },
  { collection: 'apiAnswers', versionKey: false, minimize: false },
);
schema.index({ at: 1 }, { expireAfterSeconds: keptSeconds });

const answers = rawCollection<AnswerDocument>(mongoose.model('ApiAnswer', schema));

export type Claim =
  /** `at`: when the key was seen first, the same for whoever takes over. */
  | { kind: 'first'; at: Date }
  | { kind: 'again'; answer: KeptAnswer }
  /** Under the same key something else was asked. */
  | { kind: 'other' }
  | { kind: 'busy' };

/**
 * Takes a request's key (draft-ietf-httpapi-idempotency-key-header), for a day. Whoever is first answers, and keeps the answer with
 * `keepAnswer`, or lets others try with `releaseAnswer`. One left behind by a process that died is taken over after a minute.
 */
export async function claimAnswer(id: string, { fingerprint, now }: { fingerprint: string; now: Date }): Promise<Claim> {
  const busyUntil = new Date(now.getTime() + busyMs);
  const [isNew] = await insertNew(answers, [{ _id: id, fingerprint, busyUntil, at: now }]);
  if (isNew) return { kind: 'first', at: now };
  const found = await answers.findOne({ _id: id });
  // It went away between the two; the caller's next try begins anew.
  if (!found) return { kind: 'busy' };
  if (found.fingerprint !== fingerprint) return { kind: 'other' };
  if (found.answer) return { kind: 'again', answer: toAnswer(found.answer) };
  const { modifiedCount } = await answers.updateOne(
    { _id: id, answer: { $exists: false }, busyUntil: { $lte: now } },
    { $set: { busyUntil } },
  );
  return modifiedCount > 0 ? { kind: 'first', at: found.at } : { kind: 'busy' };
}

export async function keepAnswer(id: string, { body, ...rest }: KeptAnswer): Promise<void> {
  const answer = { ...rest, ...(body !== undefined && { text: JSON.stringify(body) }) };
  await answers.updateOne({ _id: id }, { $set: { answer }, $unset: { busyUntil: '' } });
}

function toAnswer({ text, ...rest }: NonNullable<AnswerDocument['answer']>): KeptAnswer {
  return { ...rest, ...(text !== undefined && { body: JSON.parse(text) as unknown }) };
}

/** It went wrong: the same request may be tried again, and goes on where this one ended. */
export async function releaseAnswer(id: string): Promise<void> {
  await answers.updateOne({ _id: id, answer: { $exists: false } }, { $set: { busyUntil: new Date(0) } });
}
