import type { Collection } from 'mongodb';
import { type ContactDocument, contacts } from '../../src/contacts/contact-model.ts';
import { derivedOf } from '../../src/contacts/derived.ts';
import type { Contact } from '../../src/contacts/index.ts';
import { type ConversationDocument, conversations } from '../../src/conversations/conversation-model.ts';
import { insertNew, loadSetting, rawCollection, saveSetting } from '../../src/db/index.ts';
import { type DealDocument, deals } from '../../src/deals/deal-model.ts';
import { searchWords as dealWords } from '../../src/deals/search-words.ts';
import { type MessageDocument, MessageModel, toDocument, toMessage } from '../../src/messages/message-model.ts';
import { knownOf, wordsDocument } from '../../src/search/index-stretch.ts';
import { knownWords, messageWordsOf } from '../../src/search/word-model.ts';
import { type TaskDocument, tasks, titleWords } from '../../src/tasks/task-model.ts';
import { chance, nameOf, phoneOf, sentence, titleOf } from './base-words.ts';

/** How large a base is. */
export interface BaseSize {
  contacts: number;
  messages: number;
  deals: number;
  tasks: number;
}

interface World {
  now: Date;
  staff: string[];
  size: BaseSize;
}

const batch = 1000;
/** These are compared with the others when the program starts, so that the list of similar cards has something in it. */
const comparedCards = 500;
const dayMs = 24 * 60 * 60_000;
const cities = ['Казань', 'Самара', 'Тверь', 'Омск', 'Пермь', 'Уфа', 'Москва', 'Тула'];
const tags = ['опт', 'розница', 'выставка', 'партнёр', 'повторно', 'срочно'];

/**
 * Fills the connected database with people, what was said, deals and tasks, in the rooms' own shapes. Goes on where it was stopped; what is there
 * costs nothing. `staff` are those who work with them.
 */
export async function fillBase(size: BaseSize, staff: string[]): Promise<void> {
  const kept = await loadSetting('bench.now');
  const now = kept ? new Date(kept) : new Date();
  if (!kept) await saveSetting('bench.now', now.toISOString());
  const world: World = { now, staff, size };
  await fill(contacts, size.contacts, n => cardOf(n, world));
  await fill(conversations, size.contacts, n => conversationOf(n, world));
  await fill(rawCollection<MessageDocument>(MessageModel), size.messages, n => messageOf(n, world));
  await fill(messageWordsOf, size.messages, n => wordsDocument(toMessage(messageOf(n, world))));
  await keepKnownWords(size, world);
  await fill(deals, size.deals, n => dealOf(n, world));
  await fill(tasks, size.tasks, n => taskOf(n, world));
}

async function fill<T extends { _id: string }>(collection: Collection<T>, count: number, make: (n: number) => T): Promise<void> {
  const name = collection.collectionName;
  const began = performance.now();
  let done = Number((await loadSetting(`bench.${name}`)) ?? 0);
  if (done >= count) return;
  for (let told = began; done < count; ) {
    const documents = Array.from({ length: Math.min(batch, count - done) }, (_, i) => make(done + i));
    await insertNew(collection, documents);
    done += documents.length;
    await saveSetting(`bench.${name}`, String(done));
    if (performance.now() - told < 10_000) continue;
    told = performance.now();
    console.log(`  ${name}: ${done} of ${count}, ${Math.round((told - began) / 1000)} s`);
  }
  console.log(`  ${name}: ${count} in ${Math.round((performance.now() - began) / 1000)} s`);
}

/** The index of words is filled like everything else: the tick that makes it is measured apart. */
async function keepKnownWords({ messages }: BaseSize, world: World): Promise<void> {
  if (await loadSetting('bench.known')) return;
  const known = new Set<string>();
  for (let n = 0; n < messages; n++) for (const word of knownOf(toMessage(messageOf(n, world)))) known.add(word);
  const all = [...known];
  for (let i = 0; i < all.length; i += batch) {
    await insertNew(
      knownWords,
      all.slice(i, i + batch).map(_id => ({ _id })),
    );
  }
  const at = world.now.toISOString();
  await saveSetting('search.words', JSON.stringify({ live: at, back: at, first: at, isWhole: true }));
  await saveSetting('bench.known', String(all.length));
  console.log(`  ${all.length} words are known`);
}

/** Most were heard from lately. */
const lastSeen = (n: number, { now }: World): Date => new Date(now.getTime() - chance(n + 77) ** 1.5 * 700 * dayMs - 60_000);
const keyOf = (n: number): string => `telegram:9:${n}`;
const ownerOf = (n: number, { staff }: World): string | undefined => (n % 3 === 0 ? undefined : staff[n % staff.length]);

