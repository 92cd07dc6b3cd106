import { type MessageDocument, MessageModel, toMessage } from './message-model.ts';
import type { StoredMessage } from './stored-message.ts';

/** Entries of histories that were written or changed from one moment until before another, by the time of it. */
export async function messagesSince(
  since: Date,
  until: Date,
  { skip, limit }: { skip: number; limit: number },
): Promise<StoredMessage[]> {
  const found = await MessageModel.find({ changedAt: { $gte: since, $lt: until }, forStaff: { $exists: false } })
    .sort({ changedAt: 1 })
    .skip(skip)
    .limit(limit)
    .lean<MessageDocument[]>();
  return found.map(toMessage);
}
