import { beforeAll, expect, it } from 'vitest';
import { createContact, mergeContacts, unmergeContacts } from '../../src/contacts/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedPanel } from '../support/seed-panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
const htmx = { 'hx-request': 'true', 'hx-target': 'deal' };
let anna = '';

beforeAll(async () => {
  await ensureOwner(owner, new Date());
  await olga.signIn(owner);
  ({ annaContact: anna } = await seedPanel({ staff: 'nobody', now: new Date() }));
});

it('shows an empty board, and says which field of a new deal is wrong', async () => {
  expect((await olga.get('/deals')).page).toContain('Сделок пока нет');
  const refused = await olga.post('/deals', { title: '', contact: '', amount: 'сто' });
  expect(refused.status).toBe(422);
  for (const words of ['Напишите название', 'Выберите контакт', 'сумму числом']) expect(refused.page).toContain(words);
});

it('makes a deal, presses its button and takes the press back', async () => {
  const form = { title: 'Ремонт кухни', contact: anna, amount: '12 500,50', key: 'kitchen0001' };
  expect((await olga.post('/deals', form)).headers.get('location')).toBe('/deals/kitchen0001');
  const { page } = await olga.get('/deals/kitchen0001');
  expect(page).toContain('Недозвон');
  const pressed = await olga.post('/deals/kitchen0001/press', { button: 'no-answer-new', key: 'press00001' }, htmx);
  expect(pressed.page).toContain('Перезвонить');
  const undone = await olga.post('/deals/kitchen0001/undo', { press: 'press00001' }, htmx);
  expect(undone.page).toContain('Задач нет');
});

it('asks why a deal is lost and keeps what somebody else has written', async () => {
  const asked = await olga.post('/deals/kitchen0001/move', { stage: 'lost', from: 'new' }, htmx);
  expect([asked.status, asked.page.includes('Почему отказ')]).toEqual([422, true]);
  const stale = await olga.post('/deals/kitchen0001/fields/title', { value: 'Кухня', was: '"Другое"' }, htmx);
  expect([stale.status, stale.page.includes('кто-то другой')]).toEqual([422, true]);
  const moved = await olga.post('/deals/kitchen0001/move', { stage: 'won', from: 'new' }, htmx);
  expect(moved.page).toContain('Выиграна');
});

it('stands on the cards of everybody who has a part in it', async () => {
  const by = { kind: 'staff', id: 's', name: 'Ольга' } as const;
  const other = await createContact({ name: 'Ещё Кто-то' }, { by, key: 'other', now: new Date() });
  expect((await olga.get(`/contacts/${other.id}`)).page).toContain('Сделок пока нет');
  await olga.post('/deals/kitchen0001/contacts', { add: other.id }, htmx);
  expect((await olga.get(`/contacts/${other.id}`)).page).toContain('Ремонт кухни');
  expect((await olga.get(`/contacts/${other.id}/timeline?only=deals`)).page).toContain('Ремонт кухни');
  const merge = await mergeContacts({ survivor: anna, loser: other.id, by: { id: 's', name: 'Ольга' } }, { now: new Date() });
  expect((await olga.get(`/contacts/${anna}/timeline?only=deals`)).page.match(/Ремонт кухни/g)).toHaveLength(1);
  expect((await olga.get('/deals/kitchen0001')).page).not.toContain('name="remove"');
  await unmergeContacts(merge.id, { id: 's', name: 'Ольга' }, { now: new Date() });
  expect((await olga.get(`/contacts/${other.id}`)).page).toContain('Ремонт кухни');
});

it('opens every page of deals and their settings', async () => {
  const pages = ['/deals', '/deals?view=list', '/deals/new', '/deals/export', '/deals/trash', '/settings/pipelines'];
  for (const path of [...pages, '/settings/pipelines/sales', '/settings/products'])
    expect((await olga.get(path)).status, path).toBe(200);
});
