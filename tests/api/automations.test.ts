import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createContact } from '../../src/contacts/index.ts';
import { createKey } from '../../src/keys/index.ts';
import { ensureOwner, readAudit } from '../../src/staff/index.ts';
import { apiClient } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { owner, startPanel } from '../support/start-panel.ts';
import { theOwner } from '../support/the-owner.ts';

useDatabase();
let panel: Awaited<ReturnType<typeof startPanel>>;
let secret = '';
let anna = '';
let id = '';
const client = apiClient(
  () => panel.url,
  () => secret,
);
const now = new Date();

beforeAll(async () => {
  panel = await startPanel({});
  await ensureOwner(owner, now);
  const by = await theOwner();
  secret = (await createKey({ name: 'Сайт', scopes: ['automations:read', 'automations:write'] }, { by, now })).secret;
  const staff = { kind: 'staff' as const, id: by.id, name: 'Ольга' };
  anna = (await createContact({ name: 'Анна' }, { key: 'anna', by: staff, now })).id;
}, 60_000);
afterAll(() => panel.close());

async function ask<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const answer = await client.ask(method, path, body === undefined ? {} : { body });
  return { status: answer.status, body: answer.body as T };
}

const wait = { id: 'day', do: 'wait', wait: { kind: 'for', minutes: 1440 } };

it('an automation is made, changed and switched on', async () => {
  const wanted = { name: 'Скидка', trigger: { kind: 'tagAdded', tag: 'vip' }, reentry: { kind: 'finished' }, steps: [] };
  const made = await ask<{ id: string; state: string }>('POST', '/automations', wanted);
  expect(made).toMatchObject({ status: 201, body: { state: 'draft' } });
  id = made.body.id;
  expect((await ask('GET', `/automations/${id}/problems`)).body).toMatchObject({ data: [{ code: expect.any(String) }] });
  expect(await ask('POST', `/automations/${id}/on`)).toMatchObject({
    status: 422,
    body: { code: 'automations.problems', errors: [{ pointer: '/steps', detail: expect.stringMatching(/^noSteps: \S/) }] },
  });
  expect(await ask('PATCH', `/automations/${id}`, { steps: [{ ...wait, wait: { kind: 'for', minutes: 0 } }] })).toMatchObject({
    status: 422,
    body: { code: 'automations.bad_shape', errors: [{ pointer: '/steps/0/wait/minutes' }] },
  });
  expect((await ask('PATCH', `/automations/${id}`, { steps: [wait] })).status).toBe(200);
  expect(await ask('PATCH', `/automations/${id}`, { name: 'Поздно', version: 1 })).toMatchObject({ status: 409 });
  expect(await ask('POST', `/automations/${id}/on`)).toMatchObject({ status: 200, body: { state: 'on', name: 'Скидка' } });
});

it('what can never work is refused as it comes, with what to do; what is only missing yet is not', async () => {
  const wanted = { name: 'Сервер', trigger: { kind: 'order' }, reentry: { kind: 'always' } };
  const calls = (url: string) => ({ id: 'call', do: 'webhook', url });
  for (const url of [
    'http://127.0.0.1/x',
    'http://10.0.0.7/x',
    'http://[::1]/x',
    'http://localhost/x',
    'http://intranet/x',
    'http://crm.internal/x',
    'https://example.org/{{contact.id}}',
    'ftp://example.org/x',
    'нет',
  ])
    expect(await ask('POST', '/automations', { ...wanted, steps: [calls(url)] }), url).toMatchObject({
      status: 422,
      body: {
        code: 'automations.problems',
        errors: [{ pointer: '/steps/call/url', detail: expect.stringMatching(/ddress: \S/) }],
      },
    });
  const { body } = await ask<{ id: string }>('POST', '/automations', { ...wanted, steps: [calls('')] });
  expect(await ask('PATCH', `/automations/${body.id}`, { name: 'Сервер 2' })).toMatchObject({ status: 200 });
  expect(await ask('PATCH', `/automations/${body.id}`, { steps: [calls('http://192.168.1.1/')] })).toMatchObject({ status: 422 });
  const rule = { field: 'contact.fields.gone', op: 'eq', value: 'x' };
  expect(await ask('PATCH', `/automations/${body.id}`, { condition: rule })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/condition/rule' }] },
  });
});

