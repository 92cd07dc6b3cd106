import type { Conversation, StaffMember } from '../conversations/index.ts';
import { nextOrder } from '../lib/ids.ts';
import { type HistoryEvent, keepMessage } from '../messages/index.ts';

interface Told {
  what: HistoryEvent;
  /** The program itself where it is nobody. */
  by?: StaffMember | undefined;
  values?: Record<string, string>;
  now: Date;
}

/** Writes into the history what somebody of ours, or the program, did with a conversation. The same twice is one line. */
export async function noteEvent(
  conversation: Conversation & { contact: string },
  { what, by, values = {}, now }: Told,
): Promise<void> {
  await keepMessage({
    ...place(conversation, `${conversation.id}:${conversation.revision}:${what}`, now),
    author: by ? { kind: 'staff', ...by } : { kind: 'system' },
    kind: 'event',
    text: '',
    event: { what, values: { ...(by && { name: by.name }), ...values } },
  });
}

/** The place of a new entry in the history. */
export function place(conversation: Conversation & { contact: string }, id: string, now: Date) {
  return { id, conversation: conversation.id, contact: conversation.contact, order: nextOrder(now), at: now, changedAt: now };
}