function cardOf(n: number, world: World): ContactDocument {
  const at = lastSeen(n, world);
  const { firstName, lastName } = nameOf(n);
  const owner = ownerOf(n, world);
  const reachability = { state: 'reachable' as const, at, evidence: 'message' as const };
  const name = `${firstName} ${lastName}`;
  const card: Omit<Contact, 'id'> = {
    ...{ name, firstName, lastName, phones: [phoneOf(n)], emails: [`person${n}@example.org`] },
    ...{ city: cities[n % cities.length] ?? '', tags: [tags[n % tags.length] ?? ''], score: n % 50 },
    fields: { Площадь: n % 90, Срок: 'до конца месяца' },
    temperature: n % 7 === 0 ? 'hot' : 'cold',
    category: n % 11 === 0 ? 'vip' : 'potential',
    ...(owner && { owner }),
    ...(n % 2 === 0 && { hasDeals: true as const }),
    identities: [{ key: keyOf(n), messenger: 'telegram', account: '9', id: String(n), name, reachability }],
    ...{ source: {}, consents: {}, createdAt: new Date(at.getTime() - 30 * dayMs), changedAt: at, lastActivityAt: at },
  };
  return { _id: `bench-${n}`, ...card, ...derivedOf(card), ...(n < comparedCards && { keysAt: at }), applied: [] };
}

/** As in a firm of twenty: a few hundred wait, two thousand are somebody's, the bot has the others. */
function conversationOf(n: number, world: World): ConversationDocument {
  const at = lastSeen(n, world);
  const share = world.size.contacts / 100_000;
  const waits = n < 300 * share;
  const mode = waits ? 'queue' : n < 2300 * share ? 'staff' : n % 2 === 0 ? 'closed' : 'bot';
  const staff = mode === 'staff' ? world.staff[n % world.staff.length] : undefined;
  const waitingSince = new Date(world.now.getTime() - n * 20_000);
  return {
    ...{ _id: keyOf(n), messenger: 'telegram', account: '9', chat: String(n), contact: `bench-${n}`, mode },
    ...(staff && { staff }),
    ...(waits && { queue: 'default', waitingSince, dueAt: new Date(waitingSince.getTime() + 15 * 60_000) }),
    ...{ revision: 1, handled: [], unread: waits ? 1 : 0, heard: 1, answered: waits ? 0 : 1 },
    lastMessage: { text: sentence(n), kind: 'text', at, author: 'customer' },
    ...{ lastAt: at, createdAt: new Date(at.getTime() - 30 * dayMs), leaseUntil: new Date(0) },
  };
}

function messageOf(n: number, world: World): MessageDocument {
  const of = n % world.size.contacts;
  const back = Math.floor(n / world.size.contacts);
  const at = new Date(lastSeen(of, world).getTime() - back * 40 * 60_000);
  const isOurs = back % 2 === 1;
  return toDocument({
    ...{ id: `bench:${n}`, conversation: keyOf(of), contact: `bench-${of}`, order: at.getTime() * 1000, at, changedAt: at },
    author: isOurs ? { kind: 'bot' } : { kind: 'customer' },
    ...{ kind: 'text', text: sentence(n) },
    ...(isOurs && { delivery: { state: 'sent', attempts: 1, sentAt: at } }),
  });
}

function dealOf(n: number, world: World): DealDocument {
  const at = lastSeen(n, world);
  const stage = ['new', 'in-work', 'won', 'lost'][n % 20 === 0 ? 0 : n % 20 === 1 ? 1 : n % 3 === 0 ? 3 : 2] ?? 'won';
  const owner = ownerOf(n * 2, world);
  const deal = { title: titleOf(n), tags: [tags[n % tags.length] ?? ''], fields: { Площадь: n % 90 } };
  return {
    ...{ _id: `bench-${n}`, contact: `bench-${(n * 2) % world.size.contacts}`, pipeline: 'sales', stage, stageAt: at },
    ...{ ...deal, isOpen: n % 20 < 2, amount: (n % 500) * 1000, ...(owner && { owner }) },
    ...{ stages: [{ stage, at }], at, changedAt: at, applied: [], version: 1, search: dealWords(deal), log: [] },
  };
}

/** A tenth is still to be done, mostly around now. */
function taskOf(n: number, world: World): TaskDocument {
  const isOpen = n % 10 === 0;
  const due = new Date(world.now.getTime() + (isOpen ? (chance(n) - 0.2) * 20 : -chance(n) * 600) * dayMs);
  const staff = world.staff[n % world.staff.length] ?? '';
  const title = titleOf(n);
  return {
    ...{ _id: `bench-${n}`, title, state: isOpen ? 'open' : 'done', due, for: { kind: 'staff', staff }, assignee: staff },
    ...{ contact: `bench-${n % world.size.contacts}`, deal: isOpen ? `bench-${n % world.size.deals}` : '', priority: 'normal' },
    ...(!isOpen && { done: { at: due, by: staff } }),
    ...{ search: titleWords(title), postponed: 0, version: 0, series: `bench-${n}`, round: 0, at: due },
  };
}
