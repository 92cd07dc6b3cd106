import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { watchOwners } from '../../src/buttons/index.ts';
import {
  changeContact,
  changesOf,
  createContact,
  getContact,
  listContacts,
  mergeContacts,
  unmergeContacts,
} from '../../src/contacts/index.ts';
import { adoptDeals, createDeal, recountCard, settleOpenDeals, trashDeal, writeDeal } from '../../src/deals/index.ts';
import { createTask, getTask } from '../../src/tasks/index.ts';
import { useDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

useDatabase();
const now = new Date('2026-11-23T09:00:00Z');
const by = { kind: 'staff', id: 's1', name: 'Ольга' } as const;
const means = { now, recount: recountCard };
let anna = '';
let other = '';

beforeAll(async () => {
  ({ id: anna } = await createContact({ name: 'Анна Тестова' }, { by, key: 'anna', now }));
  ({ id: other } = await createContact({ name: 'Аня Тестова' }, { by, key: 'other', now }));
  for (const key of ['d1', 'd2']) await createDeal({ key, contact: anna, pipeline: 'sales', stage: 'new', title: key, now });
  await createDeal({ key: 'd3', contact: other, pipeline: 'sales', stage: 'new', title: 'd3', now });
  await settleOpenDeals(now);
});

const open = async (id: string) => (await getContact(id))?.openDeals ?? 0;

describe('a card knows how many deals are open', () => {
  it('as they are made, closed and thrown away; it is hot meanwhile, and found by it', async () => {
    expect([await open(anna), await open(other)]).toEqual([2, 1]);
    expect((await getContact(anna))?.temperature).toBe('hot');
    await writeDeal('d1', { key: 'w1', by, now, change: deal => ({ ...deal, isOpen: false, stage: 'lost' }) });
    await settleOpenDeals(now);
    expect(await open(anna)).toBe(1);
    expect((await listContacts({ openDeals: true, page: 1, perPage: 10 })).total).toBe(2);
    await trashDeal('d2', { key: 'w2', by, now });
    await settleOpenDeals(now);
    expect(await open(anna)).toBe(0);
    expect((await listContacts({ openDeals: true, page: 1, perPage: 10 })).contacts.map(({ id }) => id)).toEqual([other]);
  });

  it('on both cards when a deal goes from one to the other', async () => {
    await writeDeal('d3', { key: 'w3', by, now, change: deal => ({ ...deal, contact: anna }) });
    await settleOpenDeals(now);
    expect([await open(anna), await open(other)]).toEqual([1, 0]);
  });

  it('after a merge and after its way back', async () => {
    const { id } = await mergeContacts({ survivor: other, loser: anna, by: { id: 's1', name: 'Ольга' } }, means);
    expect(await open(other)).toBe(1);
    await recountCard(anna, now);
    expect(await open(other)).toBe(1);
    await unmergeContacts(id, { id: 's1', name: 'Ольга' }, means);
    expect([await open(anna), await open(other)]).toEqual([1, 0]);
  });
});

it('cards that know nothing of the deals of an earlier version learn of them, once and with no line in their history', async () => {
  const known = async (id: string) => (await getContact(id))?.hasDeals;
  const { id: third } = await createContact({ name: 'Третья Тестова' }, { by, key: 'third', now });
  await createDeal({ key: 'd4', contact: other, contacts: [third], pipeline: 'sales', stage: 'lost', title: 'd4', now });
  expect([await known(other), await known(third)]).toEqual([undefined, undefined]);
  const before = (await changesOf(other, { limit: 50 })).length;
  await adoptDeals(now);
  expect([await known(anna), await known(other), await known(third)]).toEqual([true, true, true]);
  expect(await changesOf(other, { limit: 50 })).toHaveLength(before);
  const { id: late } = await createContact({ name: 'Поздняя Тестова' }, { by, key: 'late', now });
  await createDeal({ key: 'd5', contact: late, pipeline: 'sales', stage: 'new', title: 'd5', now });
  await adoptDeals(now);
  expect(await known(late)).toBeUndefined();
});

it('tasks of whoever answers for a contact go over with it at once', async () => {
  const stop = watchOwners({ log: pino({ level: 'silent' }) });
  try {
    await createTask({ key: 't1', title: 'Позвонить', contact: anna, for: { kind: 'owner' }, now });
    await changeContact(anna, { owner: 's2' }, { by, now });
    await until('it is theirs', async () => (await getTask('t1'))?.assignee === 's2');
    await changeContact(anna, { owner: null }, { by, now });
    await until('it is nobody’s', async () => (await getTask('t1'))?.assignee === undefined);
  } finally {
    stop();
  }
});