it('a contact is put in once, is listed with the log, and taken out', async () => {
  const run = await ask<{ id: string }>('POST', `/automations/${id}/runs`, { contact: anna });
  expect(run).toMatchObject({ status: 201, body: { state: 'waiting', log: [{ what: 'begun', reason: 'byHand' }] } });
  expect(await ask('POST', `/automations/${id}/runs`, { contact: anna })).toMatchObject({ body: { code: 'automations.seated' } });
  expect((await ask<object>('GET', `/automations/${id}/standing`)).body).toMatchObject({ steps: [{ step: 'day', count: 1 }] });
  const left = await ask('POST', `/automations/${id}/runs/${run.body.id}/leave`);
  expect(left).toMatchObject({ status: 200, body: { state: 'left', log: [{}, { what: 'left', reason: 'takenOut' }] } });
  await ask('POST', `/automations/${id}/runs`, { contact: anna });
  const first = (await ask<{ data: unknown[]; next: string }>('GET', `/automations/${id}/runs?limit=1`)).body;
  const rest = (await ask<{ data: unknown[]; next: null }>('GET', `/automations/${id}/runs?limit=1&cursor=${first.next}`)).body;
  expect([...first.data, ...rest.data]).toMatchObject([{ state: 'waiting' }, { state: 'left' }]);
  expect(rest.next).toBeNull();
  expect(await ask('POST', `/automations/${id}/off`, { leave: true })).toMatchObject({ body: { state: 'off' } });
  expect(await ask('POST', `/automations/${id}/runs`, { contact: anna })).toMatchObject({ body: { code: 'automations.not_on' } });
  expect((await ask('DELETE', `/automations/${id}`)).status).toBe(204);
  expect((await ask('GET', `/automations/${id}`)).status).toBe(404);
  const facts = { part: 'Скидка', key: 'Сайт' };
  expect((await readAudit(10)).filter(({ what }) => what.startsWith('automation'))).toMatchObject([
    { what: 'automationRemoved', facts },
    { what: 'automationSwitchedOff', facts },
    { what: 'automationSwitchedOn', facts },
  ]);
});

it('another program is told once where to call an automation that it makes, and may exchange the address', async () => {
  type Made = { id: string; hookUrl?: string; version: number };
  const wanted = { name: 'Касса', trigger: { kind: 'webhook' }, reentry: { kind: 'always' }, steps: [wait] };
  const { status, body: made } = await ask<Made>('POST', '/automations', wanted);
  expect(status).toBe(201);
  expect(made.hookUrl).toMatch(new RegExp(`^${panel.url}/hooks/${made.id}/[\\w-]{32}$`));
  expect((await ask<Made>('GET', `/automations/${made.id}`)).body).not.toHaveProperty('hookUrl');
  expect((await ask<Made>('PATCH', `/automations/${made.id}`, { name: 'Касса 2', version: made.version })).body).toMatchObject({
    name: 'Касса 2',
  });
  await ask('POST', `/automations/${made.id}/on`);
  const call = async (url = '') => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ contact: anna }) })).status;
  };
  expect(await call(made.hookUrl)).toBe(202);
  const { body: exchanged } = await ask<Made>('POST', `/automations/${made.id}/hook`);
  expect(await call(made.hookUrl)).toBe(404);
  expect(await call(exchanged.hookUrl)).toBe(202);

  const again = { body: { ...wanted, name: 'Касса 3' }, headers: { 'idempotency-key': 'till-3' } };
  const [first, second] = [await client.ask('POST', '/automations', again), await client.ask('POST', '/automations', again)];
  expect([second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true']);
  const secret = /[^/]+$/.exec(String(first.body.hookUrl))?.[0] ?? '';
  expect(secret).toHaveLength(32);
  for (const collection of (await mongoose.connection.db?.collections()) ?? []) {
    const kept = JSON.stringify(await collection.find({}).toArray());
    expect(kept.includes(secret), collection.collectionName).toBe(false);
  }

  const other = await ask<Made>('POST', '/automations', { ...wanted, trigger: { kind: 'order' } });
  expect(other.body).not.toHaveProperty('hookUrl');
  expect(await ask('POST', `/automations/${other.body.id}/hook`)).toMatchObject({ body: { code: 'automations.not_called' } });
  const turned = await ask<Made>('PATCH', `/automations/${other.body.id}`, { trigger: { kind: 'webhook' } });
  expect(await call(turned.body.hookUrl)).toBe(409);
});
