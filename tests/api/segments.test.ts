import { afterAll, beforeAll, expect, it } from 'vitest';
import { createContact } from '../../src/contacts/index.ts';
import { createKey, scopes } from '../../src/keys/index.ts';
import { refreshTraits } from '../../src/segments/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { apiClient } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { owner, startPanel } from '../support/start-panel.ts';
import { theOwner } from '../support/the-owner.ts';

useDatabase();
let panel: Awaited<ReturnType<typeof startPanel>>;
let secret = '';
const people: Record<string, string> = {};
const client = apiClient(
  () => panel.url,
  () => secret,
);
const now = new Date();

beforeAll(async () => {
  panel = await startPanel({});
  await ensureOwner(owner, now);
  const by = await theOwner();
  const made = await createKey({ name: 'Сайт', scopes: [...scopes] }, { by, now });
  secret = made.secret;
  for (const [name, city] of [
    ['Анна', 'Казань'],
    ['Борис', 'Казань'],
    ['Вера', 'Пермь'],
  ] as const)
    people[name] = (await createContact({ name, city }, { key: name, by: { kind: 'staff', id: by.id, name: 'Ольга' }, now })).id;
  await refreshTraits(Object.values(people), { now, timeZone: 'Europe/Moscow' });
}, 60_000);
afterAll(() => panel.close());

async function ask<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const answer = await client.ask(method, path, body === undefined ? {} : { body });
  return { status: answer.status, body: answer.body as T };
}

const inKazan = { field: 'contact.city', op: 'eq', value: 'Казань' };
let id = '';

it('a segment is made of a rule, counted, listed and explained', async () => {
  const made = await ask<{ id: string }>('POST', '/segments', { name: 'Казань', rule: { all: [inKazan] } });
  expect(made.status).toBe(201);
  id = made.body.id;
  expect((await ask('GET', `/segments/${id}/count`)).body).toEqual({ count: 2 });
  expect((await ask('POST', '/segments/count', { rule: { none: [inKazan] } })).body).toEqual({ count: 1 });
  const first = (await ask<{ data: { id: string }[]; next: string }>('GET', `/segments/${id}/members?limit=1`)).body;
  const rest = (await ask<{ data: { id: string }[]; next: null }>('GET', `/segments/${id}/members?limit=1&cursor=${first.next}`))
    .body;
  expect([...first.data, ...rest.data].map(each => each.id).sort()).toEqual([people.Анна, people.Борис].sort());
  expect(rest.next).toBeNull();
  const why = await ask<{ holds: boolean }>('GET', `/segments/${id}/explain?contact=${people.Вера}`);
  expect(why.body).toMatchObject({ holds: false, explanation: { kind: 'all', of: [{ actual: 'Пермь', holds: false }] } });
  expect((await ask<{ data: { path: string }[] }>('GET', '/segments/fields')).body.data.map(({ path }) => path)).toContain(
    'contact.city',
  );
});

it('the list of contacts is narrowed to a segment, beside its filter', async () => {
  const names = async (query: string) =>
    (await ask<{ data: { name: string }[] }>('GET', `/contacts?${query}`)).body.data.map(({ name }) => name).sort();
  expect(await names(`segment=${id}`)).toEqual(['Анна', 'Борис']);
  const filter = encodeURIComponent(JSON.stringify({ field: 'name', op: 'eq', value: 'Борис' }));
  expect(await names(`segment=${id}&filter=${filter}`)).toEqual(['Борис']);
  const first = (await ask<{ data: unknown[]; next: string }>('GET', `/contacts?segment=${id}&limit=1`)).body;
  expect(first.data).toHaveLength(1);
  expect(await names(`segment=${id}&limit=1&cursor=${first.next}`)).toHaveLength(1);
  expect((await ask('GET', '/contacts?segment=none')).status).toBe(404);
});

it('a rule that cannot be asked is refused with the place of each fault', async () => {
  const answer = await ask<{ code: string; errors: object[] }>('POST', '/segments', {
    name: 'Сломан',
    rule: { all: [inKazan, { any: [{ field: 'contact.fields.Нет такого', op: 'eq', value: '1' }] }] },
  });
  expect(answer.status).toBe(422);
  const gone = await ask<{ code: string; errors: { pointer: string }[] }>('POST', '/segments', {
    name: 'Сломан',
    rule: { all: [inKazan, { any: [{ field: 'contact.fields.gone', op: 'eq', value: '1' }] }] },
  });
  expect(gone.body).toMatchObject({ code: 'segments.bad_rule', errors: [{ pointer: '/rule/all/1/any/0' }] });
});

