import type { DeliveryStatus, Priority, StoredMessage } from './stored-message.ts';
import { addressOf } from './vocabulary.ts';

/** What goes first, first. */
export const priorities: readonly Priority[] = ['live', 'reminder', 'chain', 'broadcast'];

/** Where a message stands among those that are to be sent, one index for all of them. */
export interface QueuePlace {
  /** The account that it waits for (`telegram:7000`), `onItsWay`, or the account's mark for what ended badly. */
  queue: string;
  /** Its priority as a number: lower goes first. */
  rank: number;
  /** Its place among those of its rank: since when it may be sent; of what ended badly, when it did. */
  due: Date;
}

/** Stands in `queue` while a process is sending the message. */
export const onItsWay = 'sending';

/** What stands in `queue` when a delivery to this account ended badly, so that such are counted without reading the history. */
export const troubleOf = (account: string): string => `trouble:${account}`;

export function rankOf(delivery: DeliveryStatus | undefined): number {
  return Math.max(priorities.indexOf(delivery?.priority ?? 'live'), 0);
}

/** `telegram:7000`: the account that a conversation takes place with, as the queue, the governor and the gauge call it. */
export function accountOf(conversation: string): string {
  const { messenger, account } = addressOf(conversation);
  return `${messenger}:${account}`;
}

/** What of a message waits, or is on its way: itself, or the change of what was sent. */
export function underWay({ change, delivery, at }: Pick<StoredMessage, 'change' | 'delivery' | 'at'>) {
  const isOpen = change?.delivery.state === 'queued' || change?.delivery.state === 'sending';
  return isOpen ? { delivery: change.delivery, at: change.at } : { ...(delivery && { delivery }), at };
}

/** The place of a message that is not sent yet. */
export function placeInQueue({
  conversation,
  delivery,
  at,
}: Pick<StoredMessage, 'conversation' | 'delivery' | 'at'>): QueuePlace {
  return {
    queue: delivery?.state === 'sending' ? onItsWay : accountOf(conversation),
    rank: rankOf(delivery),
    due: delivery?.retryAt ?? at,
  };
}
