import express from 'express';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { TelegramOptions } from '../../../bots/telegram/index.ts';
import type { Problem, SetupCheck } from '../../../src/messages/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { serveApp } from '../../support/serve-app.ts';
import { testIntake } from '../../support/test-intake.ts';
import { callTelegram } from '../../tools/stand-ins/call.ts';
import { useTelegram } from './use-telegram.ts';

const telegram = useTelegram();
let notes: Problem[];

beforeEach(() => {
  notes = [];
});

const create = (options: Partial<TelegramOptions> = {}) =>
  telegram.create({ note: problem => void notes.push(problem), ...options });

const call = (method: string, params: unknown = {}) => callTelegram(telegram.standIn, method, params);
const named = (checks: SetupCheck[], name: string) => checks.find(check => check.name === name);
describe('a webhook that Telegram does not get through', () => {
  it('is found by its last error, and told as a problem while updates wait', async () => {
    const clock = new ManualClock();
    clock.set(new Date());
    const site = await serveApp((_request, response) => void response.writeHead(502).end());
    const messenger = create({ transport: 'webhook', publicUrl: site.url, clock });
    await messenger.start(testIntake());
    await telegram.standIn.customer({ firstName: 'Анна' }).says('hello');
    await vi.waitFor(async () =>
      expect(named(await messenger.inspect(), 'webhook.reachable')).toEqual({
        name: 'webhook.reachable',
        state: 'wrong',
        found: 'Wrong response from the webhook: 502 Bad Gateway',
      }),
    );
    await vi.waitFor(async () => {
      await clock.advance(10 * 60_000);
      expect(messenger.state).toMatchObject({ state: 'failing', problem: { code: 'webhookUnreachable' } });
    });
    expect(notes).toEqual([
      { code: 'webhookUnreachable', values: { said: 'Wrong response from the webhook: 502 Bad Gateway', waiting: '1' } },
    ]);
    await site.stop();
  });

  it('is set again when somebody took it away', async () => {
    const clock = new ManualClock();
    const messenger = create({ transport: 'webhook', publicUrl: 'https://bot.example.org', clock });
    await messenger.start(testIntake());
    await call('deleteWebhook');
    await vi.waitFor(async () => {
      await clock.advance(10 * 60_000);
      expect((await call('getWebhookInfo')).body.result).toMatchObject({ url: 'https://bot.example.org/webhooks/telegram' });
    });
    await vi.waitFor(() => expect(messenger.state.state).toBe('ready'));
    expect(notes).toEqual([{ code: 'webhookTaken' }]);
  });
});

describe('switching between polling and webhook', () => {
  it('loses nothing that was written meanwhile, and stores nothing twice', async () => {
    const intake = testIntake();
    const anna = telegram.standIn.customer({ firstName: 'Анна', started: true });
    const app = express();
    const site = await serveApp(app);
    const polling = create();
    await polling.start(intake);
    await anna.says('1');
    await intake.next('text');
    await polling.stop();
    await anna.says('2');
    const pushing = create({ transport: 'webhook', publicUrl: site.url });
    if (pushing.routes) app.use('/webhooks/telegram', pushing.routes);
    await pushing.start(intake);
    await anna.says('3');
    await vi.waitFor(() => expect(texts()).toEqual(['1', '2', '3']));
    await pushing.stop();
    await anna.says('4');
    await create().start(intake);
    await anna.says('5');
    await vi.waitFor(() => expect(texts()).toEqual(['1', '2', '3', '4', '5']));
    await vi.waitFor(() => expect(telegram.standIn.pendingUpdates).toBe(0));
    for (const method of ['setWebhook', 'deleteWebhook']) {
      for (const { params } of telegram.standIn.journal.entries({ method })) expect(params.drop_pending_updates).toBe(false);
    }
    await site.stop();

    function texts(): string[] {
      return intake.updates.flatMap(({ incoming }) => (incoming?.content.kind === 'text' ? [incoming.content.text] : []));
    }
  });

  it('waits, before it is stopped, for what was pushed and is being stored', async () => {
    const app = express();
    const site = await serveApp(app);
    const messenger = create({ transport: 'webhook', publicUrl: site.url });
    if (messenger.routes) app.use('/webhooks/telegram', messenger.routes);
    let store: () => void = () => {};
    const storing = new Promise<void>(resolve => {
      store = resolve;
    });
    const arrived = new Promise<void>(arrive => {
      void messenger.start({
        accept() {
          arrive();
          return storing;
        },
      });
    });
    await telegram.standIn.customer({ firstName: 'Анна' }).says('hello');
    await arrived;
    let stopped = false;
    const stopping = messenger.stop().then(() => {
      stopped = true;
    });
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    store();
    await stopping;
    await vi.waitFor(() => expect(telegram.standIn.pendingUpdates).toBe(0));
    await site.stop();
  });
});

describe('a problem', () => {
  it('is told once, when it begins, and again when it begins again', async () => {
    const revoked = { status: 401, body: { ok: false, error_code: 401, description: 'Unauthorized' } };
    const messenger = create();
    await messenger.start(testIntake());
    const anna = telegram.standIn.customer({ firstName: 'Анна', started: true });
    const address = { messenger: 'telegram' as const, account: messenger.account, chat: String(anna.id) };
    telegram.standIn.fail({ method: 'sendMessage', times: 2, with: revoked });
    await messenger.send(address, { text: 'x' }, 'k1');
    await messenger.send(address, { text: 'x' }, 'k2');
    expect(notes).toEqual([{ code: 'token' }]);
  });

  it('of a database that is gone is told by what is pushed, and over with the next update that is stored', async () => {
    const app = express();
    const site = await serveApp(app);
    const intake = testIntake();
    const messenger = create({ transport: 'webhook', publicUrl: site.url });
    if (messenger.routes) app.use('/webhooks/telegram', messenger.routes);
    await messenger.start(intake);
    intake.fail(1);
    await telegram.standIn.customer({ firstName: 'Анна' }).says('hello');
    await intake.next('text');
    await vi.waitFor(() => expect(messenger.state.state).toBe('ready'));
    expect(notes).toEqual([{ code: 'notStored', values: { fault: expect.any(String) } }]);
    await site.stop();
  });
});
