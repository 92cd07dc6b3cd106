import { getContact } from '../contacts/index.ts';
import { getConversation } from '../conversations/index.ts';
import { alertStaff } from './alert-store.ts';
import { beginning, nameOf } from './customer-alerts.ts';

/** Tells whose reply it was that it did not go at its time and waits for them. */
export async function alertHeld(
  reply: { id: string; conversation: string; staff: { id: string }; text: string; version: number },
  now: Date,
): Promise<void> {
  const conversation = await getConversation(reply.conversation);
  const contact = conversation?.contact ? await getContact(conversation.contact) : undefined;
  await alertStaff({
    key: `held:${reply.id}:${reply.version}`,
    kind: 'held',
    staff: reply.staff.id,
    conversation: reply.conversation,
    who: nameOf(contact),
    text: beginning(reply.text),
    at: now,
  });
}
