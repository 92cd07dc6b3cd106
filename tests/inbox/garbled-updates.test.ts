import fc from 'fast-check';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program } from '../../src/start.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn, type VkStandIn } from '../../tools/stand-ins/index.ts';
import { useDatabase } from '../support/database.ts';
import { garbled } from '../support/garbled.ts';
import { payloadNames, readPayloadFile } from '../support/read-payload.ts';
import { startTestProgram } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

const database = useDatabase();
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);
let telegram: TelegramStandIn;
let vk: VkStandIn;
let program: Program;

beforeAll(async () => {
  telegram = await startTelegramStandIn({ limits: false, journal: { enabled: false } });
  vk = await startVkStandIn({ limits: false, journal: { enabled: false } });
  await mongoose.disconnect();
  process.on('unhandledRejection', note);
  program = await startTestProgram({
    uri: database.uri,
    telegram,
    vk,
    env: {
      FLOWS_DIR: 'tests/inbox/flows',
      TELEGRAM_TRANSPORT: 'webhook',
      TELEGRAM_WEBHOOK_SECRET: 'right',
      VK_TRANSPORT: 'callback',
      VK_SECRET: 'cb-secret-Aa1',
      VK_GROUP_ID: '226512345',
      VK_CONFIRMATION_CODE: 'c0de',
    },
  });
});
afterAll(async () => {
  await program?.stop();
  process.off('unhandledRejection', note);
  await Promise.all([telegram.stop(), vk.stop()]);
  await mongoose.connect(database.uri);
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(program.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Updates of a few hundred people, each with something wrong in it, most under keys of their own. */
function updatesOf(messenger: 'telegram' | 'vk'): fc.Arbitrary<unknown> {
  const samples = payloadNames(messenger)
    .filter(name => /^[012]\d_/.test(name))
    .map(name => JSON.stringify(readPayloadFile(messenger, name)));
  const person = messenger === 'telegram' ? /6123456789/g : /418618001/g;
  const named = fc.tuple(fc.constantFrom(...samples), fc.nat(300), fc.nat(10 ** 9)).chain(([sample, who, key]) => {
    const update = JSON.parse(sample.replace(person, String(5_000_000 + who))) as Record<string, unknown>;
    return garbled([{ ...update, ...(messenger === 'telegram' ? { update_id: key } : { event_id: `event-${key}` }) }]);
  });
  return named;
}

/** How often every update is repeated, as a messenger does that did not hear our answer. */
const repeats = 2;
/** What arrives through the whole program; the parsers alone see thousands more (tests/bots). `GARBLED_UPDATES` goes on longer or shorter. */
const count = Number(process.env.GARBLED_UPDATES ?? 10_000);

it(`${count} garbled updates crash nothing, and nothing is stored twice`, { timeout: 240_000 }, async () => {
  const statuses = new Set<number>();
  const send = async (messenger: 'telegram' | 'vk', payload: unknown) => {
    const answer =
      messenger === 'telegram'
        ? await post('/webhooks/telegram', payload, { 'x-telegram-bot-api-secret-token': 'right' })
        : await post('/webhooks/vk', payload);
    statuses.add(answer.status);
    await answer.arrayBuffer();
  };
  for (const messenger of ['telegram', 'vk'] as const) {
    const payloads = fc.sample(updatesOf(messenger), { numRuns: count / 2 / repeats, seed: 20_260_302 });
    for (let i = 0; i < payloads.length; i += 50) {
      await Promise.all(
        payloads.slice(i, i + 50).flatMap(payload => Array.from({ length: repeats }, () => send(messenger, payload))),
      );
    }
  }
  // 401: the garbling hit VK's secret, which lies in the body.
  expect([...statuses].sort()).toEqual([200, 401]);
  const events = mongoose.connection.collection('events');
  await until('everything is handled', async () => (await events.countDocuments({ open: true })) === 0, 120_000);
  expect(await events.countDocuments({ failure: { $exists: true } })).toBe(0);
  expect(await events.countDocuments()).toBeLessThanOrEqual(count / repeats);
  const messages = mongoose.connection.collection('messages');
  const own = await messages.find({ 'author.kind': 'customer' }, { projection: { conversation: 1, externalId: 1 } }).toArray();
  expect(own.length).toBeGreaterThan(100);
  expect(unhandled).toEqual([]);
  expect((await fetch(`${program.url}/readyz`)).status).toBe(200);
});
