import express from 'express';
import { type Logger, pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { readPayload } from '../../support/read-payload.ts';
import { serveApp } from '../../support/serve-app.ts';
import { testIntake } from '../../support/test-intake.ts';
import { useTelegram } from './use-telegram.ts';

const telegram = useTelegram();
const { create } = telegram;
const _silent = pino({ level: 'silent' });

function listening(lines: string[]): Logger {
  return pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
}

describe('polling Telegram', () => {
  it('takes a webhook away and names the updates it wants', async () => {
    const messenger = create();
    await messenger.start(testIntake());
    expect(messenger.state).toEqual({ state: 'ready', name: '@lead_demo_bot' });
    const anna = telegram.standIn.customer({ firstName: 'Анна' });
    await anna.says('hello');
    const { params } = await telegram.standIn.journal.waitFor({ method: 'getUpdates' });
    expect(params.allowed_updates).toEqual(['message', 'edited_message', 'callback_query', 'my_chat_member']);
    expect(telegram.standIn.journal.entries({ method: 'deleteWebhook' })).toHaveLength(1);
  });

  it('says that somebody else receives with this token, and goes on when they stop', async () => {
    const conflict = readPayload('telegram', '65');
    telegram.standIn.fail({ method: 'getUpdates', with: { status: 409, body: conflict } });
    const messenger = create({ clock: { now: () => new Date(), sleep: pausing } });
    await messenger.start(testIntake());
    await vi.waitFor(() => expect(messenger.state).toMatchObject({ state: 'failing', problem: { code: 'otherReceiver' } }));
    resume();
    await vi.waitFor(() => expect(messenger.state.state).toBe('ready'));
  });

  it('goes on after the network was gone', async () => {
    telegram.standIn.fail({ method: 'getMe', times: 3, with: 'drop-before' });
    const messenger = create();
    await messenger.start(testIntake());
    await vi.waitFor(() => expect(messenger.state.state).toBe('ready'));
  });

  it('is known not to work while nothing answers', async () => {
    const messenger = create({ apiRoot: 'http://127.0.0.1:9', clock: { now: () => new Date(), sleep: pausing } });
    await messenger.start(testIntake());
    expect(messenger.state).toMatchObject({
      state: 'failing',
      problem: { code: 'unreachable', values: { fault: 'ECONNREFUSED' } },
    });
    resume();
  });

  it('says that updates wait at Telegram while they cannot be stored', async () => {
    const intake = testIntake();
    const messenger = create({ clock: { now: () => new Date(), sleep: pausing } });
    await messenger.start(intake);
    intake.fail(1);
    await telegram.standIn.customer({ firstName: 'Анна' }).says('hello');
    await vi.waitFor(() => expect(messenger.state).toMatchObject({ state: 'failing', problem: { code: 'notStored' } }));
    resume();
    expect(await intake.next('text')).toMatchObject({ content: { text: 'hello' } });
  });

  it('logs a kind of update that is not ours once, stores it and never reads it', async () => {
    const lines: string[] = [];
    const intake = testIntake();
    await create({ log: listening(lines) }).start(intake);
    const group = telegram.standIn.group({ title: 'Yard' });
    const anna = telegram.standIn.customer({ firstName: 'Анна' });
    for (const text of ['1', '2', '3']) await group.hears(text, anna);
    await anna.says('hello');
    await intake.next('text');
    expect(intake.updates.filter(({ incoming }) => !incoming).length).toBeGreaterThan(0);
    expect(lines.filter(line => line.includes('passed over'))).toHaveLength(1);
  });

  it('never writes its token into the log', async () => {
    const lines: string[] = [];
    telegram.standIn.fail({ method: 'getMe', with: 'drop-before' });
    const messenger = create({ log: listening(lines) });
    await messenger.start(testIntake());
    await vi.waitFor(() => expect(messenger.state.state).toBe('ready'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join()).not.toContain(telegram.standIn.token.split(':')[1]);
  });
});

describe('the two ways of receiving', () => {
  it('make the same of the same update', async () => {
    const polled = testIntake();
    const polling = create();
    await polling.start(polled);
    for (const number of ['01', '02', '04', '06', '14', '16']) telegram.standIn.push(sample(number));
    await vi.waitFor(() => expect(polled.updates).toHaveLength(6));
    await polling.stop();

    const app = express();
    const site = await serveApp(app);
    const pushed = testIntake();
    const pushing = create({ transport: 'webhook', publicUrl: `${site.url}/` });
    if (pushing.routes) app.use('/webhooks/telegram', pushing.routes);
    await pushing.start(pushed);
    for (const number of ['01', '02', '04', '06', '14', '16']) telegram.standIn.push(sample(number));
    await vi.waitFor(() => expect(pushed.updates).toHaveLength(6));
    expect(pushed.updates).toEqual(polled.updates);
    await pushing.stop();
    await site.stop();
  });
});

describe('a webhook of Telegram', () => {
  it('is not announced without an address, with a warning', async () => {
    const lines: string[] = [];
    const messenger = create({ transport: 'webhook', log: listening(lines) });
    await messenger.start(testIntake());
    expect(messenger.state.state).toBe('ready');
    expect(telegram.standIn.journal.entries({ method: 'setWebhook' })).toEqual([]);
    expect(lines.join()).toContain('PUBLIC_URL');
  });
});

let resume: () => void = () => {};
/** A pause that lasts until the test ends it. */
function pausing(_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    resume = resolve;
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

function sample(number: string): Record<string, unknown> {
  return readPayload('telegram', number) as Record<string, unknown>;
}
