import type { Contact } from '../contacts/index.ts';
import { type Conversation, conversationIdsOf, getConversations, lackingConversations } from '../conversations/index.ts';
import type { Lack } from '../messages/index.ts';
import type { PolicyFacts, SendingRules } from '../outbox/index.ts';

type Live = NonNullable<PolicyFacts['live']>;

export interface Talks {
  /** By contact: their talk, in any messenger, that holds others back for longest: with people, or in the middle of a questionnaire. */
  live: ReadonlyMap<string, Live>;
  lacks: LacksOf;
}

/** By conversation: what their app does not show. Those whose app shows everything are not in it. */
export type LacksOf = ReadonlyMap<string, readonly Lack[]>;

/** How contacts talk with us just now. */
export async function talksOf(contacts: readonly Contact[], { hold }: SendingRules): Promise<Talks> {
  const heldUntil = (talk: Live) => talk.lastAt.getTime() + hold[talk.with] * 60_000;
  const contactOf = new Map(contacts.flatMap(contact => conversationIdsOf(contact).map(id => [id, contact.id])));
  const live = new Map<string, Live>();
  const conversations = await getConversations([...contactOf.keys()]);
  for (const conversation of conversations) {
    const contact = contactOf.get(conversation.id);
    const kind = talkWith(conversation);
    if (contact === undefined || !kind) continue;
    const talk: Live = { lastAt: conversation.lastAt, with: kind };
    const before = live.get(contact);
    if (!before || heldUntil(before) < heldUntil(talk)) live.set(contact, talk);
  }
  return { live, lacks: lacksIn(conversations) };
}

/** What the apps behind these conversations do not show. */
export async function lacksOf(conversations: readonly string[]): Promise<LacksOf> {
  return lacksIn(await lackingConversations([...new Set(conversations)]));
}

function lacksIn(conversations: readonly Pick<Conversation, 'id' | 'lacks'>[]): LacksOf {
  return new Map(conversations.flatMap(({ id, lacks }) => (lacks ? [[id, lacks] as const] : [])));
}

function talkWith({ mode, position }: Conversation): Live['with'] | undefined {
  if (mode === 'staff' || mode === 'queue') return 'people';
  return mode === 'bot' && position ? 'bot' : undefined;
}
