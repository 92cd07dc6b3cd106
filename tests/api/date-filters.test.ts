import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey, scopes } from '../../src/keys/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { apiClient, filter } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { owner, startPanel } from '../support/start-panel.ts';
import { theOwner } from '../support/the-owner.ts';

useDatabase();
let panel: Awaited<ReturnType<typeof startPanel>>;
let secret = '';
const client = apiClient(
  () => panel.url,
  () => secret,
);

beforeAll(async () => {
  panel = await startPanel({});
  await ensureOwner(owner, new Date());
  await Promise.all(['Task', 'Deal', 'Conversation', 'Contact'].map(name => mongoose.model(name).createIndexes()));
  secret = (await createKey({ name: 'Сайт', scopes: [...scopes] }, { by: await theOwner(), now: new Date() })).secret;
}, 60_000);
afterAll(() => panel.close());

/** In an index of several fields a range within a list's element ended the bundled database. */
it('every date of what can be filtered is asked for by times and spans, with all indexes there', {
  timeout: 60_000,
}, async () => {
  const made = await client.told<{ id: string }>('POST', '/tasks', { title: 'Позвонить', due: '2026-01-01T10:00:00Z' }, 201);
  const found = async (list: string, rule: object) =>
    (await client.told<{ data: { id: string }[] }>('GET', `/${list}?${filter(rule)}`)).data.map(({ id }) => id);
  const dates = {
    tasks: ['due', 'at', 'done.at'],
    deals: ['stageAt', 'nextAt', 'at', 'expectedAt', 'changedAt'],
    conversations: ['waitingSince', 'lastAt'],
    contacts: ['createdAt', 'changedAt', 'lastActivityAt', 'birthday', 'orders.last'],
  };
  for (const [list, fields] of Object.entries(dates))
    for (const field of fields) {
      await found(list, { field, op: 'before', value: '2020-01-01' });
      await found(list, { none: [{ field, op: 'between', value: ['2020-01-01', '2020-02-01'] }] });
    }
  expect(await found('tasks', { field: 'due', op: 'before', value: '2026-01-02' })).toEqual([made.id]);
  expect(await found('tasks', { field: 'due', op: 'before', value: '2026-01-01' })).toEqual([]);
  expect(await found('tasks', { none: [{ field: 'due', op: 'on', value: '2026-01-01' }] })).toEqual([]);
  expect(await found('deals', { field: 'amount', op: 'between', value: [1, 2] })).toEqual([]);
});
