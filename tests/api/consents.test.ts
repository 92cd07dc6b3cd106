import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEraser, keyedHash, recordConsent } from '../../src/consents/index.ts';
import { getContact } from '../../src/contacts/index.ts';
import { loadFlows } from '../../src/flows/index.ts';
import { createKey, type Scope } from '../../src/keys/index.ts';
import { ensureOwner, readAudit, type Staff } from '../../src/staff/index.ts';
import { apiClient } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, startPanel } from '../support/start-panel.ts';
import { theOwner } from '../support/the-owner.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const clock = new ManualClock();
const log = pino({ level: 'silent' });
let panel: Awaited<ReturnType<typeof startPanel>>;
let by: Staff;

beforeAll(async () => {
  const eraser = createEraser({ hash: keyedHash('test'), removeFile: async () => undefined, clock, log });
  panel = await startPanel({ clock, eraser });
  await ensureOwner(owner, clock.now());
  by = await theOwner();
});
afterAll(() => panel.close());

async function clientWith(...scopes: Scope[]) {
  const { secret } = await createKey({ name: 'Сайт', scopes }, { by, now: clock.now() });
  return apiClient(
    () => panel.url,
    () => secret,
  );
}

it('a word that was said in a flow names it by its title, also where the flow is gone', async () => {
  await loadFlows({ folder: resolve('flows'), now: clock.now(), log });
  const client = await clientWith('contacts:read', 'contacts:write');
  const { id } = (await client.post('/contacts', { name: 'Борис' })).body as { id: string };
  const said = { contact: id, kind: 'advertising' as const, version: '1', hash: '', text: 'Согласен', at: clock.now() };
  await recordConsent({ ...said, id: 'new', given: true, by: { kind: 'flow', flow: 'lead', step: 'news' } });
  await recordConsent({ ...said, id: 'old', given: false, flow: 'lead' });
  await recordConsent({ ...said, id: 'gone', given: true, by: { kind: 'flow', flow: 'gone' } });
  const authors = [
    { kind: 'flow', flow: 'gone' },
    { kind: 'flow', flow: 'lead', step: 'news', title: 'Заявка на ремонт' },
    { kind: 'flow', flow: 'lead', title: 'Заявка на ремонт' },
  ];
  const { items } = (await client.get(`/contacts/${id}/consents`)).body as { items: { by: object }[] };
  expect(items.map(({ by: author }) => author)).toEqual(expect.arrayContaining(authors));
  const { entries } = (await client.get(`/contacts/${id}/proof`)).body as { entries: { by: object }[] };
  expect(entries.map(({ by: author }) => author)).toEqual(expect.arrayContaining(authors));
  const staff = visitor(() => panel.url);
  await staff.signIn(owner);
  const { page } = await staff.get(`/contacts/${id}/consents`);
  expect(page).toContain('ответ в сценарии «Заявка на ремонт»');
});

it('another program writes down consents, reads the ledger and the proof', async () => {
  const client = await clientWith('contacts:read', 'contacts:write', 'phones:read');
  const { id } = (await client.post('/contacts', { name: 'Анна', phone: '+7 999 000-00-01' })).body as { id: string };
  const path = `/contacts/${id}/consents`;
  expect((await client.post(path, { kind: 'advertising', given: true })).body).toMatchObject({ code: 'consents.no_text' });
  const key = { 'idempotency-key': 'paper-1' };
  const body = { kind: 'advertising', given: true, text: 'Согласен', version: '1', evidence: 'Анкета на сайте' };
  const first = await client.post(path, body, key);
  expect(first.status).toBe(201);
  expect((await client.post(path, body, key)).body).toEqual(first.body);
  await client.post(path, { kind: 'topic', topic: 'news', given: false });
  const { body: ledger } = await client.get(path);
  expect(ledger.items).toHaveLength(2);
  expect(ledger.holds).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'advertising', given: true, by: expect.objectContaining({ kind: 'api', name: 'Сайт' }) }),
      expect.objectContaining({ kind: 'topic', topic: 'news', given: false }),
    ]),
  );
  const { body: proof } = await client.get(`/contacts/${id}/proof`);
  expect(proof).toMatchObject({ person: { contact: id, phones: ['+79990000001'] } });
  expect(proof.entries).toHaveLength(2);
  const reader = await clientWith('contacts:read');
  expect((await reader.get(`/contacts/${id}/proof`)).body).toMatchObject({ person: { phones: [] } });
});

it('only a key that may erases people, and once is enough', async () => {
  const client = await clientWith('contacts:read', 'contacts:write');
  const made = { name: 'Вера Стираемая' };
  const key = { 'idempotency-key': 'vera' };
  const { id } = (await client.post('/contacts', made, key)).body as { id: string };
  expect((await client.post('/contacts', made, key)).body).toMatchObject({ id, name: made.name });
  expect((await client.post(`/contacts/${id}/erase`, {})).status).toBe(403);
  const eraser = await clientWith('contacts:erase');
  const gone = await eraser.post(`/contacts/${id}/erase`, { reason: 'Заявление 17' });
  expect(gone.body).toMatchObject({ id, state: 'done', reason: 'Заявление 17', by: { kind: 'api', name: 'Сайт' } });
  expect(await getContact(id)).toBeUndefined();
  expect((await eraser.get(`/erasures/${id}`)).body).toEqual(gone.body);
  for (const collection of (await mongoose.connection.db?.collections()) ?? [])
    expect(JSON.stringify(await collection.find({}).toArray()), collection.collectionName).not.toMatch(/Стираемая/);
  // Asked for again it makes nobody anew.
  expect(await client.post('/contacts', made, key)).toMatchObject({ status: 201, text: '' });
  expect(await getContact(id)).toBeUndefined();
  expect((await eraser.post('/contacts/nobody/erase', {})).status).toBe(404);
  const erased = (await readAudit(20)).filter(({ what }) => what === 'erased');
  expect(erased).toMatchObject([{ contact: id }]);
});
