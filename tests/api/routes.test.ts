import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey, scopes } from '../../src/keys/index.ts';
import { changeProfile, ensureOwner } from '../../src/staff/index.ts';
import { apiClient } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { seedPanel } from '../support/seed-panel.ts';
import { owner, startPanel } from '../support/start-panel.ts';
import { theOwner } from '../support/the-owner.ts';

useDatabase();
let panel: Awaited<ReturnType<typeof startPanel>>;
let secret = '';
let seeded: { anna: string; annaContact: string };
const client = apiClient(
  () => panel.url,
  () => secret,
);

beforeAll(async () => {
  panel = await startPanel({});
  await ensureOwner(owner, new Date());
  const by = await theOwner();
  seeded = await seedPanel({ staff: by.id, now: new Date() });
  secret = (await createKey({ name: 'Сайт', scopes: [...scopes] }, { by, now: new Date() })).secret;
}, 60_000);
afterAll(() => panel.close());

/** An answer that does not fit its schema is a 500. */
it('routes answer as their schemas say', { timeout: 60_000 }, async () => {
  const { anna, annaContact: contact } = seeded;
  const wrong: string[] = [];
  const ask = async (method: string, path: string, body?: unknown, status = 200) => {
    const answer = await client.ask(method, path, body === undefined ? {} : { body });
    if (answer.status !== status) wrong.push(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return answer.body as { id: string; data: { id: string }[] };
  };
  for (const list of ['contacts', 'conversations', 'deals', 'pipelines', 'tasks', 'orders', 'fields', 'segments', 'automations'])
    await ask('GET', `/${list}`);
  for (const part of ['', '/changes', '/identities', '/messages', '/orders']) await ask('GET', `/contacts/${contact}${part}`);
  for (const part of ['', '/messages?limit=3']) await ask('GET', `/conversations/${encodeURIComponent(anna)}${part}`);
  await ask('GET', `/identities/${encodeURIComponent(anna)}`);
  await ask('POST', `/contacts/${contact}/tags`, { add: ['сайт'] });
  const deal = await ask('POST', '/deals', { contact, title: 'Окно', lines: [{ name: 'Рама', price: 100 }] }, 201);
  for (const [method, path, body, at] of [
    ['POST', '/deals', { contact, title: 'Окно', owner: 'nobody', contacts: [contact, 'nobody'] }, ['/owner', '/contacts/1']],
    ['PATCH', `/deals/${deal.id}`, { owner: 'nobody', contacts: ['nobody'] }, ['/owner', '/contacts/0']],
    ['PATCH', `/contacts/${contact}`, { owner: 'nobody' }, ['/owner']],
    ['POST', `/conversations/${encodeURIComponent(anna)}/assign`, { queue: 'nowhere' }, ['/queue']],
  ] as const) {
    const { status, body: problem } = await client.ask(method, path, { body });
    expect([path, status, problem.code, problem.errors]).toEqual([
      ...[path, 422, 'api.unknown_reference'],
      at.map(pointer => ({ pointer, detail: 'Unknown.' })),
    ]);
  }
  // In words of whoever made the key.
  await changeProfile((await theOwner()).id, { language: 'en' });
  const pressed = await client.told<{ did: object[] }>('POST', `/deals/${deal.id}/press`, { button: 'no-answer-new' });
  expect(pressed.did).toEqual([expect.objectContaining({ kind: 'task', words: 'Call again' })]);
  expect((await client.get('/pipelines')).text).toContain('No answer');
  await ask('GET', `/deals/${deal.id}`);
  await ask('PATCH', `/deals/${deal.id}`, { title: 'Два окна', tags: ['а'], expectedAt: '2027-01-01' });
  await ask('POST', `/deals/${deal.id}/move`, { stage: 'won' });
  await ask('POST', `/deals/${deal.id}/move`, { stage: 'nowhere' }, 422);
  await ask('GET', `/contacts/${contact}/orders`);
  await ask('POST', '/orders', { id: '17', contact, date: '2026-01-02T10:00:00Z', title: 'Чек', sum: 5, currency: 'RUB' });
  await ask('DELETE', `/deals/${deal.id}`, undefined, 204);
  await ask('POST', `/deals/${deal.id}/restore`);
  const task = await ask('POST', '/tasks', { title: 'Позвонить', contact, due: '2027-01-01T10:00:00+03:00' }, 201);
  await ask('GET', `/tasks/${task.id}`);
  await ask('PATCH', `/tasks/${task.id}`, { due: null, priority: 'high' });
  for (const verb of ['finish', 'reopen']) await ask('POST', `/tasks/${task.id}/${verb}`, {});
  await ask('DELETE', `/tasks/${task.id}`, undefined, 204);
  await ask('POST', `/tasks/${task.id}/restore`);
  const file = await ask('POST', '/files?name=plan.txt', new TextEncoder().encode('plan of a room'), 201);
  await ask('GET', `/files/${file.id}`);
  const part = await client.get(`/files/${file.id}/content`, { range: 'bytes=0-3' });
  expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, 'plan', 'bytes 0-3/14']);
  for (const verb of ['give-to-bot', 'close', 'reopen'])
    await ask('POST', `/conversations/${encodeURIComponent(anna)}/${verb}`, {});
  const other = await ask('POST', '/contacts', { name: 'Другая Анна' }, 201);
  await ask('POST', `/contacts/${contact}/merge`, { other: other.id });
  await ask('DELETE', `/contacts/${contact}`, undefined, 204);
  await ask('POST', `/contacts/${contact}/restore`);
  expect(wrong).toEqual([]);
});
