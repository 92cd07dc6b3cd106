import { rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel } from './message-model.ts';

const messages = rawCollection<MessageDocument>(MessageModel);

/** An entry of a history as it was at some time: the next change of it makes another mark. */
export interface MessageMark {
  id: string;
  changedAt: Date;
}

/**
 * Which entries of histories were written or changed from one moment until before another, by the time of it: their marks alone, which cost
 * little. `heard`: only what customers said.
 */
export async function messageMarksSince(
  since: Date,
  until: Date,
  { skip, limit, heard = false }: { skip: number; limit: number; heard?: boolean },
): Promise<MessageMark[]> {
  const said = heard ? { 'author.kind': 'customer' as const } : {};
  const found = await messages
    .find({ changedAt: { $gte: since, $lt: until }, forStaff: { $exists: false }, ...said }, { projection: { changedAt: 1 } })
    .sort({ changedAt: 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(({ _id, changedAt }) => ({ id: _id, changedAt }));
}
