import { type Contact, getContacts, listContacts } from '../contacts/index.ts';
import {
  type Conversation,
  conversationsOf,
  conversationViews,
  countConversations,
  countedConversations,
  listConversations,
  type Wanted,
} from '../conversations/index.ts';
import type { HouseRules } from '../inbox/index.ts';
import { may, type Staff, staffNames } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { presentConversationRow } from './present-conversation.ts';
import { contactsOfSegment } from './queues/contacts-of-segment.ts';
import type { InboxQuery } from './queues/inbox-query.ts';
import { presentFilters } from './queues/present-filters.ts';
import { presentPresence } from './queues/present-presence.ts';
import { maySee, seenBy } from './seen-by.ts';
import type { Viewer } from './viewer.ts';

const perPage = 40;
const foundContacts = 20;

/** The list of conversations with its tabs. */
export async function loadInbox(viewer: Viewer & { staff: Staff }, query: InboxQuery, rules: HouseRules) {
  const { staff, language } = viewer;
  const { segment, ...filtered } = filtersOf(query);
  const contacts = segment === undefined ? undefined : await contactsOfSegment(viewer, segment);
  const wanted: Wanted = { ...seenBy(staff), ...filtered, ...(contacts && { contacts }) };
  const counts = await countConversations(wanted);
  const view = query.view ?? (counts?.waiting ? 'waiting' : counts?.mine ? 'mine' : 'all');
  const limit = perPage * query.pages;
  const [found, names] = await Promise.all([
    query.q ? searchConversations(staff, query.q) : listConversations({ view, ...wanted, limit, now: viewer.now }),
    staffNames(),
  ]);
  const cards = await contactsOf(found.conversations);
  const kept = Object.fromEntries(Object.entries({ q: query.q, ...filtersOf(query) }).filter(([, value]) => value));
  const address = (over: Record<string, string>) => `?${new URLSearchParams({ view, ...kept, ...over })}`;
  const text = (key: string) => t(language, `panel:inbox.${key}`);
  const filters = await presentFilters(viewer, query, { names, rules });
  const empty = query.q ? 'found' : filters.isOn ? 'filtered' : view;
  return {
    view,
    q: query.q,
    address: `/inbox${address({})}`,
    filters,
    tabs: conversationViews.map((name, i) => ({
      name,
      label: text(`views.${name}`),
      href: `/inbox${address({ view: name, q: '' }).replace(/&q=(?=&|$)/, '')}`,
      key: i + 1,
      ...(counts?.[name] !== undefined && { count: presentCount(counts[name]) }),
      on: name === view && !query.q,
    })),
    rows: found.conversations.map(conversation => ({
      ...presentConversationRow(viewer, conversation, cards.get(conversation.contact ?? ''), { names, rules }),
      query: address({}),
    })),
    refresh: `/inbox/list${address({ pages: String(query.pages) })}`,
    ...(found.hasMore && { more: `/inbox/list${address({ pages: String(query.pages + 1) })}` }),
    empty: { title: text(`empty.${empty}.title`), text: text(`empty.${empty}.text`) },
    // Who sees only their own is told no number of all.
    isFresh: (counts?.all ?? (counts && view === 'all' && !query.q ? found.conversations.length : 1)) === 0 && !filters.isOn,
    ...(may(staff, 'write') && { presence: presentPresence(viewer, rules) }),
  };
}

const presentCount = (count: number): string => (count < countedConversations ? String(count) : `${count - 1}+`);

const filtersOf = ({ messenger, staff, queue, tag, segment }: InboxQuery) => ({ messenger, staff, queue, tag, segment });

/** People who fit the words, and their conversations. */
async function searchConversations(staff: Staff, q: string): Promise<{ conversations: Conversation[]; hasMore: boolean }> {
  const { contacts } = await listContacts({
    query: q,
    role: staff.role,
    ...(!may(staff, 'seeAll') && { visibleTo: staff.id }),
    page: 1,
    perPage: foundContacts,
  });
  const found = await Promise.all(contacts.map(({ id }) => conversationsOf(id)));
  const seen = found.flat().filter(conversation => maySee(staff, conversation));
  return { conversations: seen.sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime()), hasMore: false };
}

async function contactsOf(conversations: Conversation[]): Promise<Map<string, Contact>> {
  const contacts = await getContacts(conversations.flatMap(({ contact }) => contact ?? []));
  return new Map(contacts.map(contact => [contact.id, contact]));
}
