import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import { createTelegram, type Telegram, type TelegramOptions } from '../../../bots/telegram/index.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../../tools/stand-ins/index.ts';
import { hastyClock } from '../../support/hasty-clock.ts';

/** A stand-in of its own for each test of the file, and bots on it that are stopped with it. */
export function useTelegram() {
  let standIn: TelegramStandIn;
  let messengers: Telegram[] = [];
  beforeEach(async () => {
    standIn = await startTelegramStandIn({ limits: false, webhookRetryMs: 20 });
  });
  afterEach(async () => {
    for (const messenger of messengers) await messenger.stop();
    messengers = [];
    await standIn.stop();
  });
  return {
    get standIn() {
      return standIn;
    },
    create(options: Partial<TelegramOptions> = {}): Telegram {
      const messenger = createTelegram({
        token: standIn.token,
        apiRoot: standIn.url,
        transport: 'polling',
        webhookSecret: 'hook-secret',
        openFile: () => Promise.reject(new Error('no files here')),
        clock: hastyClock(),
        log: pino({ level: 'silent' }),
        ...options,
      });
      messengers.push(messenger);
      return messenger;
    },
  };
}
