import { type Contact, findContacts } from '../contacts/index.ts';
import { type Conversation, getConversations } from '../conversations/index.ts';
import { type Deal, findDeals } from '../deals/index.ts';
import { getMessages, type StoredMessage } from '../messages/index.ts';
import { findTasks, type Task } from '../tasks/index.ts';
import { type FoundMessage, findMessages } from './find-messages.ts';
import { type Query, readQuery } from './query.ts';
import { rankContacts, rankTitled } from './rank.ts';
import { otherForms } from './stems.ts';
import { otherLayout } from './wrong-layout.ts';

/** Who looks: all they may see. */
export interface Seeker {
  id: string;
  role: string;
  seesAll: boolean;
  seesPhones: boolean;
}

export interface Found {
  contacts: Contact[];
  deals: Deal[];
  tasks: Task[];
  messages: { message: StoredMessage; conversation: Conversation }[];
  /** What it was looked for instead: the same keys on the other keyboard. */
  instead?: string;
}

/** Of each kind so many are told. */
const told = 6;
/** Among so many the best are chosen. */
const mostRanked = 60;
const mostLookedAt = 400;

/**
 * What fits a query of all that somebody may see, the best of each kind first. Where nothing does, the same keys are tried on the other keyboard
 * ("gtnhjdf" is "петрова"). Nothing where there is nothing to look for.
 */
export async function findEverything(text: string, seeker: Seeker): Promise<Found | undefined> {
  const found = await find(text, seeker);
  if (found && !isEmpty(found)) return found;
  const instead = otherLayout(text);
  const other = instead === undefined ? undefined : await find(instead, seeker);
  return other && !isEmpty(other) && instead !== undefined ? { ...other, instead } : found;
}

const isEmpty = ({ contacts, deals, tasks, messages }: Found): boolean =>
  contacts.length + deals.length + tasks.length + messages.length === 0;

async function find(text: string, seeker: Seeker): Promise<Found | undefined> {
  const query = readQuery(text, { wholePhones: !seeker.seesPhones });
  if (!query) return undefined;
  const onlyOf = seeker.seesAll ? undefined : seeker.id;
  const [contacts, deals, tasks, messages] = await Promise.all([
    exactFirst(query.card, words => findContacts({ words, visibleTo: onlyOf, role: seeker.role, limit: mostRanked })),
    exactFirst(query.title, words => findDeals({ words, onlyOf, limit: mostRanked })),
    exactFirst(query.title, words => findTasks({ words, onlyOf, limit: mostRanked })),
    visibleMessages(query, seeker),
  ]);
  return {
    contacts: rankContacts(contacts, query.card).slice(0, told),
    deals: rankTitled(deals, query.title).slice(0, told),
    tasks: rankTitled(tasks, query.title).slice(0, told),
    messages,
  };
}

/** What has the words as they were typed, and where that is little also what has other forms of them. */
async function exactFirst<T extends { id: string }>(words: string[][], look: (words: string[][]) => Promise<T[]>): Promise<T[]> {
  const typed = words.map(alternatives => alternatives.filter(word => !isOtherForm(word, alternatives)));
  const exact = await look(typed);
  if (exact.length >= told || typed.every((some, i) => some.length === words[i]?.length)) return exact;
  const forms = words.map(alternatives => alternatives.filter(word => !alternatives.some(other => isBeginning(other, [word]))));
  const known = new Set(exact.map(({ id }) => id));
  return [...exact, ...(await look(forms)).filter(({ id }) => !known.has(id))];
}

/** Whether a word is what another one of these begins with. */
const isBeginning = (word: string, alternatives: string[]): boolean =>
  alternatives.some(other => other !== word && other.startsWith(word));

/** Whether a word stands only for other forms of the one that was typed. */
const isOtherForm = (word: string, alternatives: string[]): boolean =>
  isBeginning(word, alternatives) || otherForms(alternatives[0] ?? '').includes(word);

async function visibleMessages(query: Query, { id, seesAll }: Seeker): Promise<Found['messages']> {
  const visible = new Map<string, Conversation>();
  const keep = async (found: FoundMessage[]): Promise<FoundMessage[]> => {
    const unknown = [...new Set(found.map(({ conversation }) => conversation))].filter(
      conversation => !visible.has(conversation),
    );
    for (const conversation of await getConversations(unknown)) {
      const { hidden, staff } = conversation;
      if (!hidden && (seesAll || staff === undefined || staff === id)) visible.set(conversation.id, conversation);
    }
    return found.filter(({ conversation }) => visible.has(conversation));
  };
  const found = await findMessages(query, { limit: told, looksAt: mostLookedAt, keep });
  const messages = new Map((await getMessages(found.map(message => message.id))).map(message => [message.id, message]));
  return found.flatMap(({ id: message, conversation }) => {
    const [said, where] = [messages.get(message), visible.get(conversation)];
    return said && where && !said.removed ? [{ message: said, conversation: where }] : [];
  });
}
