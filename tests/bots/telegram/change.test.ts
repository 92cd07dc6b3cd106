import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTelegram, type Telegram } from '../../../bots/telegram/index.ts';
import type { Address } from '../../../src/messages/index.ts';
import { type Customer, startTelegramStandIn, type TelegramStandIn } from '../../../tools/stand-ins/index.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import { manualClock } from '../../tools/stand-ins/manual-clock.ts';

const time = manualClock();
let standIn: TelegramStandIn;
let messenger: Telegram;
let anna: Customer;
let address: Address;

beforeEach(async () => {
  standIn = await startTelegramStandIn({ limits: false, clock: time });
  messenger = createTelegram({
    token: standIn.token,
    apiRoot: standIn.url,
    transport: 'polling',
    webhookSecret: '',
    openFile: () => Promise.reject(new Error('no files here')),
    clock: hastyClock(),
    log: pino({ level: 'silent' }),
  });
  anna = standIn.customer({ firstName: 'Анна', started: true });
  address = { messenger: 'telegram', account: messenger.account, chat: String(anna.id) };
});
afterEach(async () => {
  await messenger.stop();
  await standIn.stop();
});

const refusal = (error_code: number, description: string, parameters?: object) => ({
  status: error_code,
  body: { ok: false, error_code, description, ...(parameters && { parameters }) },
});

async function sent(text: string): Promise<string> {
  const outcome = await messenger.send(address, { text }, 'k');
  return outcome.kind === 'sent' ? (outcome.externalId ?? '') : '';
}

describe('changing what was sent in Telegram', () => {
  it('only exchanges the buttons where there are no words', async () => {
    const id = await sent('Подходит?');
    const buttons = [[{ label: 'Да', action: { kind: 'press' as const, data: 'yes' } }]];
    expect(await messenger.edit(address, id, { text: '', buttons })).toEqual({ kind: 'done' });
    expect(await anna.seesEdit('Подходит?')).toMatchObject({ buttons: [[{ label: 'Да' }]] });
  });

  it('hangs no keyboard under it that stands in place of the phone’s, and tells its links in words', async () => {
    const id = await sent('Телефон?');
    const buttons = [
      [{ label: 'Мой номер', action: { kind: 'sharePhone' as const } }],
      [{ label: 'Сайт', action: { kind: 'url' as const, url: 'https://example.org/' } }],
    ];
    expect(await messenger.edit(address, id, { text: 'Ваш телефон?', buttons })).toEqual({ kind: 'done' });
    expect((await anna.seesEdit('Ваш телефон?')).text).toContain('Сайт: https://example.org/');
  });

  it('is refused with Telegram’s words where it is not allowed', async () => {
    expect(await messenger.edit(address, '77', { text: 'x' })).toEqual({
      kind: 'refused',
      reason: 'Bad Request: message to edit not found',
    });
    const id = await sent('x');
    expect(await messenger.edit(address, id, { text: 'ж'.repeat(4097) })).toMatchObject({ kind: 'refused' });
    await anna.blocks();
    expect(await messenger.edit(address, id, { text: 'y' })).toMatchObject({ kind: 'refused', reason: /blocked/ });
  });

  it('waits, is tried again, or is for a person to mend, as sending is', async () => {
    const id = await sent('x');
    standIn.fail({ method: 'editMessageText', with: { retryAfter: 3 } });
    expect(await messenger.edit(address, id, { text: 'y' })).toMatchObject({ kind: 'later', retryAt: expect.any(Date) });
    standIn.fail({ method: 'editMessageText', with: 'html-502' });
    expect(await messenger.edit(address, id, { text: 'y' })).toMatchObject({ kind: 'retry' });
    standIn.fail({ method: 'editMessageText', with: 'drop-after-accept' });
    expect(await messenger.edit(address, id, { text: 'y' })).toMatchObject({ kind: 'retry' });
    expect(await messenger.edit(address, id, { text: 'y' })).toEqual({ kind: 'done' });
    standIn.fail({ method: 'editMessageText', with: refusal(401, 'Unauthorized') });
    expect(await messenger.edit(address, id, { text: 'z' })).toMatchObject({ kind: 'account' });
    expect(messenger.state.state).toBe('unauthorized');
  });
});

describe('taking back what was sent in Telegram', () => {
  it('is done also for what is gone already', async () => {
    const id = await sent('x');
    expect(await messenger.remove(address, [id, '999'])).toEqual({ kind: 'done' });
    expect(await messenger.remove(address, [id])).toEqual({ kind: 'done' });
    expect(anna.messages).toMatchObject([{ deleted: true }]);
  });

  it('is refused after 48 hours', async () => {
    const id = await sent('x');
    time.advance(48 * 3_600_000 + 1000);
    expect(await messenger.remove(address, [id])).toEqual({
      kind: 'refused',
      reason: "Bad Request: message can't be deleted for everyone",
    });
    expect(anna.messages).toMatchObject([{ deleted: false }]);
  });

  it('asks for no more than a hundred at once', async () => {
    const ids = Array.from({ length: 250 }, (_, i) => String(i + 1));
    expect(await messenger.remove(address, ids)).toEqual({ kind: 'done' });
    expect(standIn.journal.entries({ method: 'deleteMessages' })).toHaveLength(3);
  });
});

describe('a button that was pressed', () => {
  it('is answered again where the first answer was lost or came too fast', async () => {
    const buttons = [[{ label: 'Да', action: { kind: 'press' as const, data: 'yes' } }]];
    await messenger.send(address, { text: 'Подходит?', buttons }, 'k');
    await anna.presses('Да');
    const updates = await (await fetch(`${standIn.url}/bot${standIn.token}/getUpdates`)).text();
    const query = /"callback_query":\{"id":"(\d+)"/.exec(updates)?.[1] ?? '';
    standIn.fail({ method: 'answerCallbackQuery', with: 'drop-before' });
    standIn.fail({ method: 'answerCallbackQuery', with: { retryAfter: 1 } });
    await messenger.acknowledge?.(address, query, 'Принято');
    expect(anna.callbackAnswers).toEqual([{ alert: false, text: 'Принято' }]);
    await messenger.stop();
    await messenger.acknowledge?.(address, '123', 'поздно');
    expect(standIn.journal.entries({ method: 'answerCallbackQuery' })).toHaveLength(4);
  });
});
