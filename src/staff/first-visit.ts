import { createHash } from 'node:crypto';
import mongoose from 'mongoose';
import { customAlphabet } from 'nanoid';

/** Letters and digits that nobody confuses when reading them off a log. */
const newCode = customAlphabet('abcdefghjkmnpqrstuvwxyz23456789', 12);

const schema = new mongoose.Schema<{ _id: string; codeHash: string; createdAt: Date }>(
  { _id: String, codeHash: { type: String, required: true }, createdAt: { type: Date, required: true } },
  { versionKey: false, autoIndex: false, autoCreate: false },
);
const FirstVisitModel = mongoose.model('FirstVisit', schema, 'firstVisit');

/**
 * A code that proves that whoever makes the first account can read this program's log. The one made before stops working.
 * Only its hash is kept.
 */
export async function makeFirstVisitCode(now: Date): Promise<string> {
  const code = newCode();
  await FirstVisitModel.replaceOne({ _id: 'code' }, { codeHash: hash(code), createdAt: now }, { upsert: true });
  return code;
}

/** True exactly once for the right code: deleting it is what claims it, so two visitors cannot both use it. */
export async function spendFirstVisitCode(code: string): Promise<boolean> {
  const { deletedCount } = await FirstVisitModel.deleteOne({ _id: 'code', codeHash: hash(code) });
  return deletedCount === 1;
}

function hash(code: string): string {
  return createHash('sha256')
    .update(code.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .digest('hex');
}
