import { nextOrder } from '../lib/ids.ts';
import { keepMessage } from '../messages/index.ts';
import type { Outbox } from '../outbox/index.ts';

/**
 * Puts a message to somebody of the staff into the queue of the outbox, as an answer that waits for nothing. It belongs to no card and stands
 * in no history. The same id twice is one message.
 */
export async function sayToStaff(
  { id, conversation, staff, text, now }: { id: string; conversation: string; staff: string; text: string; now: Date },
  outbox: Pick<Outbox, 'wake'>,
): Promise<void> {
  await keepMessage({
    id,
    conversation,
    contact: '',
    forStaff: staff,
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
