import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { broadcasts } from '../../src/broadcasts/broadcast-model.ts';
import { contacts } from '../../src/contacts/contact-model.ts';
import { countDeliveries, type Delivery, listDeliveries, planDeliveries } from '../../src/deliveries/index.ts';
import type { CheckpointName } from '../../src/lib/checkpoint.ts';
import { type Address, conversationId, history, type MessengerName } from '../../src/messages/index.ts';
import { saveSendingRules, usualSendingRules } from '../../src/outbox/index.ts';
import { type Customer, startTelegramStandIn, startVkStandIn } from '../../tools/stand-ins/index.ts';
import { startChildProgram } from '../support/child-program.ts';
import { useDatabase } from '../support/database.ts';
import { environment } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

const database = useDatabase();
const id = 'nightfall';
/** Ten deaths may cost Telegram a second's pace each; what is left goes out after the last one. */
const count = { telegram: 400, vk: 250, web: 100 } as const;
/** Where the program dies, and at which time that it comes there. */
const deaths: [CheckpointName, number][] = [
  ['delivery claimed', 3],
  ['delivery sent', 15],
  ['delivery settled', 10],
  ['delivery claimed', 20],
  ['delivery sent', 7],
  ['delivery claimed', 12],
  ['delivery sent', 18],
  ['delivery settled', 5],
  ['delivery sent', 11],
  ['delivery claimed', 9],
];

let telegram: Awaited<ReturnType<typeof startTelegramStandIn>>;
let vk: Awaited<ReturnType<typeof startVkStandIn>>;
let dataDir: string;
const customers = new Map<string, Customer>();

beforeAll(async () => {
  telegram = await startTelegramStandIn({ limits: false });
  vk = await startVkStandIn({ limits: false });
  dataDir = await mkdtemp(join(tmpdir(), 'kartoteka-mailing-'));
  await plan();
}, 60_000);

afterAll(async () => {
  await Promise.all([telegram.stop(), vk.stop()]);
  await rm(dataDir, { recursive: true, force: true });
});

it('a mailing whose program is killed ten times comes to everybody, to nobody twice, and what nobody can tell is unknown', {
  timeout: 240_000,
}, async () => {
  const env = environment({ uri: database.uri, telegram, vk, env: { DATA_DIR: dataDir, FLOWS_DIR: 'tests/inbox/flows' } });
  for (const [at, on] of deaths) {
    const program = await startChildProgram(env, { at, on });
    expect(await program.ended).toBe('SIGKILL');
  }
  const program = await startChildProgram(env);
  try {
    await until(
      'nothing waits',
      async () => {
        const { byState } = await countDeliveries({ kind: 'broadcast', id });
        return byState.planned + byState.sending === 0;
      },
      60_000,
    );
  } finally {
    await program.kill();
  }
  const all = (await listDeliveries({ kind: 'broadcast', id }, {}, { page: 1, perPage: 1000 })).deliveries;
  expect(all).toHaveLength(count.telegram + count.vk + count.web);
  const by = (messenger: MessengerName) => all.filter(delivery => delivery.messenger === messenger);
  for (const delivery of [...by('vk'), ...by('web')]) expect(delivery).toMatchObject({ state: 'sent' });
  for (const delivery of by('vk')) expect(heard(delivery), delivery.id).toBe(1);
  for (const delivery of by('web')) expect(await history(delivery.conversation, { limit: 5 })).toHaveLength(1);
  for (const delivery of by('telegram')) {
    expect(heard(delivery), delivery.id).toBeLessThanOrEqual(1);
    expect(['sent', 'unknown']).toContain(delivery.state);
    if (delivery.state === 'sent') expect(heard(delivery), delivery.id).toBe(1);
    expect(await history(delivery.conversation, { limit: 5 })).toHaveLength(1);
  }
  const unknown = by('telegram').filter(({ state }) => state === 'unknown');
  // Only what was in the hands of a program when it died: at most a second of a mailing's 25.
  expect(unknown.length).toBeLessThanOrEqual(deaths.length * 25);
});

const heard = ({ conversation }: Delivery): number => customers.get(conversation)?.messages.length ?? 0;

async function plan() {
  await saveSendingRules({ ...usualSendingRules, quietHours: { ...usualSendingRules.quietHours, on: false }, caps: {} });
  const now = new Date();
  const addresses = [
    ...Array.from({ length: count.telegram }, (_, i) =>
      known('telegram', telegram.customer({ firstName: `Анна${i}`, started: true })),
    ),
    ...Array.from({ length: count.vk }, (_, i) => known('vk', vk.customer({ firstName: `Вера${i}`, started: true }))),
    ...Array.from({ length: count.web }, (_, i): Address => ({ messenger: 'web', account: 'site', chat: `visitor-${i}` })),
  ];
  await contacts.insertMany(addresses.map((address, i) => cardOf(address, i, now)));
  await planDeliveries(
    addresses.map((address, i) => ({
      id: `${id}:c${i}`,
      source: { kind: 'broadcast', id },
      ...{ contact: `c${i}`, priority: 'broadcast', advertising: true, conversation: conversationId(address) },
      ...{ account: `${address.messenger}:${address.account}`, messenger: address.messenger, state: 'planned' },
      ...{ due: now, attempts: 0, plannedAt: now, changedAt: now },
    })),
  );
  await broadcasts.insertOne({
    ...{ _id: id, name: 'Новости', state: 'running', advertising: true, parent: '', version: 1 },
    audience: { include: [], exclude: [], messengers: ['telegram', 'vk', 'web'] },
    content: { texts: { ru: 'Новости для {{contact.firstName}}' }, files: [], buttons: [], variants: {} },
    schedule: { kind: 'now' },
    stopAt: { errors: 100, blocks: 100 },
    ...{ createdAt: now, createdBy: 'test', changedAt: now, changedBy: 'test', startedAt: now, plannedAt: now },
  });
  expect(mongoose.connection.readyState).toBe(1);
}

function known(messenger: 'telegram' | 'vk', customer: Customer): Address {
  const account = String(messenger === 'vk' ? vk.group.id : telegram.bot.id);
  const address: Address = { messenger, account, chat: String(customer.id) };
  customers.set(conversationId(address), customer);
  return address;
}

function cardOf(address: Address, i: number, now: Date) {
  const { messenger, account, chat } = address;
  return {
    _id: `c${i}`,
    ...{ firstName: `Имя${i}`, phones: [], emails: [], fields: {}, tags: [], score: 0, source: {}, search: [], applied: [] },
    consents: { advertising: { given: true, hash: '', at: now } },
    identities: [
      {
        ...{ key: conversationId(address), messenger, account, id: chat },
        reachability: { state: 'reachable' as const, at: now, evidence: 'message' as const },
      },
    ],
    ...{ createdAt: now, changedAt: now, lastActivityAt: now },
  };
}
