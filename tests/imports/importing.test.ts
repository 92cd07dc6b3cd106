import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeContact, changesOf, createContact, getContact, listContacts, streamContacts } from '../../src/contacts/index.ts';
import { ordersOf } from '../../src/deals/index.ts';
import {
  checkImport,
  createImporter,
  getImport,
  type Importer,
  type ImportWishes,
  runImport,
  startImport,
  streamReports,
  takeBackImport,
} from '../../src/imports/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date();
const by = { id: 'olga', name: 'Ольга', seeAll: true };
const staff = { kind: 'staff', id: 'olga', name: 'Ольга' } as const;
let importer: Importer;

beforeAll(async () => {
  importer = createImporter({
    owner: 'one',
    defaults: { region: 'RU', timeZone: 'Europe/Moscow' },
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
});
afterAll(() => importer.stop());

async function worked(id: string) {
  importer.wake();
  await importer.idle();
  return getImport(id);
}

/** A table through to its dry run. */
async function checked(content: string, wishes: Partial<ImportWishes> = {}, who = by) {
  const { id } = await startImport({ stream: Readable.from([Buffer.from(content)]), name: 'люди.csv', by: who, now });
  const read = await worked(id);
  await checkImport(id, { ...read.wishes, ...wishes }, now);
  return worked(id);
}

async function imported(content: string, wishes: Partial<ImportWishes> = {}) {
  const { id } = await checked(content, wishes);
  await runImport(id, now);
  return worked(id);
}

async function rowsOf(id: string, phase: 'check' | 'run' | 'back') {
  const found = [];
  for await (const { cells: _cells, chunk: _chunk, ...row } of streamReports(await getImport(id), phase, {})) found.push(row);
  return found;
}

const find = async (query: string) => (await listContacts({ query, page: 1, perPage: 20 })).contacts;

describe('a table', () => {
  it('is guessed by its headings, checked row by row without a write, written once and taken back', async () => {
    const known = await createContact(
      { name: 'Старое Имя', phones: { add: '+79990000101' }, city: 'Тверь' },
      { by: staff, key: 'known', now },
    );
    const table =
      'ФИО;Телефон;Почта;Город;Теги\nАнна Примерова;8 999 000-01-02, +7 999 000-01-03;anna@example.org;Казань;vip, ванная\nНовое Имя;+7 999 000-01-01;;;\nОлег;12;;;\n;;;Омск;\nАнна Снова;+7 999 000-01-02;;;новый\n';
    const dry = await checked(table);
    expect(dry).toMatchObject({
      state: 'checked',
      rows: 5,
      wishes: { targets: ['name', 'phone', 'email', 'city', 'tags'], match: 'contact' },
    });
    expect(await rowsOf(dry.id, 'check')).toEqual([
      { row: 2, result: 'created' },
      { row: 3, result: 'updated', contact: known.id },
      { row: 4, result: 'refused', problems: [{ column: 1, code: 'contacts.bad_phone', facts: { text: '12' } }] },
      { row: 5, result: 'refused', problems: [{ code: 'imports.nobody' }] },
      { row: 6, result: 'updated', same: 2 },
    ]);
    expect(await find('Примерова')).toEqual([]);

    await runImport(dry.id, now);
    const done = await worked(dry.id);
    expect(done.counts.run).toEqual({ created: 1, updated: 2, refused: 2 });
    const [anna] = await find('Снова');
    expect(anna).toMatchObject({
      name: 'Анна Снова',
      phones: ['+79990000102', '+79990000103'],
      city: 'Казань',
      tags: ['vip', 'ванная', 'новый'],
    });
    expect(await getContact(known.id)).toMatchObject({ name: 'Новое Имя', city: 'Тверь' });
    const author = { kind: 'import', id: dry.id, name: 'люди.csv' };
    expect((await changesOf(known.id, { limit: 5 }))[0]).toMatchObject({
      field: 'name',
      old: 'Старое Имя',
      new: 'Новое Имя',
      by: author,
    });

    await takeBackImport(dry.id, now);
    expect((await worked(dry.id)).counts.back).toEqual({ removed: 1, restored: 2 });
    expect(await getContact(known.id)).toMatchObject({ name: 'Старое Имя', city: 'Тверь' });
    expect(await find('Снова')).toEqual([]);
    expect((await getContact(anna?.id ?? ''))?.deletedAt).toBeDefined();
  });

  it('leaves what somebody changed since when it is taken back, and tells so', async () => {
    const known = await createContact(
      { name: 'Илья', phones: { add: '+79990000201' }, city: 'Тверь' },
      { by: staff, key: 'ilya', now },
    );
    const { id } = await imported('Имя;Телефон;Город\nИлья;+79990000201;Омск\nПётр;+79990000202;Уфа\nИван;+79990000203;Уфа\n');
    const [petr] = await find('Пётр');
    await changeContact(known.id, { city: 'Пермь' }, { by: staff, now });
    await changeContact(petr?.id ?? '', { position: 'мастер' }, { by: staff, now });
    await takeBackImport(id, now);
    await worked(id);
    expect((await rowsOf(id, 'back')).map(({ row, result, problems }) => [row, result, problems?.[0]?.code])).toEqual([
      [2, 'restored', 'imports.changed_since'],
      [3, 'kept', 'imports.touched_since'],
      [4, 'removed', undefined],
    ]);
    expect(await getContact(known.id)).toMatchObject({ city: 'Пермь' });
    expect(await find('Пётр')).toHaveLength(1);
  });

  it('finds cards by a number of another program, skips or empties as is wished', async () => {
    const first = 'ID;Имя;Город\nA-1;Софья;Тула\nA-2;Дарья;Омск\n';
    await imported(first, { targets: ['externalId', 'firstName', 'city'], match: 'externalId' });
    const again = await imported(first, { targets: ['externalId', 'firstName', 'city'], match: 'externalId' });
    expect(again.counts.run).toEqual({ unchanged: 2 });
    await imported('ID;Имя;Город\nA-1;Софья;\n', {
      targets: ['externalId', 'firstName', 'city'],
      match: 'externalId',
      clears: true,
    });
    expect((await find('Софья'))[0]?.city).toBeUndefined();
    const skipped = await imported('ID;Имя\nA-2;Другая\nA-3;Ещё\n', {
      targets: ['externalId', 'firstName'],
      match: 'externalId',
      existing: 'skip',
      missing: 'skip',
    });
    expect(skipped.counts.run).toEqual({ skipped: 2 });
  });

  it('brings orders, each once, and takes them back', async () => {
    const table =
      'Клиент;Телефон;Дата заказа;Сумма;Заказ\nМария;+79990000301;12.05.2026;1 200,50 ₽;Смеситель\nМария;+79990000301;13.05.2026;300;Кран\n';
    const { id, counts } = await imported(table);
    expect(counts.run).toEqual({ created: 1, updated: 1, orders: 2 });
    const [maria] = await find('Мария');
    expect(maria?.orders).toMatchObject({ count: 2, sum: 1500.5 });
    expect((await imported(table)).counts.run).toEqual({ unchanged: 2 });
    await takeBackImport(id, now);
    await worked(id);
    expect(await ordersOf(maria?.id ?? '')).toEqual([]);
  });

  it('with scripts, formulas and turned writing is kept as the text it is', async () => {
    await imported(
      'Имя;Телефон\n<script>alert(1)</script>;+79990000401\n"=HYPERLINK(""x"")";+79990000402\nfdp\u202Eexe;+79990000403\n',
    );
    const names = [];
    for await (const { name, phones } of streamContacts({ query: '9990000' }))
      if (phones[0]?.startsWith('+799900004')) names.push(name);
    expect(names.sort()).toEqual(['<script>alert(1)</script>', '=HYPERLINK("x")', 'fdpexe']);
  });

  it('that cannot be read says why', async () => {
    const { id } = await startImport({ stream: Readable.from([Buffer.from('PK nothing')]), name: 'a.xlsx', by, now });
    expect(await worked(id)).toMatchObject({ state: 'unreadable', problem: { code: 'imports.not_a_table' } });
  });

  it('changes no card of somebody else for who does not see it', async () => {
    const theirs = await createContact(
      { name: 'Чужая', phones: { add: '+79990000501' }, owner: 'oleg' },
      { by: staff, key: 'theirs', now },
    );
    const { id } = await checked('Имя;Телефон\nМоя;+79990000501\n', {}, { ...by, seeAll: false });
    expect(await rowsOf(id, 'check')).toEqual([{ row: 2, result: 'refused', problems: [{ code: 'imports.not_yours' }] }]);
    expect((await getContact(theirs.id))?.name).toBe('Чужая');
  });
});
