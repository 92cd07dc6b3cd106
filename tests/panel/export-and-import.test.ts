import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeContact, createContact, createField, type FieldType } from '../../src/contacts/index.ts';
import { checkImport, createImporter, getImport, type Importer, startImport, streamReports } from '../../src/imports/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
const now = new Date();
const by = { kind: 'staff', id: 'olga', name: 'Ольга' } as const;
let importer: Importer;
let rich = '';

beforeAll(async () => {
  await ensureOwner(owner, now);
  await olga.signIn(owner);
  const defaults = { region: 'RU', timeZone: 'Europe/Moscow' };
  importer = createImporter({ owner: 'one', defaults, clock: systemClock, log: pino({ level: 'silent' }) });
  const values: [FieldType, unknown][] = [
    ['text', '+сто "кавычек"; и, запятых\nи строк'],
    ['number', '-12,5'],
    ['money', '1200,50'],
    ['date', '1.2.2026'],
    ['list', 'А, б'],
    ['many', ['А, б', 'В; г']],
    ['yesNo', 'нет'],
    ['link', 'пример.рф/а'],
  ];
  const custom: Record<string, unknown> = {};
  for (const [type, value] of values)
    custom[(await createField({ title: `Поле ${type}`, type, choices: ['А, б', 'В; г', 'Д'] })).key] = value;
  const names = { name: 'Петрова Анна', lastName: 'Петрова', firstName: 'Анна', middleName: 'Ивановна' };
  const place = { city: 'Казань', country: 'Россия', address: 'ул. Ленина, 1\nкв. "5"', timeZone: 'UTC+5', language: 'ru' };
  const work = { company: '=HYPERLINK("x")', position: '-директор', requisites: 'ИНН 123;\nКПП 456' };
  const edit = { ...names, ...place, ...work, birthday: '29.02', gender: 'ж', tags: ['vip', 'два слова'], custom };
  const made = await createContact({ ...edit, phones: { add: '+79990000001' } }, { by, key: 'rich', now });
  rich = made.id;
  await changeContact(rich, { phones: { add: '8 495 123-45-67' }, emails: { add: 'anna@пример.рф' } }, { by, now });
});
afterAll(() => importer.stop());

it.each(['csv', 'xlsx'])('a table that was taken out as %s comes in again and changes nothing', async format => {
  const { page } = await olga.get(`/contacts/export?ids=${rich}`);
  const columns = [...page.matchAll(/<input[^>]*name="columns"[^>]*>/g)].map(([tag]) => /value="([^"]*)"/.exec(tag)?.[1] ?? '');
  expect(columns.length).toBeGreaterThan(30);
  const query = new URLSearchParams({ ids: rich, format });
  for (const name of columns) query.append('columns', name);
  const cookie = [...olga.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const file = await fetch(`${panel.url}/contacts/export/file?${query}`, { headers: { cookie } });
  const who = { id: 'olga', name: 'Ольга', seeAll: true };
  const stream = Readable.from([Buffer.from(await file.arrayBuffer())]);
  const { id } = await startImport({ stream, name: `a.${format}`, by: who, now });
  importer.wake();
  await importer.idle();
  await checkImport(id, (await getImport(id)).wishes, now);
  importer.wake();
  await importer.idle();
  const found = [];
  for await (const { row, result, problems } of streamReports(await getImport(id), 'check', {}))
    found.push({ row, result, problems });
  expect(found).toEqual([{ row: 2, result: 'unchanged', problems: undefined }]);
});
