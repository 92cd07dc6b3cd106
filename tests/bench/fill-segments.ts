import type { Collection, OptionalUnlessRequiredId } from 'mongodb';
import mongoose from 'mongoose';
import { type ContactDocument, contacts } from '../../src/contacts/contact-model.ts';
import { derivedOf } from '../../src/contacts/derived.ts';
import { type Contact, categories, temperatures } from '../../src/contacts/index.ts';
import { type ConversationDocument, conversations, type RunDocument, runs } from '../../src/conversations/conversation-model.ts';
import { ensureIndexes, loadSetting, rawCollection, saveSetting } from '../../src/db/index.ts';
import { type DealDocument, deals } from '../../src/deals/deal-model.ts';
import { type OrderDocument, orders } from '../../src/deals/order.ts';
import { type MessageDocument, MessageModel, toDocument } from '../../src/messages/message-model.ts';
import { type TaskDocument, tasks } from '../../src/tasks/task-model.ts';
import { chance, nameOf, phoneOf, sentence, titleOf } from './base-words.ts';

export interface SegmentsBase {
  contacts: number;
  messages: number;
}

const batch = 1000;
const dayMs = 86_400_000;
const cities = ['Казань', 'Самара', 'Тверь', 'Омск', 'Пермь', 'Уфа', 'Москва', 'Тула'];
const tags = ['опт', 'розница', 'выставка', 'партнёр', 'повторно', 'срочно'];
const products = ['Плитка', 'Краска', 'Смеситель', 'Дверь', 'Окно', 'Паркет'];
export const mailings = Array.from({ length: 12 }, (_, n) => `mailing${String(n).padStart(13, '0')}`);

/** Everything that a firm of this size has of its contacts, in the rooms' own shapes; indexes last. A base that is there already is taken as it is. */
export async function fillSegments(size: SegmentsBase): Promise<Date> {
  const kept = await loadSetting('bench.segments');
  if (kept) return new Date(kept);
  const now = new Date();
  const began = performance.now();
  await fill(contacts, size.contacts, n => cardOf(n, now));
  await fill(conversations, size.contacts, n => conversationOf(n, now));
  await fill(rawCollection<MessageDocument>(MessageModel), size.messages, n => messageOf(n, size, now));
  await fill(runs, size.contacts / 2, n => runOf(n, now));
  await fill(deals, size.contacts / 2, n => dealOf(n, size, now));
  await fill(orders, size.contacts / 2, n => orderOf(n, size, now));
  await fill(tasks, size.contacts / 4, n => taskOf(n, size, now));
  await fill(deliveries(), size.contacts * 3, n => deliveryOf(n, size, now));
  console.log(`  indexes, after ${Math.round((performance.now() - began) / 1000)} s`);
  await ensureIndexes();
  await saveSetting('bench.segments', now.toISOString());
  console.log(`  the base is there after ${Math.round((performance.now() - began) / 1000)} s`);
  return now;
}

interface DeliveryRow {
  _id: string;
  contact: string;
  source: { kind: string; id: string };
  state: string;
  settled: true;
  sentAt: Date;
  changedAt: Date;
  clickedAt?: Date;
}

const deliveries = (): Collection<DeliveryRow> => mongoose.connection.collection<DeliveryRow>('deliveries');

async function fill<T extends { _id: string }>(collection: Collection<T>, count: number, make: (n: number) => T): Promise<void> {
  const began = performance.now();
  for (let done = 0; done < count; done += batch) {
    const rows = Array.from({ length: Math.min(batch, count - done) }, (_, i) => make(done + i));
    await collection.insertMany(rows as OptionalUnlessRequiredId<T>[], { ordered: false });
  }
  console.log(`  ${collection.collectionName}: ${count} in ${Math.round((performance.now() - began) / 1000)} s`);
}

/** Most were heard from lately. */
const lastSeen = (n: number, now: Date): Date => new Date(now.getTime() - chance(n + 77) ** 1.5 * 700 * dayMs - 60_000);
const keyOf = (n: number): string => (n % 4 === 0 ? `vk:777:${n}` : `telegram:9:${n}`);

function cardOf(n: number, now: Date): ContactDocument {
  const at = lastSeen(n, now);
  const { firstName, lastName } = nameOf(n);
  const temperature = temperatures[n % 7 === 0 ? 2 : n % 2];
  const category = categories[n % 11 === 0 ? 3 : n % 3];
  const reachability = { state: n % 9 === 0 ? ('blocked' as const) : ('reachable' as const), at, evidence: 'message' as const };
  const name = `${firstName} ${lastName}`;
  const messenger = n % 4 === 0 ? ('vk' as const) : ('telegram' as const);
  const day = `${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`;
  const card: Omit<Contact, 'id'> = {
    ...{ name, firstName, lastName, phones: [phoneOf(n)], emails: n % 3 ? [] : [`person${n}@example.org`] },
    ...{ city: cities[n % cities.length] ?? '', country: 'RU', language: 'ru', gender: n % 2 ? 'female' : 'male' },
    ...(n % 2 === 0 && { birthday: n % 6 === 0 ? `--${day}` : `${1955 + (n % 50)}-${day}` }),
    fields: { area: n % 90, term: 'до конца месяца', visit: new Date(at.getTime() + 30 * dayMs).toISOString().slice(0, 10) },
    tags: [tags[n % tags.length] ?? '', tags[(n * 7 + 1) % tags.length] ?? ''],
    score: n % 50,
    ...(temperature && { temperature }),
    ...(category && { category }),
    ...(n % 3 > 0 && { owner: `staff${String(n % 20).padStart(15, '0')}` }),
    identities: [{ key: keyOf(n), messenger, account: '9', id: String(n), name, reachability }],
    source: {
      first: { link: 'promo', detail: n % 2 ? 'vk-ads' : 'site', messenger, at: new Date(at.getTime() - 30 * dayMs) },
      last: { link: 'promo', messenger, at },
    },
    consents: n % 3 ? { advertising: { given: n % 5 > 0, hash: 'h', at }, 'personal-data': { given: true, hash: 'h', at } } : {},
    ...(n % 4 === 0 && { topics: { news: { wanted: n % 8 === 0, at } } }),
    ...(n % 4 === 0 && { orders: { count: 1, sum: (n % 500) * 100, currency: 'RUB', first: at, last: at } }),
    ...{ createdAt: new Date(at.getTime() - 30 * dayMs), changedAt: at, lastActivityAt: at },
  };
  return { _id: idOf(n), ...card, ...derivedOf(card), applied: [] };
}

