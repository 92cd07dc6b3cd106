import { rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel, toMessage } from './message-model.ts';
import { placeInQueue, priorities, troubleOf, underWay } from './queue-place.ts';
import type { Priority, StoredMessage } from './stored-message.ts';

const collection = rawCollection<MessageDocument>(MessageModel);

/** What of a waiting message tells who has to be asked next. */
export interface WaitingMessage {
  conversation: string;
  due: Date;
  /** Absent where it has not been tried. */
  retryAt?: Date;
  /** When that was written down. */
  changedAt: Date;
}

/** Whether anything waits for this account. */
export async function hasWaiting(account: string): Promise<boolean> {
  return (await collection.findOne({ queue: account }, { projection: { _id: 1 } })) !== null;
}

/** A stretch of what waits for an account in one priority, who waits longest first, from `from` on. */
export async function waitingMessages(
  account: string,
  priority: Priority,
  { from, limit }: { from?: Date | undefined; limit: number },
): Promise<WaitingMessage[]> {
  const found = await collection
    .find<Pick<MessageDocument, 'conversation' | 'due' | 'at' | 'delivery' | 'change' | 'changedAt'>>(
      { queue: account, rank: priorities.indexOf(priority), ...(from && { due: { $gte: from } }) },
      { projection: { conversation: 1, due: 1, 'delivery.retryAt': 1, 'change.delivery': 1, changedAt: 1 } },
    )
    .sort({ due: 1 })
    .limit(limit)
    .toArray();
  return found.map(message => {
    const { conversation, due = new Date(0), changedAt } = message;
    const retryAt = underWay(message).delivery?.retryAt;
    return { conversation, due, changedAt, ...(retryAt && { retryAt }) };
  });
}

/** How many messages wait for an account in one priority, and since when the first of them might go; in the future when all are tried again later. */
export interface Backlog {
  priority: Priority;
  waiting: number;
  since: Date;
}

/** What waits for an account, by priority; priorities in which nothing waits are left out. */
export async function backlogOf(account: string): Promise<Backlog[]> {
  const found = await collection
    .aggregate<{ _id: number; waiting: number; since: Date }>([
      { $match: { queue: account } },
      { $group: { _id: '$rank', waiting: { $sum: 1 }, since: { $min: '$due' } } },
    ])
    .toArray();
  found.sort((one, other) => one._id - other._id);
  return found.map(({ _id, waiting, since }) => ({ priority: priorities[_id] ?? 'live', waiting, since }));
}

/** How many messages of this account ended badly, or nobody knows how, after `since`. */
export function countTrouble(account: string, since: Date): Promise<number> {
  return collection.countDocuments({ queue: troubleOf(account), rank: { $gte: 0 }, due: { $gt: since } });
}

/** The latest of them, newest first. */
export async function troubleOfAccount(
  account: string,
  { since, limit }: { since: Date; limit: number },
): Promise<StoredMessage[]> {
  const found = await collection
    .find({ queue: troubleOf(account), rank: { $gte: 0 }, due: { $gt: since } })
    .sort({ due: -1 })
    .limit(limit)
    .toArray();
  return found.map(toMessage);
}

/** How many messages went out after `since`, by account. */
export async function countSent(since: Date): Promise<Map<string, number>> {
  const found = await collection
    .aggregate<{ _id: string; sent: number }>([
      { $match: { changedAt: { $gt: since }, 'delivery.sentAt': { $gt: since } } },
      { $group: { _id: '$conversation', sent: { $sum: 1 } } },
    ])
    .toArray();
  const sent = new Map<string, number>();
  for (const { _id, sent: count } of found) {
    const account = _id.split(':').slice(0, 2).join(':');
    sent.set(account, (sent.get(account) ?? 0) + count);
  }
  return sent;
}

const formerIndex = 'open_1_conversation_1_order_1';

/** Gives the messages that an earlier version of the program left waiting their place in the queue, once: then that version's index goes. */
export async function adoptWaiting(): Promise<void> {
  if (!(await collection.indexExists(formerIndex))) return;
  const homeless = await collection.find({ open: true, queue: { $exists: false } }).toArray();
  for (const message of homeless) await collection.updateOne({ _id: message._id }, { $set: placeInQueue(message) });
  // Another process may have dropped it meanwhile.
  await collection.dropIndex(formerIndex).catch(() => undefined);
}
