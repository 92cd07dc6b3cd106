import express from 'express';
import { pino } from 'pino';
import { expect, vi } from 'vitest';
import { type Cursor, createVk } from '../../../bots/vk/index.ts';
import { startVkStandIn, type VkStandIn } from '../../../tools/stand-ins/index.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import { type ContractWorld, messengerContract, openContractFile } from '../../support/messenger-contract.ts';
import { serveApp } from '../../support/serve-app.ts';
import { addCallbackServer } from './add-callback-server.ts';
import { memoryCursor } from './memory-cursor.ts';

messengerContract('VK by Long Poll', () => startWorld('longpoll'));
messengerContract('VK by Callback API', () => startWorld('callback'));

const failures = { tooFast: { errorCode: 6 }, lostAnswer: 'drop-after-accept', serverError: 'html-502' } as const;

async function startWorld(transport: 'longpoll' | 'callback'): Promise<ContractWorld> {
  const standIn = await startVkStandIn({ limits: false, callbackRetryFactor: 0.002 });
  const app = express();
  const site = await serveApp(app);
  const clock = hastyClock();
  const create = (token: string, cursor: Cursor) =>
    createVk({
      token,
      groupId: String(standIn.group.id),
      apiRoot: standIn.url,
      transport,
      confirmationCode: '8d4a1c0f',
      secret: 'cb-secret-Aa1',
      openFile: openContractFile,
      cursor,
      clock,
      log: pino({ level: 'silent' }),
    });
  const messenger = create(standIn.token, memoryCursor());
  if (messenger.routes) {
    app.use('/webhooks/vk', messenger.routes);
    await announce(standIn, `${site.url}/webhooks/vk`);
  }
  return {
    messenger,
    withWrongToken: () => create('vk1.a.wrong', memoryCursor()),
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

async function announce(standIn: VkStandIn, url: string): Promise<void> {
  await addCallbackServer(standIn, { url, secret: 'cb-secret-Aa1' });
  await vi.waitFor(() => expect(standIn.callbackServers[0]?.status).toBe('ok'));
}
