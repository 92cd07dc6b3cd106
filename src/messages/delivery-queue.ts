import { rawCollection, updateCommand } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import { type MessageDocument, MessageModel, toMessage } from './message-model.ts';
import { accountOf, onItsWay, placeInQueue, troubleOf } from './queue-place.ts';
import type { DeliveryStatus, StoredMessage } from './stored-message.ts';
import { nudgeWatchers } from './watch-messages.ts';

const collection = rawCollection<MessageDocument>(MessageModel);

/** Out of the queue. */
export const nowhere = { open: '', owner: '', queue: '', rank: '', due: '' } as const;

/** The messages of a conversation whose delivery is not finished, in the order in which they go: by priority, then by their places. */
export const openMessages: (conversation: string) => Promise<StoredMessage[]> = batching(async (conversations: string[]) => {
  const open = await collection.find({ open: true, conversation: { $in: [...new Set(conversations)] } }).toArray();
  open.sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0) || one.order - other.order);
  const byConversation = new Map<string, StoredMessage[]>(conversations.map(conversation => [conversation, []]));
  for (const message of open) byConversation.get(message.conversation)?.push(toMessage(message));
  return conversations.map(conversation => byConversation.get(conversation) ?? []);
});

const claimBatch = batching(async (claims: { id: string; owner: string }[]) => {
  const owner = claims[0]?.owner ?? '';
  const ids = claims.map(claim => claim.id);
  const { matchedCount } = await collection.updateMany(
    { _id: { $in: ids }, 'delivery.state': 'queued' },
    { $set: { 'delivery.state': 'sending', owner, queue: onItsWay } },
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

export interface Settlement {
  status: DeliveryStatus;
  externalId?: string;
  externalIds?: string[];
  /** Of a message that goes back into the queue: its place there, unless that is the time of its next attempt. */
  due?: Date;
  now: Date;
}

const settleBatch = batching(async (settled: { message: StoredMessage; settlement: Settlement }[]) => {
  await updateCommand(
    collection,
    settled.map(({ message, settlement }) => ({ q: { _id: message.id }, u: updateOf(message, settlement) })),
    { ordered: false },
  );
  nudgeWatchers();
  return settled.map(() => undefined);
});

function updateOf({ conversation, at, delivery }: StoredMessage, { status, externalId, externalIds, due, now }: Settlement) {
  const priority = delivery?.priority;
  const settled: DeliveryStatus = { ...status, ...(priority && { priority }) };
  const written = { delivery: settled, changedAt: now, ...(externalId && { externalId }), ...(externalIds && { externalIds }) };
  if (status.state === 'queued' || status.state === 'sending') {
    const place = placeInQueue({ conversation, at, delivery: settled });
    return { $set: { ...written, ...place, ...(due && { due }) }, $unset: { owner: '' } } as const;
  }
  if (status.state === 'failed' || status.state === 'unknown') {
    return {
      $set: { ...written, queue: troubleOf(accountOf(conversation)), due: now },
      $unset: { open: '', owner: '' },
    } as const;
  }
  return { $set: written, $unset: nowhere } as const;
}

/** Writes down what became of a message: finished, or back in the queue. */
export async function settleDelivery(message: StoredMessage, settlement: Settlement): Promise<void> {
  await settleBatch({ message, settlement });
}

/** Messages that are on their way with this process, or with processes that are not among the living. */
export async function abandonedDeliveries(whose: { alive: string[] } | { owner: string }): Promise<StoredMessage[]> {
  const owner = 'owner' in whose ? whose.owner : { $nin: whose.alive };
  const found = await collection.find<MessageDocument>({ queue: onItsWay, owner }).toArray();
  return found.map(toMessage);
}

/**
 * Writes down what becomes of a message that was found abandoned. False when somebody has settled or taken it since it was read: what was
 * sent meanwhile stays sent.
 */
export async function settleAbandoned(message: StoredMessage, settlement: Settlement): Promise<boolean> {
  const { id, changedAt, delivery } = message;
  const asRead = { 'delivery.state': 'sending', 'delivery.attempts': delivery?.attempts ?? 0, changedAt } as const;
  const { matchedCount } = await collection.updateOne({ _id: id, ...asRead }, updateOf(message, settlement));
  if (matchedCount > 0) nudgeWatchers();
  return matchedCount > 0;
}

/** Takes back what the bot has not said yet. Returns how many messages will not be sent. */
export async function suppressQueued(conversation: string, reason: string, now: Date): Promise<number> {
  const { modifiedCount } = await collection.updateMany(
    { open: true, conversation, 'author.kind': 'bot', 'delivery.state': 'queued' },
    { $set: { 'delivery.state': 'suppressed', 'delivery.reason': reason, changedAt: now }, $unset: nowhere },
  );
  if (modifiedCount > 0) nudgeWatchers();
  return modifiedCount;
}

/**
 * Puts a message whose delivery ended badly, or nobody knows how, back into the queue, as somebody's answer whatever it was before. False
 * when it is not such a message.
 */
export async function requeue(id: string, now: Date): Promise<boolean> {
  const message = await collection.findOne({ _id: id });
  if (!message) return false;
  const delivery: DeliveryStatus = { state: 'queued', attempts: 0 };
  const { matchedCount } = await collection.updateOne(
    { _id: id, 'delivery.state': { $in: ['failed', 'unknown', 'suppressed'] } },
    { $set: { delivery, open: true, changedAt: now, ...placeInQueue({ ...message, delivery, at: now }) } },
  );
  if (matchedCount > 0) nudgeWatchers();
  return matchedCount > 0;
}
