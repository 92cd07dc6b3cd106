import { getContact } from '../contacts/index.ts';
import { conversationsOf } from '../conversations/index.ts';
import type { Desk } from '../inbox/index.ts';
import { AppError } from '../lib/app-error.ts';

/** What became of it: why it was not said, or whether the conversation was taken over from the bot for it. */
export type Said = { why: string } | { took: boolean };

/**
 * Writes to a contact in the conversation they used last and can still be reached in, as the person who pressed. Nobody loses a conversation
 * by it: the bot that has asked nothing goes on, a colleague keeps theirs, a closed one stays closed. Only where the bot waits for an answer
 * it is taken over, as by a reply typed there: the customer's next words answer us, not the bot's question, which is asked again when the
 * bot gets the conversation back. The same key twice is one message.
 */
export async function say(
  { contact: id, words, staff, key }: { contact: string; words: string; staff: { id: string; name: string }; key: string },
  desk: Pick<Desk, 'takeOver' | 'reply'>,
): Promise<Said> {
  if (words === '') return { why: 'noWords' };
  const contact = await getContact(id);
  const reachable = new Set(
    contact?.identities.filter(({ reachability }) => reachability.state === 'reachable').map(({ key: identity }) => identity),
  );
  const all = await conversationsOf(id);
  const conversation = all.find(known => reachable.has(known.id));
  if (!conversation) return { why: all.length > 0 ? 'unreachable' : 'noConversation' };
  const member = { id: staff.id, name: staff.name };
  const took = conversation.mode === 'bot' && conversation.position !== undefined;
  const isOurs = conversation.mode === 'queue' || (conversation.mode === 'staff' && conversation.staff === staff.id);
  try {
    if (took) await desk.takeOver(conversation.id, member);
    const aside = took || isOurs ? {} : { aside: true as const };
    await desk.reply({ conversation: conversation.id, staff: member, text: words, key, ...aside });
    return { took };
  } catch (error) {
    if (error instanceof AppError) return { why: 'refused' };
    throw error;
  }
}
