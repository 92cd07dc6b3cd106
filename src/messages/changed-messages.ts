import { rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel, toMessage } from './message-model.ts';
import type { StoredMessage } from './stored-message.ts';

const messages = rawCollection<MessageDocument>(MessageModel);

/** As much of a message as its words need. */
export type WordedMessage = Pick<
  StoredMessage,
  'id' | 'conversation' | 'at' | 'changedAt' | 'kind' | 'text' | 'attachments' | 'event' | 'removed' | 'forStaff'
>;

const projection = {
  ...{ conversation: 1, at: 1, changedAt: 1, kind: 1, text: 1, 'attachments.name': 1 },
  ...{ 'event.what': 1, removed: 1, forStaff: 1 },
} as const;

/** What was kept or changed from one moment until before another, the words only, in the order of the change. */
export async function changedMessages({
  from,
  until,
  limit,
  skip = 0,
}: {
  from: Date;
  until: Date;
  limit: number;
  skip?: number;
}): Promise<WordedMessage[]> {
  const found = await messages
    .find({ changedAt: { $gte: from, $lt: until } }, { projection })
    .sort({ changedAt: 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(toMessage);
}

/** When the first of all messages was kept or changed. */
export async function firstChange(): Promise<Date | undefined> {
  const [first] = await messages
    // The condition holds for all; DocumentDB takes the index by it.
    .find({ changedAt: { $gt: new Date(0) } }, { projection: { changedAt: 1 } })
    .sort({ changedAt: 1 })
    .limit(1)
    .toArray();
  return first?.changedAt;
}

/** Messages by their ids, in no order. */
export async function getMessages(ids: string[]): Promise<StoredMessage[]> {
  if (ids.length === 0) return [];
  const found = await messages.find({ _id: { $in: ids } }).toArray();
  return found.map(toMessage);
}
