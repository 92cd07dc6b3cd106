import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { readConfig } from '../../src/config/index.ts';
import { loadSetting } from '../../src/db/index.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { knownCapabilities } from '../../src/messages/index.ts';
import { type Program, start } from '../../src/start.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn, type VkStandIn } from '../stand-ins/index.ts';
import { publishPast } from './flows/publish-past.ts';
import { answerStaff } from './live/answer-staff.ts';
import { createCrowd } from './live/crowd.ts';
import { keepChatting, newcomersMark } from './live/keep-chatting.ts';
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
  const program = await startProgram(options, { telegram, vk, clock });
  const accounts: Accounts = { telegram: String(telegram.bot.id), vk: String(vk.group.id), web: 'site' };

  const now = clock.now();
  const isNew = await seedPast({
    now,
    accounts,
    contacts,
    log,
    folder: flowsFolder(options.dataDir),
    ...(options.onSeeding && { onSeeding: options.onSeeding }),
  });
  const crowd = createCrowd({ telegram, vk, accounts });
  const newcomers = Number((await loadSetting(newcomersMark)) ?? 0);
  for (let number = 0; number < contacts + newcomers; number++) crowd.add(number, { started: true });

  // What was written before somebody listened, VK does not tell afterwards.
  await vk.journal.waitFor({ method: 'groups.getLongPollServer' }, { timeoutMs: 60_000 });
  const leaving = new AbortController();
  const life = { crowd, clock, log, signal: leaving.signal };
  const deaf = answerStaff(life);
  const chatting = keepChatting({ ...life, seeded: contacts, random: createRandom(now.toISOString()) });
  return {
    url: program.url,
    ...demoOwner,
    isNew,
    async stop() {
      leaving.abort();
      deaf();
      await chatting;
      await program.stop();
      await Promise.all([telegram.stop(), vk.stop()]);
    },
  };
}

async function startProgram(
  { dataDir, log, port = 3000, mongodbUri }: DemoOptions,
  { telegram, vk, clock }: { telegram: TelegramStandIn; vk: VkStandIn; clock: Clock },
): Promise<Program> {
  await mkdir(flowsFolder(dataDir), { recursive: true });
  const config = readConfig({
    HOST: '127.0.0.1',
    PORT: String(await freePort(port)),
    DATA_DIR: resolve(dataDir),
    FLOWS_DIR: flowsFolder(dataDir),
    OWNER_EMAIL: demoOwner.email,
    OWNER_PASSWORD: demoOwner.password,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    VK_TOKEN: vk.token,
    VK_API_ROOT: vk.url,
    VK_GROUP_ID: String(vk.group.id),
    ...(mongodbUri && { MONGODB_URI: mongodbUri }),
  });
  try {
    return await start({ config, log, clock });
  } catch (error) {
    await Promise.all([telegram.stop(), vk.stop()]);
    throw error;
  }
}

/** The demo publishes into a folder of its own. */
const flowsFolder = (dataDir: string) => join(resolve(dataDir), 'flows');

async function seedPast(past: {
  folder: string;
  now: Date;
  accounts: Accounts;
  contacts: number;
  log: Logger;
  onSeeding?: () => void;
}): Promise<boolean> {
  const { folder, now, accounts, contacts, log, onSeeding } = past;
  if (await isSeeded()) return false;
  onSeeding?.();
  const office = await hireStaff({ ownerEmail: demoOwner.email, now });
  const libraryAt = await publishPast({ folder, office, now, log });
  return seedDemo({ now, libraryAt, capabilities: knownCapabilities, accounts, office, count: contacts });
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

function freePort(wanted: number): Promise<number> {
  if (wanted === 0) return Promise.resolve(0);
  return new Promise(done => {
    const probe = createServer();
    probe.once('error', () => done(0));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => done(wanted)));
  });
}