const idOf = (n: number): string => `bench${String((n * 7919) % 1_000_000_007).padStart(15, '0')}`;

function conversationOf(n: number, now: Date): ConversationDocument {
  const at = lastSeen(n, now);
  return {
    ...{
      _id: keyOf(n),
      messenger: n % 4 === 0 ? 'vk' : 'telegram',
      account: '9',
      chat: String(n),
      contact: idOf(n),
      mode: 'bot',
    },
    ...{ revision: 1, handled: [], unread: 0, heard: 1, answered: 1 },
    lastMessage: { text: sentence(n), kind: 'text', at, author: 'customer' },
    ...{ lastAt: at, createdAt: at, leaseUntil: new Date(0) },
  };
}

function messageOf(n: number, size: SegmentsBase, now: Date): MessageDocument {
  const of = n % size.contacts;
  const back = Math.floor(n / size.contacts);
  const at = new Date(lastSeen(of, now).getTime() - back * 40 * 60_000);
  const isOurs = back % 2 === 1;
  return toDocument({
    ...{ id: `bench:${n}`, conversation: keyOf(of), contact: idOf(of), order: at.getTime() * 1000, at, changedAt: at },
    author: isOurs ? { kind: 'bot' } : { kind: 'customer' },
    ...{ kind: 'text', text: sentence(n) },
    ...(isOurs && { delivery: { state: 'sent', attempts: 1, sentAt: at } }),
  });
}

function runOf(n: number, now: Date): RunDocument {
  const at = lastSeen(n, now);
  const answer = (step: string, value: string | number | boolean) => ({
    ...{ step, value, text: String(value), question: `Вопрос ${step}?`, at: at.toISOString() },
  });
  return {
    ...{ _id: `run${n}`, conversation: keyOf(n), contact: idOf(n), flow: 'lead', revision: 'r', title: 'Заявка' },
    ...{ startedAt: at.toISOString(), endedAt: at.toISOString(), changedAt: at },
    outcome: n % 5 ? 'finished' : 'expired',
    answers: [
      answer('name', nameOf(n).firstName),
      answer('service', n % 2 ? 'bath' : 'flat'),
      answer('area', n % 150),
      answer('wishes', sentence(n)),
      answer('check', true),
    ],
  };
}

function dealOf(n: number, size: SegmentsBase, now: Date): DealDocument {
  const at = lastSeen(n, now);
  const stage = n % 10 === 0 ? 'new' : n % 10 === 1 ? 'in-work' : n % 3 === 0 ? 'lost' : 'won';
  return {
    ...{ _id: `deal${n}`, contact: idOf((n * 2) % size.contacts), pipeline: 'sales', stage, stageAt: at, title: titleOf(n) },
    ...{ isOpen: n % 10 < 2, amount: (n % 500) * 1000, fields: {}, stages: [{ stage, at }], at, changedAt: at },
    ...(stage === 'lost' && { lostReason: n % 2 ? 'дорого' : 'долго' }),
    ...{ applied: [], version: 1, log: [] },
  };
}

function orderOf(n: number, size: SegmentsBase, now: Date): OrderDocument {
  const name = products[n % products.length] ?? '';
  return {
    ...{ _id: `order${n}`, contact: idOf((n * 4) % size.contacts), date: lastSeen(n, now), title: name },
    ...{ sum: (n % 500) * 100, currency: 'RUB', lines: [{ name, price: 100, quantity: 1, discount: 0 }] },
  };
}

function taskOf(n: number, size: SegmentsBase, now: Date): TaskDocument {
  const isOpen = n % 4 === 0;
  const due = new Date(now.getTime() + (isOpen ? (chance(n) - 0.3) * 20 : -chance(n) * 600) * dayMs);
  return {
    ...{ _id: `task${n}`, title: titleOf(n), state: isOpen ? 'open' : 'done', due, for: { kind: 'owner' }, assignee: '' },
    ...{ contact: idOf((n * 3) % size.contacts), deal: '', priority: 'normal', postponed: 0, version: 0, series: `task${n}` },
    ...(!isOpen && { done: { at: due, by: 'staff' } }),
    ...{ round: 0, at: due },
  };
}

function deliveryOf(n: number, size: SegmentsBase, now: Date): DeliveryRow {
  const of = n % size.contacts;
  const round = Math.floor(n / size.contacts);
  const id = mailings[(of + round * 5) % mailings.length] ?? '';
  const sentAt = new Date(now.getTime() - ((of + round * 5) % 12) * 30 * dayMs);
  return {
    ...{
      _id: `${id}:${idOf(of)}`,
      contact: idOf(of),
      source: { kind: 'broadcast', id },
      state: 'sent',
      settled: true,
      sentAt,
      changedAt: sentAt,
    },
    ...(n % 5 === 0 && { clickedAt: sentAt }),
  };
}
