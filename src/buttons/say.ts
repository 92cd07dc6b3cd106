import { getContact } from '../contacts/index.ts';
import { conversationsOf } from '../conversations/index.ts';
import type { Desk } from '../inbox/index.ts';
import { AppError } from '../lib/app-error.ts';

/**
 * Writes to a contact in the conversation they used last and can still be reached in, as the person who pressed. Where the bot speaks it
 * is interrupted, and asks its question again afterwards. Answers why it was not said, if so. The same key twice is one message.
 */
export async function say(
  { contact: id, words, staff, key }: { contact: string; words: string; staff: { id: string; name: string }; key: string },
  desk: Pick<Desk, 'takeOver' | 'reply' | 'giveBack'>,
): Promise<string | undefined> {
  if (words === '') return 'noWords';
  const contact = await getContact(id);
  const reachable = new Set(
    contact?.identities.filter(({ reachability }) => reachability.state === 'reachable').map(({ key: identity }) => identity),
  );
  const all = await conversationsOf(id);
  const conversation = all.find(known => reachable.has(known.id));
  if (!conversation) return all.length > 0 ? 'unreachable' : 'noConversation';
  const member = { id: staff.id, name: staff.name };
  const botSpeaks = conversation.mode === 'bot';
  try {
    if (botSpeaks) await desk.takeOver(conversation.id, member);
    await desk.reply({ conversation: conversation.id, staff: member, text: words, key });
    if (botSpeaks) await desk.giveBack(conversation.id, member);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return 'refused';
    throw error;
  }
}
