import { afterAll, beforeAll, expect, it } from 'vitest';
import { createContact, createField } from '../../src/contacts/index.ts';
import { createKey, scopes } from '../../src/keys/index.ts';
import { refreshTraits, saveSegment } from '../../src/segments/index.ts';
import { createRole, ensureOwner, getStaff, rights } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { apiClient, filter } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { owner, startPanel } from '../support/start-panel.ts';
import { theOwner } from '../support/the-owner.ts';

useDatabase();
let panel: Awaited<ReturnType<typeof startPanel>>;
/** Keys of one who does not see the field, and of one who does; the third may not see phones. */
const secrets = { blind: '', seeing: '', phoneless: '' };
let anna = '';
let secret = '';
const now = new Date();
const clientOf = (who: keyof typeof secrets) =>
  apiClient(
    () => panel.url,
    () => secrets[who],
  );
const blind = clientOf('blind');
const seeing = clientOf('seeing');
const phoneless = clientOf('phoneless');

beforeAll(async () => {
  panel = await startPanel({});
  await ensureOwner(owner, now);
  const role = await createRole(
    { name: 'Помощник', rights: [...rights], needsSecondFactor: false },
    { by: await theOwner(), now },
  );
  secret = (await createField({ title: 'Паспорт', type: 'text', hiddenFrom: [role.id] })).key;
  for (const [who, of] of [
    ['blind', role.id],
    ['seeing', 'owner'],
    ['phoneless', 'owner'],
  ] as const) {
    const by = await getStaff(await addStaff({ email: `${who}@example.org`, role: of }));
    if (!by) throw new Error('Nobody.');
    const allowed = scopes.filter(scope => who !== 'phoneless' || scope !== 'phones:read');
    secrets[who] = (await createKey({ name: who, scopes: allowed }, { by, now })).secret;
  }
  const card = { name: 'Анна Примерова', phones: { add: '+7 900 555-12-34' }, custom: { [secret]: '4509 000000' } };
  anna = (await createContact(card, { key: 'anna', by: { kind: 'staff', id: 's1', name: 'Ольга' }, now })).id;
  await refreshTraits([anna], { now, timeZone: 'Europe/Moscow' });
}, 60_000);
afterAll(() => panel.close());

const ofTrait = () => ({ field: `contact.fields.${secret}`, op: 'startsWith', value: '45' });

it('a key shows no field that is hidden from whoever made it', async () => {
  const card = `/contacts/${anna}`;
  expect((await seeing.told<{ fields: object }>('GET', card)).fields).toEqual({ [secret]: '4509 000000' });
  expect((await blind.told<{ fields: object }>('GET', card)).fields).toEqual({});
  await seeing.told('PATCH', card, { fields: { [secret]: '4509 111111' } });
  for (const path of [card, '/contacts', `${card}/changes`]) {
    expect((await seeing.ask('GET', path)).text).toContain('4509');
    expect((await blind.ask('GET', path)).text).not.toContain('4509');
  }
  const written = await blind.patch(card, { fields: { [secret]: 'x' } });
  expect([written.status, written.body.code]).toEqual([422, 'contacts.unknown_field']);
  expect((await seeing.told<{ fields: object }>('GET', card)).fields).toEqual({ [secret]: '4509 111111' });
});

it('nor can it be asked for, however the question is put', async () => {
  const wrapped = { all: [{ none: [ofTrait()] }] };
  const inCard = { any: [{ field: `fields.${secret}`, op: 'startsWith', value: '45' }] };
  const draft = { name: 'Цепочка', trigger: { kind: 'contactCreated' }, reentry: { kind: 'never' }, steps: [] };
  const asked: [string, string, object?][] = [
    ['GET', `/contacts?${filter(inCard)}`],
    ['GET', `/contacts?${filter({ field: `fields.${secret}.0`, op: 'exists', value: true })}`],
    ['POST', '/segments/count', { rule: ofTrait() }],
    ['POST', '/segments', { name: 'Тайный', rule: wrapped }],
    ['POST', '/broadcasts', { name: 'Тайная', audience: { include: [], exclude: [], rule: wrapped, messengers: ['telegram'] } }],
    ['POST', '/automations', { ...draft, condition: wrapped }],
    ['POST', '/automations', { ...draft, trigger: { kind: 'fieldChanged', field: `fields.${secret}` } }],
    ['POST', '/automations', { ...draft, steps: [{ id: 'a', do: 'notify', text: `Паспорт {{ contact.fields.${secret} }}` }] }],
    [
      'POST',
      '/broadcasts',
      { name: 'Тайная', content: { texts: { ru: `Ваш паспорт {{contact.fields.${secret}|default:'?'}}` } } },
    ],
  ];
  for (const [method, path, body] of asked) {
    const { status, body: told } = await blind.ask(method, path, { ...(body && { body }) });
    expect([path, status, told.code]).toEqual([path, 422, 'api.hidden_field']);
  }
  expect((await seeing.ask('GET', `/contacts?${filter(inCard)}`)).text).toContain(anna);
  expect((await seeing.post('/segments/count', { rule: ofTrait() })).body).toEqual({ count: 1 });
  expect((await seeing.get('/segments/fields')).text).toContain(ofTrait().field);
  expect((await blind.get('/segments/fields')).text).not.toContain(ofTrait().field);
});

it('why somebody is in a segment is told without it', async () => {
  const { id } = await saveSegment({
    name: 'Паспорта',
    kind: 'rule',
    rule: { all: [{ ...ofTrait(), op: 'startsWith', value: '45' }] },
    by: 's1',
    now,
  });
  const why = `/segments/${id}/explain?contact=${anna}`;
  expect((await seeing.get(why)).text).toContain('4509 111111');
  expect((await blind.get(why)).body).toMatchObject({ holds: true });
  expect((await blind.get(why)).body).toMatchObject({ explanation: { kind: 'all', of: [{ holds: true, hidden: true }] } });
  for (const path of [why, `/segments/${id}`, '/segments']) {
    expect((await seeing.get(path)).text).toContain(secret);
    expect((await blind.get(path)).text).not.toContain(secret);
    expect((await blind.get(path)).text).not.toContain('"45');
  }
  const { rule } = await blind.told<{ rule: object }>('GET', `/segments/${id}`);
  expect((await blind.patch(`/segments/${id}`, { rule })).status).toBe(422);
});

it('a phone is not found out by a filter whose letters are written as codes', async () => {
  const plain = JSON.stringify({ field: 'phones', op: 'has', value: '+79005551234' });
  for (const text of [plain, plain.replace('phones', '\\u0070hones')]) {
    const { status, body } = await phoneless.get(`/contacts?filter=${encodeURIComponent(text)}`);
    expect([status, body.code]).toEqual([403, 'api.insufficient_scope']);
  }
});
