import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { expect } from 'vitest';
import { history, type StoredMessage } from '../../src/messages/index.ts';
import type { Program, StartOptions } from '../../src/start.ts';
import {
  type Customer,
  startTelegramStandIn,
  startVkStandIn,
  type TelegramStandIn,
  type VkStandIn,
} from '../../tools/stand-ins/index.ts';
import { startTestProgram, testOwner } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';
import { visitor } from '../support/visitor.ts';

export const messengers = ['telegram', 'vk'] as const;
export type Pushed = (typeof messengers)[number];

/** Answers every word once, by saying it again; the answer asks for the next one. */
export const echo = `id: echo
title: Эхо
language: ru
start: { default: true, commands: [start] }
steps:
  - { id: word, ask: text, text: "Принято {{answers.word | default: 'начало'}}" }
  - when:
      - { if: { field: answers.word, op: eq, value: конец }, next: end }
      - { next: word }
`;

/** The messengers, a folder with the flow, and the program between them. */
export interface World {
  telegram: TelegramStandIn;
  vk: VkStandIn;
  /** The folder of the flows, also the program's own. */
  folder: string;
  program: Program;
  /** The owner, signed in. */
  owner: ReturnType<typeof visitor>;
  customer(messenger: Pushed, firstName: string): Customer;
  conversation(messenger: Pushed, customer: Customer): string;
  /** A page of the panel as the owner reads it, without markup. */
  page(path: string): Promise<string>;
  ready(): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

export interface WorldOptions extends Pick<StartOptions, 'clock' | 'checkpoint' | 'pace'> {
  uri: string;
  /** Whether the messengers push what happens; we ask for it unless told. */
  push?: boolean;
  flow?: string;
  env?: (world: Pick<World, 'telegram' | 'vk'>) => Promise<Record<string, string>>;
  /** What lies beside the flow. */
  files?: Record<string, Buffer>;
}

/** To be called when the test's own connection is closed, since the program's is the same. */
export async function openWorld({ uri, push = false, flow = echo, env, files = {}, ...options }: WorldOptions): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'kartoteka-faults-'));
  for (const [name, content] of Object.entries({ 'flow.yaml': flow, ...files })) await writeFile(join(folder, name), content);
  const telegram = await startTelegramStandIn({ limits: false, webhookRetryMs: 50 });
  const vk = await startVkStandIn({ limits: false, callbackRetryFactor: 0.002 });
  await mongoose.disconnect();
  const program = await startTestProgram({
    uri,
    telegram,
    vk,
    ...options,
    env: { FLOWS_DIR: folder, ...(push && (await pushed())), ...(await env?.({ telegram, vk })) },
  });
  const owner = visitor(() => program.url);
  await owner.signIn(testOwner);
  if (push) await until('VK has confirmed our server', async () => vk.callbackServers.some(({ status }) => status === 'ok'));
  const world: World = {
    telegram,
    vk,
    folder,
    program,
    owner,
    customer: (messenger, firstName) => world[messenger].customer({ firstName }),
    conversation: (messenger, { id }) => `${messenger}:${messenger === 'vk' ? vk.group.id : telegram.bot.id}:${id}`,
    page: async path => words((await owner.get(path)).page),
    async ready() {
      const response = await fetch(`${program.url}/readyz`);
      return { status: response.status, body: await response.json() };
    },
    async close() {
      await program.stop();
      await Promise.all([telegram.stop(), vk.stop()]);
      await rm(folder, { recursive: true, force: true });
      await mongoose.connect(uri);
    },
  };
  return world;
}

async function pushed(): Promise<Record<string, string>> {
  const port = await freePort();
  return {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_TRANSPORT: 'webhook',
    TELEGRAM_WEBHOOK_SECRET: 'telegram-secret-Aa1',
    VK_TRANSPORT: 'callback',
    VK_SECRET: 'vk-secret-Aa1',
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const found = (server.address() as AddressInfo).port;
  await new Promise(closed => server.close(closed));
  return found;
}

const words = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

export const answerTo = (word: string): string => `Принято ${word}`;
export const textsTo = (customer: Customer): string[] => customer.messages.map(({ text }) => text);

/** The whole history, when nothing is on its way any more. */
export async function settled(conversation: string): Promise<StoredMessage[]> {
  let waiting: StoredMessage[] = [];
  const look = async () => {
    const entries = await history(conversation, { limit: 10_000 });
    waiting = entries.filter(({ delivery }) => delivery?.state === 'queued' || delivery?.state === 'sending');
    return waiting.length === 0 && entries;
  };
  return until('nothing waits', look, 60_000).catch(error => {
    throw new Error(
      `${error.message}: ${JSON.stringify(waiting.map(({ id, changedAt, delivery }) => ({ id, changedAt, delivery })))}`,
    );
  });
}

/**
 * What was acknowledged is in the history once, what was answered came once, both in this order; every message of ours is known to be sent.
 * `words` is all that the customer said.
 */
export async function expectTruth(conversation: string, customer: Customer, words: string[]): Promise<void> {
  // What starts the bot answers no question.
  expect(textsTo(customer)).toEqual(words.map((word, i) => answerTo(i === 0 ? 'начало' : word)));
  const entries = await settled(conversation);
  expect(entries.filter(({ author }) => author.kind === 'customer').map(({ text }) => text)).toEqual(words);
  const ours = entries.filter(({ author }) => author.kind === 'bot');
  expect(ours.map(({ text }) => text)).toEqual(textsTo(customer));
  expect(new Set(ours.map(({ delivery }) => delivery?.state))).toEqual(new Set(['sent']));
}
