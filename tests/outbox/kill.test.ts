import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoredMessage } from '../../src/messages/index.ts';
import { type Customer, startTelegramStandIn, type TelegramStandIn } from '../../tools/stand-ins/index.ts';
import { type ChildProgram, startChildProgram } from '../support/child-program.ts';
import { useDatabase } from '../support/database.ts';
import { environment } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';
import { queue, stateOf } from './support.ts';

const database = useDatabase();
let telegram: TelegramStandIn;
let dataDir: string;
const running: ChildProgram[] = [];

beforeAll(async () => {
  telegram = await startTelegramStandIn();
  dataDir = await mkdtemp(join(tmpdir(), 'kartoteka-kill-'));
});
afterAll(async () => {
  await Promise.all(running.map(child => child.kill()));
  await telegram.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function startProgram(): Promise<ChildProgram> {
  const env = environment({ uri: database.uri, telegram, env: { FLOWS_DIR: 'tests/inbox/flows', DATA_DIR: dataDir } });
  const child = await startChildProgram(env);
  running.push(child);
  return child;
}

it('of two processes on one token the other one goes on when one is killed, and nobody hears anything twice', {
  timeout: 120_000,
}, async () => {
  const first = await startProgram();
  await startProgram();
  const people: Customer[] = Array.from({ length: 60 }, (_, i) =>
    telegram.customer({ firstName: 'Вера', lastName: `${i}`, started: true }),
  );
  const queued: StoredMessage[] = [];
  for (const [i, { id }] of people.entries())
    queued.push(await queue({ chat: String(id), account: String(telegram.bot.id), text: `Новость ${i}` }, { at: new Date() }));
  await until('some have arrived', async () => people.some(({ messages }) => messages.length > 0));
  await first.kill();
  await until(
    'all are settled',
    async () =>
      (await Promise.all(queued.map(stateOf))).every(delivery => delivery?.state === 'sent' || delivery?.state === 'unknown'),
    60_000,
  );
  const states = (await Promise.all(queued.map(stateOf))).map(delivery => delivery?.state);
  const heard = people.map(({ messages }) => messages.length);
  expect(Math.max(...heard)).toBe(1);
  for (const [i, state] of states.entries()) if (state === 'sent') expect(heard[i], `Новость ${i}`).toBe(1);
  expect(states.filter(state => state === 'unknown').length).toBeLessThanOrEqual(30);
  expect(telegram.journal.entries({ where: ({ status }) => status === 429 })).toEqual([]);
});
