import type { Contact } from '../contacts/index.ts';
import { type Conversation, conversationIdsOf, getConversations } from '../conversations/index.ts';
import type { PolicyFacts, SendingRules } from '../outbox/index.ts';

type Live = NonNullable<PolicyFacts['live']>;

/** The talk of each contact, in any messenger, that holds others back for longest: with people, or in the middle of a questionnaire. */
export async function talksOf(contacts: readonly Contact[], { hold }: SendingRules): Promise<Map<string, Live>> {
  const heldUntil = (talk: Live) => talk.lastAt.getTime() + hold[talk.with] * 60_000;
  const contactOf = new Map(contacts.flatMap(contact => conversationIdsOf(contact).map(id => [id, contact.id])));
  const live = new Map<string, Live>();
  for (const conversation of await getConversations([...contactOf.keys()])) {
    const contact = contactOf.get(conversation.id);
    const kind = talkWith(conversation);
    if (contact === undefined || !kind) continue;
    const talk: Live = { lastAt: conversation.lastAt, with: kind };
    const before = live.get(contact);
    if (!before || heldUntil(before) < heldUntil(talk)) live.set(contact, talk);
  }
  return live;
}

function talkWith({ mode, position }: Conversation): Live['with'] | undefined {
  if (mode === 'staff' || mode === 'queue') return 'people';
  return mode === 'bot' && position ? 'bot' : undefined;
}
