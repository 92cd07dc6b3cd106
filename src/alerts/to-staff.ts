import { nextOrder } from '../lib/ids.ts';
import { keepMessage } from '../messages/index.ts';
import type { Outbox } from '../outbox/index.ts';

interface ToStaff {
  id: string;
  conversation: string;
  staff: string;
  text: string;
  /** The contacts and conversations that it tells of. */
  about?: string[];
  now: Date;
}

/**
 * Puts a message to somebody of the staff into the queue of the outbox, as an answer that waits for nothing. It belongs to no card and stands
 * in no history. The same id twice is one message.
 */
export async function sayToStaff(
  { id, conversation, staff, text, about = [], now }: ToStaff,
  outbox: Pick<Outbox, 'wake'>,
): Promise<void> {
  await keepMessage({
    id,
    conversation,
    contact: '',
    forStaff: staff,
    ...(about.length > 0 && { about }),
    order: nextOrder(now),
    at: now,
    changedAt: now,
    author: { kind: 'system' },
    kind: 'text',
    text,
    delivery: { state: 'queued', attempts: 0, priority: 'live' },
  });
  outbox.wake(conversation);
}
