import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createContact, createField, mergeContacts, unmergeContacts } from '../../src/contacts/index.ts';
import { loadFlows } from '../../src/flows/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { owner, startPanel } from '../support/start-panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const by = { kind: 'staff', id: 's1', name: 'Ольга' } as const;
let panel: Awaited<ReturnType<typeof startPanel>>;
const olga = visitor(() => panel.url);

beforeAll(async () => {
  await loadFlows({ folder: 'flows', now: new Date(), log: pino({ level: 'silent' }) });
  panel = await startPanel({});
  await ensureOwner(owner, new Date());
  await olga.signIn(owner);
}, 60_000);
afterAll(() => panel.close());

const card = (fields: Record<string, string>) =>
  createContact({ name: 'Анна Примерова', custom: fields }, { by, now: new Date(), key: newId() });

it('what a questionnaire saved is read in the words of its question, and kept as it was', async () => {
  const { key } = await createField({ title: 'Бюджет клиента', type: 'text' }, { key: 'budget' });
  const { id } = await card({ [key]: 'middle' });
  const { page } = await olga.get(`/contacts/${id}`);
  expect(page).toContain('Бюджет клиента');
  expect(page).toContain('от 300 тысяч до миллиона');
  const form = await olga.get(`/contacts/${id}/fields/fields.budget?edit=yes`, { 'hx-request': 'true' });
  expect(form.page).toContain('middle');
  const other = await card({ [key]: 'сколько скажете' });
  expect((await olga.get(`/contacts/${other.id}`)).page).toContain('сколько скажете');
});

it('the history of a card says which card was put into it, and that it is one of its own again', async () => {
  const { id } = await card({});
  const other = await createContact({ name: 'Игорь Пробный' }, { by, now: new Date(), key: newId() });
  const masha = { id: 's1', name: 'Ольга' };
  const merge = await mergeContacts({ survivor: id, loser: other.id, by: masha }, { now: new Date() });
  await unmergeContacts(merge.id, masha, { now: new Date() });
  const { page } = await olga.get(`/contacts/${id}/timeline?only=changes`, { 'hx-request': 'true' });
  expect(page).toContain('объединена с карточкой «Игорь Пробный»');
  expect(page).toContain('снова отдельная карточка «Игорь Пробный»');
  expect(page).not.toMatch(/<del>пусто<\/del> → <ins>Игорь Пробный/);
});
