import { rawCollection } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import { type MessageDocument, MessageModel, toMessage } from './message-model.ts';
import type { DeliveryStatus, StoredMessage } from './stored-message.ts';
import { nudgeWatchers } from './watch-messages.ts';

const collection = rawCollection<MessageDocument>(MessageModel);

/** The messages of a conversation whose delivery is not finished, in their order: the first is sent next, or on its way. */
export const openMessages: (conversation: string) => Promise<StoredMessage[]> = batching(async (conversations: string[]) => {
  const open = await collection.find({ open: true, conversation: { $in: [...new Set(conversations)] } }).toArray();
  open.sort((one, other) => one.order - other.order);
  const byConversation = new Map<string, StoredMessage[]>(conversations.map(conversation => [conversation, []]));
  for (const message of open) byConversation.get(message.conversation)?.push(toMessage(message));
  return conversations.map(conversation => byConversation.get(conversation) ?? []);
});

const claimBatch = batching(async (claims: { id: string; owner: string }[]) => {
  const owner = claims[0]?.owner ?? '';
  const ids = claims.map(claim => claim.id);
  const { matchedCount } = await collection.updateMany(
    { _id: { $in: ids }, 'delivery.state': 'queued' },
    { $set: { 'delivery.state': 'sending', owner } },
  );
  if (matchedCount === ids.length) return ids.map(() => true);
  const ours = await collection
    .find({ _id: { $in: ids }, owner, 'delivery.state': 'sending' }, { projection: { _id: 1 } })
    .toArray();
  const claimed = new Set(ours.map(message => message._id));
  return ids.map(id => claimed.has(id));
});

/** Takes a queued message for sending by this process. False when it is not waiting any more. */
export function claimForSending(id: string, owner: string): Promise<boolean> {
  return claimBatch({ id, owner });
}

const settleBatch = batching(async (settled: { id: string; status: DeliveryStatus; externalId?: string; now: Date }[]) => {
  await collection.bulkWrite(
    settled.map(({ id, status, externalId, now }) => {
      const open = status.state === 'queued';
      return {
        updateOne: {
          filter: { _id: id },
          update: {
            $set: { delivery: status, changedAt: now, ...(externalId && { externalId }) },
            ...(!open && { $unset: { open: '', owner: '' } }),
          },
        },
      };
    }),
    { ordered: false },
  );
  nudgeWatchers();
  return settled.map(() => undefined);
});

/** Writes down what became of a message: finished, or back in the queue. */
export async function settleDelivery(
  id: string,
  status: DeliveryStatus,
  options: { externalId?: string; now: Date },
): Promise<void> {
  await settleBatch({ id, status, ...options });
}

/** Conversations in which a message waits that may be sent now. */
export async function conversationsWithWork(now: Date, limit: number): Promise<string[]> {
  const waiting = await collection
    .find<{ conversation: string }>(
      { open: true, 'delivery.state': 'queued', $or: [{ 'delivery.retryAt': null }, { 'delivery.retryAt': { $lte: now } }] },
      { projection: { conversation: 1 } },
    )
    .limit(limit)
    .toArray();
  return [...new Set(waiting.map(message => message.conversation))];
}

/** Messages that a process was sending when it died. */
export async function abandonedDeliveries(aliveOwners: string[]): Promise<StoredMessage[]> {
  const found = await collection
    .find<MessageDocument>({ open: true, 'delivery.state': 'sending', owner: { $nin: aliveOwners } })
    .toArray();
  return found.map(toMessage);
}

/** Takes back what the bot has not said yet. Returns how many messages will not be sent. */
export async function suppressQueued(conversation: string, reason: string, now: Date): Promise<number> {
  const { modifiedCount } = await collection.updateMany(
    { open: true, conversation, 'author.kind': 'bot', 'delivery.state': 'queued' },
    { $set: { 'delivery.state': 'suppressed', 'delivery.reason': reason, changedAt: now }, $unset: { open: '', owner: '' } },
  );
  if (modifiedCount > 0) nudgeWatchers();
  return modifiedCount;
}

/** Puts a message whose delivery ended badly, or nobody knows how, back into the queue. False when it is not such a message. */
export async function requeue(id: string, now: Date): Promise<boolean> {
  const { matchedCount } = await collection.updateOne(
    { _id: id, 'delivery.state': { $in: ['failed', 'unknown', 'suppressed'] } },
    { $set: { delivery: { state: 'queued', attempts: 0 }, open: true, changedAt: now } },
  );
  if (matchedCount > 0) nudgeWatchers();
  return matchedCount > 0;
}
