import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { deriveSecret, loadSecret, readConfig } from '../../src/config/index.ts';
import { connect, disconnect, ensureIndexes, loadSetting, openDatabase } from '../../src/db/index.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { knownCapabilities } from '../../src/messages/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { type Program, start } from '../../src/start.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn, type VkStandIn } from '../stand-ins/index.ts';
import { publishPast } from './flows/publish-past.ts';
import { answerStaff } from './live/answer-staff.ts';
import { createCrowd } from './live/crowd.ts';
import { keepChatting, newcomersMark } from './live/keep-chatting.ts';
import { openLinks } from './live/open-links.ts';
import type { Accounts } from './people/person.ts';
import { createRandom } from './random.ts';
import { hireStaff } from './seed/hire-staff.ts';
import { isSeeded, seedDemo, seededContacts } from './seed/seed-demo.ts';

export interface DemoOptions {
  dataDir: string;
  log: Logger;
  /** The port wished for; any free one where it is taken. */
  port?: number;
  /** Another database than the local one in `dataDir`. */
  mongodbUri?: string;
  clock?: Clock;
  /** How many contacts of the past. */
  contacts?: number;
  /** Told when the past has to be made up, which takes a while. */
  onSeeding?(): void;
}

export interface Demo {
  url: string;
  email: string;
  password: string;
  /** The past was made by this start, not found from an earlier one. */
  isNew: boolean;
  stop(): Promise<void>;
}

/** Invented, and no secret: the demo listens on this machine alone. */
const demoOwner = { email: 'demo@example.org', password: 'teply-dom-2026' };

/** A day of chatting shall not fill the memory. */
const journal = { limit: 500 };
const week = 7 * 24 * 60 * 60 * 1000;

/** Starts the program on stand-ins of the messengers, makes up its past, and lets customers write. Nothing leaves 127.0.0.1. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { log, clock = systemClock, contacts = seededContacts } = options;
  const telegram = await startRestedTelegram(clock);
  const vk = await startVkStandIn({ clock, journal });
  const accounts: Accounts = { telegram: String(telegram.bot.id), vk: String(vk.group.id), web: 'site' };
  const crowd = createCrowd({ telegram, vk, accounts });
  const now = clock.now();
  const world = { telegram, vk, clock, port: await freePort(options.port ?? 3000) };
  const { program, isNew } = await openProgram(options, world, async publicUrl => {
    const isNew = await seedPast(options, { now, accounts, contacts, publicUrl });
    const newcomers = Number((await loadSetting(newcomersMark)) ?? 0);
    for (let number = 0; number < contacts + newcomers; number++) crowd.add(number, { started: true });
    return isNew;
  });

  // What was written before somebody listened, VK does not tell afterwards.
  await vk.journal.waitFor({ method: 'groups.getLongPollServer' }, { timeoutMs: 60_000 });
  const leaving = new AbortController();
  const life = { crowd, clock, log, signal: leaving.signal };
  const deaf = [answerStaff(life), openLinks({ ...life, url: program.url })];
  const chatting = keepChatting({ ...life, seeded: contacts, random: createRandom(now.toISOString()) });
  return {
    url: program.url,
    ...demoOwner,
    isNew,
    async stop() {
      leaving.abort();
      for (const unwatch of deaf) unwatch();
      await chatting;
      await program.stop();
      await Promise.all([telegram.stop(), vk.stop()]);
    },
  };
}

interface World {
  telegram: TelegramStandIn;
  vk: VkStandIn;
  clock: Clock;
  port: number;
}

/** The past is lived through before the program begins: two that send what is due would get into each other's way. */
async function openProgram(
  { dataDir, log, mongodbUri }: DemoOptions,
  { telegram, vk, clock, port }: World,
  makePast: (publicUrl: string) => Promise<boolean>,
): Promise<{ program: Program; isNew: boolean }> {
  const publicUrl = `http://127.0.0.1:${port}`;
  const standIns = () => Promise.all([telegram.stop(), vk.stop()]);
  let database: Awaited<ReturnType<typeof openDatabase>> | undefined;
  try {
    await mkdir(flowsFolder(dataDir), { recursive: true });
    database = await openDatabase({ dataDir: resolve(dataDir), log, ...(mongodbUri && { uri: mongodbUri }) });
    const { uri, close } = database;
    await connect(uri);
    await ensureIndexes();
    await ensureOwner(demoOwner, clock.now());
    const isNew = await makePast(publicUrl);
    await disconnect();
    const config = readConfig({
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      DATA_DIR: resolve(dataDir),
      FLOWS_DIR: flowsFolder(dataDir),
      OWNER_EMAIL: demoOwner.email,
      OWNER_PASSWORD: demoOwner.password,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      VK_TOKEN: vk.token,
      VK_API_ROOT: vk.url,
      VK_GROUP_ID: String(vk.group.id),
      MONGODB_URI: uri,
    });
    const program = await start({ config, log, clock });
    return { program: { url: program.url, stop: () => program.stop().then(close) }, isNew };
  } catch (error) {
    await disconnect();
    await database?.close();
    await standIns();
    throw error;
  }
}

/** The demo publishes into a folder of its own. */
const flowsFolder = (dataDir: string) => join(resolve(dataDir), 'flows');

async function seedPast(
  { dataDir, log, onSeeding }: DemoOptions,
  { now, accounts, contacts, publicUrl }: { now: Date; accounts: Accounts; contacts: number; publicUrl: string },
): Promise<boolean> {
  if (await isSeeded()) return false;
  onSeeding?.();
  const office = await hireStaff({ ownerEmail: demoOwner.email, now });
  const libraryAt = await publishPast({ folder: flowsFolder(dataDir), office, now, log });
  const secret = deriveSecret(await loadSecret(undefined, resolve(dataDir)), 'deliveries');
  const past = { now, libraryAt, capabilities: knownCapabilities, accounts, office, publicUrl, secret, log };
  return seedDemo({ ...past, count: contacts });
}

/**
 * The program knows the updates of earlier starts by their numbers, and a new stand-in would begin with the same ones. After a week
 * of silence Telegram begins anywhere: the stand-in is made to believe that it has been silent for so long.
 */
async function startRestedTelegram(clock: Clock): Promise<TelegramStandIn> {
  let restsMs = 2 * week;
  const rested: Clock = { now: () => new Date(clock.now().getTime() - restsMs), sleep: clock.sleep };
  const telegram = await startTelegramStandIn({ clock: rested, journal });
  restsMs = 0;
  return telegram;
}

/** The wished one, or any that is free: links have to know it before the program listens. */
function freePort(wanted: number): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', error => (wanted === 0 ? fail(error) : done(freePort(0))));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : wanted;
      probe.close(() => done(port));
    });
  });
}
