import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { changeContact, createContact, trashContacts } from '../../src/contacts/index.ts';
import { createDeal } from '../../src/deals/index.ts';
import { keepMessage } from '../../src/messages/index.ts';
import { createSearchIndexer, findEverything, indexProgress, type Seeker } from '../../src/search/index.ts';
import { changeTask, createTask, trashTask } from '../../src/tasks/index.ts';
import { useDatabase } from '../support/database.ts';
import { message, seedConversation } from '../support/seed-panel.ts';

useDatabase();
const now = new Date();
const all: Seeker = { id: 'olga', role: 'manager', seesAll: true, seesPhones: true };
const own: Seeker = { id: 'olga', role: 'manager', seesAll: false, seesPhones: false };
const olga = { kind: 'staff', id: 'olga', name: 'Ольга' } as const;
const { work } = createSearchIndexer();
let anna: { contact: string; conversation: string };
let oleg: { contact: string; conversation: string };

const names = async (q: string, who = all) => (await findEverything(q, who))?.contacts.map(({ name }) => name) ?? [];
const said = async (q: string, who = all) => (await findEverything(q, who))?.messages.map(({ message: { text } }) => text) ?? [];

beforeAll(async () => {
  anna = await seedConversation(
    {
      ...{ address: { messenger: 'telegram', account: '1', chat: '1' }, person: { id: '1', firstName: 'Анна' } },
      card: {
        set: { name: 'Анна Петрова', phone: '+79991234567', email: 'anna@example.org', city: 'Казань' },
        custom: { Договор: 'Ж-4471', Марка: ['Ёлка', 'Сосна', 'Окна'] },
        addTags: ['оптовик'],
      },
      lines: [
        { from: 'customer', ago: 60 * 24 * 500, text: 'Когда будет доставка дивана?' },
        { from: 'customer', ago: 60 * 24 * 450, text: 'И скидки на окна?' },
        { from: 'bot', ago: 60 * 24 * 400, text: 'Доставку дивана сделаем завтра' },
        { from: 'customer', ago: 90, text: 'Мой номер 8 (999) 765-43-21, ещё пришлите счёт' },
      ],
    },
    now,
  );
  oleg = await seedConversation(
    {
      ...{ address: { messenger: 'telegram', account: '1', chat: '2' }, person: { id: '2', firstName: 'Олег' } },
      ...{ mode: 'staff', staff: 'petr', card: { set: { name: 'Олег Петров', phone: '+79990000001' } } },
      lines: [{ from: 'customer', ago: 5, text: 'Доставки нет' }],
    },
    now,
  );
  await changeContact(oleg.contact, { owner: 'petr' }, { by: olga, now, region: 'RU' });
  await work({ now, budgetMs: 10_000 });
});

it.each(['окон', 'скидок', 'окно скидка'])('words are found where a vowel comes and goes: %s', async q =>
  expect(await said(q)).toEqual(['И скидки на окна?']),
);

describe('cards', () => {
  it.each(['123-45', '4567', '8 (999) 123', '+7 999 123-45-67', '89991234567', '9991234567', '345'])(
    'are found by any digits of a phone: %s',
    async digits => expect(await names(digits)).toEqual(['Анна Петрова']),
  );

  it.each([
    'анна',
    'ПЕТРОВОЙ',
    'петрова анна',
    'anna@example.org',
    'казани',
    'оптовик',
    'окон',
    'сосен',
    'ж-4471',
    'ёлка',
    'елка',
  ])('are found by their names in any form and by what else stands on them: %s', async words =>
    expect(await names(words)).toContain('Анна Петрова'),
  );

  it('whose names are written like the words stand first', async () => {
    expect(await names('петров')).toEqual(['Олег Петров', 'Анна Петрова']);
    expect(await names('петрова')).toEqual(['Анна Петрова', 'Олег Петров']);
  });

  it('are looked for on the other keyboard where nothing is found', async () => {
    expect(await findEverything('gtnhjdf', all)).toMatchObject({ instead: 'петрова', contacts: [{ name: 'Анна Петрова' }, {}] });
    expect(await findEverything('zzzqqq', all)).toMatchObject({ contacts: [] });
  });

  it('are not found in the trash', async () => {
    const vera = await createContact({ name: 'Вера Лунина' }, { key: 'vera', by: olga, now, region: 'RU' });
    expect(await names('лунина')).toEqual(['Вера Лунина']);
    await trashContacts([vera.id], { by: olga, now });
    expect(await names('лунина')).toEqual([]);
  });
});

