import { afterAll, beforeAll, expect, it } from 'vitest';
import { createContact } from '../../src/contacts/index.ts';
import { createKey, listKeys, type Scope, scopes } from '../../src/keys/index.ts';
import {
  changeRoleSheet,
  createRole,
  ensureOwner,
  getStaff,
  type Right,
  rights,
  switchOff,
  switchOn,
} from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { apiClient } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { owner, startPanel } from '../support/start-panel.ts';
import { theOwner } from '../support/the-owner.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const now = new Date();
let panel: Awaited<ReturnType<typeof startPanel>>;
let role = '';
let maker = '';
let anna = '';
const helper = visitor(() => panel.url);
const email = 'pomoshnik@example.org';

beforeAll(async () => {
  panel = await startPanel({});
  await ensureOwner(owner, now);
  const by = await theOwner();
  ({ id: role } = await createRole({ name: 'Помощник', rights: [...rights], needsSecondFactor: false }, { by, now }));
  maker = await addStaff({ email, role });
  await helper.signIn({ email, password: owner.password });
  const card = { name: 'Анна', phones: { add: '+79005551234' } };
  anna = (await createContact(card, { key: 'anna', by: { kind: 'staff', id: 's1', name: 'Ольга' }, now })).id;
}, 60_000);
afterAll(() => panel.close());

async function give(given: Right[]): Promise<void> {
  await changeRoleSheet(role, { name: 'Помощник', rights: given, needsSecondFactor: false }, { by: await theOwner(), now });
}

async function keyOf(wanted: readonly Scope[], name = 'Сайт') {
  const by = await getStaff(maker);
  if (!by) throw new Error('Nobody.');
  const { secret } = await createKey({ name, scopes: [...wanted] }, { by, now });
  return apiClient(
    () => panel.url,
    () => secret,
  );
}

it('nobody makes a key that may do more than they may', async () => {
  await give(['administer', 'seeAll', 'write']);
  const before = await listKeys();
  const { page } = await helper.get('/settings/api');
  expect(page).toContain('value="contacts:write"');
  expect(page).not.toMatch(/value="(phones:read|broadcasts:send|automations:read)"/);
  for (const scope of ['phones:read', 'broadcasts:send']) {
    const made = await helper.post('/settings/api', { name: 'Сайт', scopes: scope });
    expect([made.status, made.page.includes('не больше, чем вы сами')]).toEqual([422, true]);
  }
  expect(await listKeys()).toEqual(before);
});

it('and a key does no more than its maker may now', async () => {
  await give([...rights]);
  const client = await keyOf(scopes);
  const phones = async () => (await client.told<{ phones: string[] }>('GET', `/contacts/${anna}`)).phones;
  expect(await phones()).toEqual(['+79005551234']);

  await give(['administer', 'seeAll', 'write']);
  expect(await phones()).toEqual(['+7 900 •••-••-34']);
  expect((await client.get('/broadcasts')).body.code).toBe('api.insufficient_scope');
  expect((await client.patch(`/contacts/${anna}`, { city: 'Казань' })).status).toBe(200);
  for (const [method, path, body] of [
    ['POST', '/contacts', { name: 'Олег' }],
    ['DELETE', `/contacts/${anna}`],
  ] as const) {
    const { status, body: told } = await client.ask(method, path, { ...(body && { body }) });
    expect([path, status, told.code]).toEqual([path, 403, 'api.forbidden']);
  }

  await give(['administer', 'write']);
  expect((await client.get(`/contacts/${anna}`)).status).toBe(403);
});

it('the list says what of a key works now, the page of its maker what ends with them', async () => {
  const boss = visitor(() => panel.url);
  await boss.signIn(owner);
  const key = async () => (await boss.get('/settings/api')).page.split('<b>Касса</b>').at(1)?.split('</li>').at(0) ?? '';
  await give([...rights]);
  const client = await keyOf(['contacts:read', 'phones:read'], 'Касса');
  expect(await key()).toContain('<small>Читать контакты · Видеть телефоны и почту полностью</small>');
  await give(['administer', 'seeAll']);
  expect(await key()).toMatch(
    /<small>Читать контакты<\/small>\s*<small>Не действует — [^<]*: Видеть телефоны и почту полностью</,
  );
  expect(await key()).toContain('Работает');

  expect((await boss.get(`/settings/staff/${maker}`)).page).toMatch(/Перестанут работать ключи API[^<]*Касса/);
  const by = await theOwner();
  await switchOff(maker, { by, now });
  expect((await client.get('/contacts')).status).toBe(403);
  expect(await key()).toContain('Не работает');
  await switchOn(maker, { by, now });
  expect((await client.get('/contacts')).status).toBe(200);
});
