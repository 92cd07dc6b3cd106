import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import type { CannedReply } from './reply.ts';
import { replies, toReply } from './reply-model.ts';

const mostListed = 1000;

/** The replies of everybody and a person's own, by their names. */
export async function listReplies(staff: string): Promise<CannedReply[]> {
  const found = await replies
    .find({ $or: [{ staff: { $exists: false } }, { staff }] })
    .limit(mostListed)
    .toArray();
  return found.map(toReply).sort((one, other) => one.name.localeCompare(other.name, 'ru'));
}

/** A reply that this person may use. AppError `replies.not_found`. */
export async function getReply(id: string, staff: string): Promise<CannedReply> {
  const found = await replies.findOne({ _id: id });
  if (!found || (found.staff !== undefined && found.staff !== staff)) throw notFound(id);
  return toReply(found);
}

export type ReplyInput = Pick<CannedReply, 'name' | 'texts' | 'files' | 'buttons'> & { staff?: string };

export async function addReply(input: ReplyInput, by: string, now: Date): Promise<string> {
  const id = newId();
  await replies.insertOne({ _id: id, ...input, version: 1, changedAt: now, changedBy: by });
  return id;
}

/** Changes what it was at `version`. AppError `replies.conflict` when somebody else was quicker, `replies.not_found`. */
export async function changeReply(
  id: string,
  { staff, ...input }: ReplyInput,
  { version, by, now }: { version: number; by: string; now: Date },
): Promise<void> {
  const { matchedCount } = await replies.updateOne(
    { _id: id, version },
    {
      $set: { ...input, ...(staff !== undefined && { staff }), version: version + 1, changedAt: now, changedBy: by },
      ...(staff === undefined && { $unset: { staff: '' } }),
    },
  );
  if (matchedCount > 0) return;
  if ((await replies.countDocuments({ _id: id })) === 0) throw notFound(id);
  throw new AppError('replies.conflict', 'Somebody else has changed this reply meanwhile. Open it anew.', { id });
}

export async function removeReply(id: string): Promise<void> {
  await replies.deleteOne({ _id: id });
}

function notFound(id: string): AppError {
  return new AppError('replies.not_found', 'There is no such reply. It may have been deleted.', { id });
}