it('a list is kept, and a segment that is used is not deleted', async () => {
  const list = (await ask<{ id: string }>('POST', '/segments', { name: 'Список', kind: 'list' })).body.id;
  expect((await ask('POST', `/segments/${list}/members`, { add: [people.Анна, people.Вера, 'nobody'] })).body).toEqual({
    added: 2,
    removed: 0,
    unknown: ['nobody'],
  });
  expect((await ask('POST', `/segments/${list}/members`, { remove: [people.Вера] })).body).toMatchObject({ removed: 1 });
  expect((await ask('GET', `/segments/${list}/count`)).body).toEqual({ count: 1 });
  expect((await ask<{ code: string }>('POST', `/segments/${id}/members`, { add: [people.Вера] })).body.code).toBe(
    'segments.no_list',
  );
  const both = (
    await ask<{ id: string }>('POST', '/segments', { name: 'Оба', rule: { field: 'segment', op: 'in', value: [list, id] } })
  ).body;
  expect((await ask<{ code: string }>('DELETE', `/segments/${list}`)).body.code).toBe('segments.used');
  expect((await ask('GET', `/segments/${list}/uses`)).body).toEqual({ data: [{ kind: 'segment', name: 'Оба' }] });
  expect((await ask('PATCH', `/segments/${both.id}`, { rule: inKazan, version: 1 })).status).toBe(200);
  expect((await ask('PATCH', `/segments/${both.id}`, { name: 'Поздно', version: 1 })).status).toBe(409);
  expect((await ask('DELETE', `/segments/${list}`)).status).toBe(204);
  expect((await ask('GET', `/segments/${list}`)).status).toBe(404);
});

it('what a program has just written is there when it asks next', async () => {
  const vip = {
    all: [
      { field: 'contact.tags', op: 'has', value: 'кофе' },
      { field: 'orders.count', op: 'gte', value: 1 },
    ],
  };
  const count = async () => (await client.told<{ count: number }>('POST', '/segments/count', { rule: vip })).count;
  const { id: guest } = await client.told<{ id: string }>('POST', '/contacts', { name: 'Глеб', tags: ['кофе'] }, 201);
  expect(await count()).toBe(0);
  const order = { id: '1', contact: guest, date: now.toISOString(), title: 'Кофе', sum: 300, currency: 'RUB' };
  await client.told('POST', '/orders', order);
  expect(await count()).toBe(1);
  await client.told('POST', `/contacts/${guest}/tags`, { remove: ['кофе'] });
  expect(await count()).toBe(0);
  await client.told('PATCH', `/contacts/${guest}`, { tags: ['кофе'] });
  expect(await count()).toBe(1);
  await client.told('DELETE', `/contacts/${guest}`, undefined, 204);
  expect(await count()).toBe(0);
});

it('deals and tasks that are changed without naming anybody are there when it asks next, for whoever had them too', async () => {
  const count = async (...all: object[]) =>
    (await client.told<{ count: number }>('POST', '/segments/count', { rule: { all } })).count;
  const openDeals = { field: 'deals.open', op: 'gte', value: 1 };
  const openTasks = { field: 'tasks.open', op: 'gte', value: 1 };
  const contact = async (name: string) => (await client.told<{ id: string }>('POST', '/contacts', { name }, 201)).id;
  const [one, other] = [await contact('Дарья'), await contact('Егор')];
  const { id: deal } = await client.told<{ id: string }>('POST', '/deals', { contact: one, title: 'Кофе' }, 201);
  expect(await count(openDeals)).toBe(1);
  await client.told('DELETE', `/deals/${deal}`, undefined, 204);
  expect(await count(openDeals)).toBe(0);
  await client.told('POST', `/deals/${deal}/restore`);
  expect(await count(openDeals)).toBe(1);
  await client.told('POST', `/deals/${deal}/press`, { button: 'take' });
  expect(await count({ field: 'deals.stages', op: 'has', value: 'sales/in-work' })).toBe(1);
  const task = { contact: one, title: 'Позвонить', due: new Date(now.getTime() + 86_400_000).toISOString() };
  const { id } = await client.told<{ id: string }>('POST', '/tasks', task, 201);
  await client.told('PATCH', `/tasks/${id}`, { contact: other });
  expect(await count(openTasks, { field: 'contact.name', op: 'eq', value: 'Дарья' })).toBe(0);
  expect(await count(openTasks)).toBe(1);
  await client.told('DELETE', `/tasks/${id}`, undefined, 204);
  expect(await count(openTasks)).toBe(0);
});
