import express from 'express';
import { pino } from 'pino';
import { createTelegram } from '../../../bots/telegram/index.ts';
import { startTelegramStandIn } from '../../../tools/stand-ins/index.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import { type ContractWorld, messengerContract, openContractFile } from '../../support/messenger-contract.ts';
import { serveApp } from '../../support/serve-app.ts';

messengerContract('Telegram by polling', () => startWorld('polling'));
messengerContract('Telegram by webhook', () => startWorld('webhook'));

const failures = { tooFast: { retryAfter: 3 }, lostAnswer: 'drop-after-accept', serverError: 'html-502' } as const;

async function startWorld(transport: 'polling' | 'webhook'): Promise<ContractWorld> {
  const standIn = await startTelegramStandIn({ limits: false, webhookRetryMs: 20 });
  const app = express();
  const site = await serveApp(app);
  const clock = hastyClock();
  const log = pino({ level: 'silent' });
  const create = (token: string) =>
    createTelegram({
      token,
      apiRoot: standIn.url,
      transport,
      webhookSecret: 'hook-secret',
      publicUrl: site.url,
      openFile: openContractFile,
      clock,
      log,
    });
  const messenger = create(standIn.token);
  if (messenger.routes) app.use('/webhooks/telegram', messenger.routes);
  return {
    messenger,
    withWrongToken: () => create('7012345678:wrong'),
    customer: standIn.customer,
    spoil: (chat, how) => void standIn.fail({ chat, with: failures[how] }),
    calls: () => standIn.journal.entries({ kind: 'call' }).length,
    sleeping: () => clock.sleeping,
    async stop() {
      await standIn.stop();
      await site.stop();
    },
  };
}
