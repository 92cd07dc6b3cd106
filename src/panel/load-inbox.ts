import { type Contact, getContacts, listContacts } from '../contacts/index.ts';
import {
  type Conversation,
  type ConversationView,
  conversationsOf,
  conversationViews,
  countConversations,
  listConversations,
} from '../conversations/index.ts';
import { staffNames } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { presentConversationRow } from './present-conversation.ts';
import type { Viewer } from './viewer.ts';

const perPage = 40;
const foundContacts = 20;

export interface InboxQuery {
  /** Which tab; without one the first that has something, in the order of urgency. */
  view?: ConversationView | undefined;
  q: string;
  /** How many pages of the list are open. */
  pages: number;
}

/** The list of conversations with its tabs. */
export async function loadInbox(viewer: Viewer, query: InboxQuery) {
  const staff = viewer.staff?.id ?? '';
  const counts = await countConversations(staff);
  const view = query.view ?? (counts.waiting > 0 ? 'waiting' : counts.mine > 0 ? 'mine' : 'all');
  const [found, names] = await Promise.all([
    query.q ? searchConversations(query.q) : listConversations({ view, staff, page: 1, perPage: perPage * query.pages }),
    staffNames(),
  ]);
  const contacts = await contactsOf(found.conversations);
  const address = (over: Record<string, string>) => `?${new URLSearchParams({ view, ...(query.q && { q: query.q }), ...over })}`;
  const text = (key: string) => t(viewer.language, `panel:inbox.${key}`);
  return {
    view,
    q: query.q,
    tabs: conversationViews.map(name => ({
      name,
      label: text(`views.${name}`),
      href: `/inbox?view=${name}`,
      count: counts[name],
      on: name === view && !query.q,
    })),
    rows: found.conversations.map(conversation => ({
      ...presentConversationRow(viewer, conversation, contacts.get(conversation.contact ?? ''), names),
      query: address({}),
    })),
    refresh: `/inbox/list${address({ pages: String(query.pages) })}`,
    ...(found.total > found.conversations.length && { more: `/inbox/list${address({ pages: String(query.pages + 1) })}` }),
    empty: { title: text(`empty.${query.q ? 'found' : view}.title`), text: text(`empty.${query.q ? 'found' : view}.text`) },
    isFresh: counts.all === 0,
  };
}

/** People who fit the words, and their conversations. */
async function searchConversations(q: string): Promise<{ conversations: Conversation[]; total: number }> {
  const { contacts } = await listContacts({ query: q, page: 1, perPage: foundContacts });
  const found = await Promise.all(contacts.map(({ id }) => conversationsOf(id)));
  const conversations = found.flat().sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime());
  return { conversations, total: conversations.length };
}

async function contactsOf(conversations: Conversation[]): Promise<Map<string, Contact>> {
  const contacts = await getContacts(conversations.flatMap(({ contact }) => contact ?? []));
  return new Map(contacts.map(contact => [contact.id, contact]));
}
