import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../src/config/index.ts';
import type { Pace } from '../../src/outbox/index.ts';
import { type Program, type StartOptions, start } from '../../src/start.ts';
import type { TelegramStandIn, VkStandIn } from '../../tools/stand-ins/index.ts';

export interface TestProgramOptions extends Pick<StartOptions, 'clock' | 'checkpoint' | 'pace'> {
  /** The database's address with its name. */
  uri: string;
  telegram?: TelegramStandIn;
  vk?: VkStandIn;
  env?: Record<string, string>;
}

export const testOwner = { email: 'owner@example.org', password: 'correct-horse-42' };

/** The environment that connects a program to the stand-ins. */
export function environment({
  uri,
  telegram,
  vk,
  env = {},
}: Omit<TestProgramOptions, 'clock' | 'checkpoint' | 'pace'>): Record<string, string> {
  return {
    PORT: '0',
    HOST: '127.0.0.1',
    MONGODB_URI: uri,
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    OWNER_EMAIL: testOwner.email,
    OWNER_PASSWORD: testOwner.password,
    ...(telegram && { TELEGRAM_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url }),
    ...(vk && { VK_TOKEN: vk.token, VK_API_ROOT: vk.url, VK_GROUP_ID: String(vk.group.id) }),
    ...env,
  };
}

/** Where nothing is refused for being too fast, no test waits for a messenger's pace. */
const unhurt: Pace = { perSecond: 1000, chatBurst: 1000 };

/** The whole program on the stand-ins, with a data folder of its own that goes when it stops; at its true pace where one of them has limits. */
export async function startTestProgram({ clock, checkpoint, pace: given, ...options }: TestProgramOptions): Promise<Program> {
  const hasLimits = options.telegram?.limits || options.vk?.limits;
  const pace = given ?? (hasLimits ? undefined : () => unhurt);
  const dataDir = await mkdtemp(join(tmpdir(), 'kartoteka-test-'));
  const config = readConfig({ DATA_DIR: dataDir, ...environment(options) });
  const program = await start({
    config,
    log: pino({ level: config.LOG_LEVEL }),
    ...(clock && { clock }),
    ...(checkpoint && { checkpoint }),
    ...(pace && { pace }),
  });
  return {
    url: program.url,
    async stop() {
      await program.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