describe('messages', () => {
  it('are found by any form of their words, the latest first, however old', async () => {
    expect(await said('доставкой')).toEqual(['Доставки нет', 'Доставку дивана сделаем завтра', 'Когда будет доставка дивана?']);
  });

  it('have all the words, the last of them perhaps half', async () => {
    expect(await said('доставка дива')).toEqual(['Доставку дивана сделаем завтра', 'Когда будет доставка дивана?']);
    expect(await said('диван олег')).toEqual([]);
  });

  it('are found by a phone that stands in them, however it is written', async () => {
    expect(await said('+7 999 765 43 21')).toHaveLength(1);
  });

  it('follow what is changed and taken back', async () => {
    const line = message({ from: 'customer', ago: 1, text: 'Нужен паркет' }, { ...anna, now });
    await keepMessage(line);
    await work({ now: new Date() });
    expect(await said('паркета')).toEqual(['Нужен паркет']);
    const messages = mongoose.connection.collection<{ _id: string }>('messages');
    await messages.updateOne({ _id: line.id }, { $set: { text: 'Нужен ламинат', changedAt: new Date() } });
    await work({ now: new Date() });
    expect(await said('паркета')).toEqual([]);
    expect(await said('ламинат')).toEqual(['Нужен ламинат']);
    await messages.updateOne({ _id: line.id }, { $set: { removed: { at: now, by: 'customer' }, changedAt: new Date() } });
    await work({ now: new Date() });
    expect(await said('ламинат')).toEqual([]);
  });

  it('of hidden conversations are not found', async () => {
    const conversations = mongoose.connection.collection<{ _id: string }>('conversations');
    await conversations.updateOne({ _id: anna.conversation }, { $set: { hidden: true } });
    expect(await said('дивана')).toEqual([]);
    await conversations.updateOne({ _id: anna.conversation }, { $unset: { hidden: '' } });
    expect(await said('дивана')).toHaveLength(2);
  });
});

it('who sees only their own finds only that, and no phone bit by bit', async () => {
  expect(await names('петров', own)).toEqual(['Анна Петрова']);
  expect(await said('доставка', own)).not.toContain('Доставки нет');
  expect(await names('12345', own)).toEqual([]);
  expect(await names('8 999 123-45-67', own)).toEqual(['Анна Петрова']);
});

it('deals and tasks are found by their words, not from the trash, and only one’s own', async () => {
  await createDeal({
    key: 'deal',
    contact: anna.contact,
    pipeline: 'sales',
    stage: 'new',
    title: 'Кухня под ключ',
    owner: 'petr',
    now,
  });
  await createTask({ key: 'task', title: 'Позвонить насчёт кухни', for: { kind: 'staff', staff: 'petr' }, now });
  expect(await findEverything('кухню', all)).toMatchObject({ deals: [{ id: 'deal' }], tasks: [{ id: 'task' }] });
  expect(await findEverything('кухню', own)).toMatchObject({ deals: [], tasks: [] });
  await changeTask('task', { title: 'Позвонить про шкаф' }, { now });
  expect(await findEverything('шкафу', all)).toMatchObject({ tasks: [{ id: 'task' }] });
  await trashTask('task', { now });
  expect(await findEverything('шкаф', all)).toMatchObject({ tasks: [] });
});

it('the index begins with what is there, the latest first, and goes on where it was stopped', async () => {
  const db = mongoose.connection;
  for (const name of ['messageWords', 'knownWords']) await db.collection(name).deleteMany({});
  await db.collection<{ _id: string }>('settings').deleteOne({ _id: 'search.words' });
  expect(await createSearchIndexer().work({ now: new Date(), budgetMs: 0 })).toBe(false);
  expect(await indexProgress()).toBeGreaterThanOrEqual(0);
  expect(await createSearchIndexer().work({ now: new Date(), budgetMs: 10_000 })).toBe(true);
  expect(await indexProgress()).toBeUndefined();
  expect(await said('дивана')).toHaveLength(2);
});

it('the index stops where others want to go before it, and nothing that was said is passed over', async () => {
  const later = new Date(now.getTime() + 60 * 60_000);
  for (const minutes of [1, 20, 40]) {
    const at = new Date(now.getTime() + minutes * 60_000);
    const where = { conversation: anna.conversation, contact: anna.contact, now: at };
    await keepMessage(message({ from: 'customer', ago: 0, text: `Сообщение ${minutes} об акведуке` }, where));
  }
  const found = async () => (await said('акведук')).length;
  const counts: number[] = [];
  const indexer = createSearchIndexer();
  for (let isWhole = false; !isWhole; counts.push(await found()))
    isWhole = await indexer.work({ now: later, mayGoOn: () => false });
  expect(counts.length).toBeGreaterThan(2);
  expect(counts).toEqual(counts.toSorted((one, other) => one - other));
  expect(counts.at(-1)).toBe(3);
});
