import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Customer, startTelegramStandIn, type TelegramStandIn } from '../../../tools/stand-ins/index.ts';
import { readPayload } from '../../support/read-payload.ts';
import { callTelegram } from './call.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

let clock: ManualClock;
let telegram: TelegramStandIn;
let anna: Customer;

beforeEach(async () => {
  clock = manualClock();
  telegram = await startTelegramStandIn({ clock });
  anna = telegram.customer({ firstName: 'Анна', lastName: 'Ковалёва', username: 'anna_kov', id: 6123456789 });
});
afterEach(() => telegram.stop());

const call = (method: string, params: unknown = {}) => callTelegram(telegram, method, params);
const poll = (params: object = {}) => call('getUpdates', params);
const idsOf = (answer: { body: { result?: unknown } }) =>
  Array.isArray(answer.body.result) ? answer.body.result.map((update: { update_id: number }) => update.update_id) : [];

describe('getUpdates', () => {
  it('tells of a start as Telegram does', async () => {
    await anna.start('src-vkads_c-42');
    const { body } = await poll();
    expect(body.result).toMatchObject([
      {
        update_id: 583920101,
        message: {
          message_id: 1,
          from: {
            id: 6123456789,
            is_bot: false,
            first_name: 'Анна',
            last_name: 'Ковалёва',
            username: 'anna_kov',
            language_code: 'ru',
          },
          chat: { id: 6123456789, type: 'private', first_name: 'Анна' },
          text: '/start src-vkads_c-42',
          entities: [{ offset: 0, length: 6, type: 'bot_command' }],
        },
      },
    ]);
  });

  it('repeats updates until an offset confirms them', async () => {
    await anna.says('раз');
    await anna.says('два');
    const first = await poll({ limit: 1 });
    expect(idsOf(first)).toEqual([583920101]);
    expect(idsOf(await poll())).toEqual([583920101, 583920102]);
    expect(idsOf(await poll({ offset: 583920102 }))).toEqual([583920102]);
    expect(idsOf(await poll())).toEqual([583920102]);
  });

  it('forgets all but the last with a negative offset', async () => {
    for (const text of ['раз', 'два', 'три']) await anna.says(text);
    expect(idsOf(await poll({ offset: -1 }))).toEqual([583920103]);
    expect(idsOf(await poll())).toEqual([583920103]);
  });

  it('is held until something happens', async () => {
    const held = poll({ timeout: 30 });
    await clock.slept(30_000);
    await anna.says('привет');
    expect(idsOf(await held)).toHaveLength(1);
  });

  it('answers with nothing when the time is over, 50 seconds at most', async () => {
    const held = poll({ timeout: 600 });
    await clock.slept(50_000);
    clock.advance(50_000);
    expect((await held).body).toEqual({ ok: true, result: [] });
  });

  it('lets a second poller end the first', async () => {
    const first = poll({ timeout: 30 });
    await clock.slept(30_000);
    const second = poll({ timeout: 20 });
    expect(await first).toEqual({ status: 409, body: readPayload('telegram', '65') });
    await clock.slept(20_000);
    await anna.says('привет');
    expect(idsOf(await second)).toHaveLength(1);
  });

  it('is refused while a webhook is set, and ended by setting one', async () => {
    const held = poll({ timeout: 30 });
    await clock.slept(30_000);
    await call('setWebhook', { url: 'http://127.0.0.1:9/hook' });
    expect((await held).body).toMatchObject({ error_code: 409, description: 'Conflict: terminated by setWebhook request' });
    expect((await poll()).body).toEqual(readPayload('telegram', '66'));
    await call('deleteWebhook');
    expect((await poll()).status).toBe(200);
  });

  it('keeps allowed_updates until told otherwise', async () => {
    await poll({ allowed_updates: ['callback_query'] });
    await anna.says('мимо');
    expect(idsOf(await poll())).toEqual([]);
    await poll({ allowed_updates: [] });
    await anna.says('слышно');
    expect(idsOf(await poll())).toHaveLength(1);
  });

  it('keeps messages for a day and presses for 150 seconds', async () => {
    await anna.start();
    await call('sendMessage', {
      chat_id: anna.id,
      text: '?',
      reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'y' }]] },
    });
    await anna.presses('Да');
    expect(telegram.pendingUpdates).toBe(2);
    clock.advance(150_000);
    expect(telegram.pendingUpdates).toBe(1);
    clock.advance(86_400_000);
    expect(telegram.pendingUpdates).toBe(0);
  });

  it('goes on to ids somewhere else after a week of silence', async () => {
    await anna.says('раз');
    clock.advance(8 * 86_400_000);
    await anna.says('два');
    const [id = 0] = idsOf(await poll());
    expect(id).toBeGreaterThan(583920102);
  });

  it('passes on whatever is pushed raw', async () => {
    telegram.push({ update_id: 7, something_new: { a: 1 } });
    expect((await poll()).body.result).toEqual([{ update_id: 7, something_new: { a: 1 } }]);
  });
});

describe('a press', () => {
  it('comes with its message and waits 150 seconds for an answer', async () => {
    await anna.start();
    const markup = { inline_keyboard: [[{ text: 'До 50 000 ₽', callback_data: 'f1:q3:o1' }]] };
    await call('sendMessage', { chat_id: anna.id, text: 'Какой бюджет?', reply_markup: markup });
    await anna.presses('До 50 000 ₽');
    const { body } = await poll({ offset: -1 });
    expect(body.result).toMatchObject([
      { callback_query: { from: { id: anna.id }, data: 'f1:q3:o1', message: { text: 'Какой бюджет?', reply_markup: markup } } },
    ]);
    const id = /"callback_query":\{"id":"(\d+)"/.exec(JSON.stringify(body))?.[1];
    expect((await call('answerCallbackQuery', { callback_query_id: id, text: 'Спасибо' })).body).toEqual({
      ok: true,
      result: true,
    });
    expect(anna.callbackAnswers).toEqual([{ alert: false, text: 'Спасибо' }]);
    clock.advance(150_001);
    expect((await call('answerCallbackQuery', { callback_query_id: id })).body).toEqual(readPayload('telegram', '68'));
    expect((await call('answerCallbackQuery', { callback_query_id: '1' })).body).toEqual(readPayload('telegram', '68'));
  });
});

describe('limits', () => {
  it('let a short burst into one chat and then one message a second', async () => {
    await anna.start();
    const send = () => call('sendMessage', { chat_id: anna.id, text: 'а' });
    for (let count = 0; count < 5; count += 1) expect((await send()).status).toBe(200);
    expect(await send()).toMatchObject({
      status: 429,
      body: { error_code: 429, description: 'Too Many Requests: retry after 1', parameters: { retry_after: 1 } },
    });
    clock.advance(1000);
    expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(429);
  });

  it('let 30 messages a second through in all', async () => {
    const people = Array.from({ length: 31 }, (_, index) => telegram.customer({ firstName: `Гость ${index}`, started: true }));
    const statuses: number[] = [];
    for (const { id } of people) statuses.push((await call('sendMessage', { chat_id: id, text: 'а' })).status);
    expect(statuses.filter(status => status === 200)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
    clock.advance(1000);
    expect((await call('sendMessage', { chat_id: people[30]?.id, text: 'а' })).status).toBe(200);
  });
});

describe('scripted failures', () => {
  const send = () => call('sendMessage', { chat_id: anna.id, text: 'а' });

  it('hit the chat and the method they name, as often as they say', async () => {
    await anna.start();
    telegram.fail({ chat: anna.id, method: 'sendMessage', times: 2, with: { retryAfter: 17 } });
    expect((await call('sendChatAction', { chat_id: anna.id, action: 'typing' })).status).toBe(200);
    expect((await send()).body).toEqual(readPayload('telegram', '60'));
    expect((await send()).status).toBe(429);
    expect((await send()).status).toBe(200);
  });

  it('cut the connection before or after the message is accepted', async () => {
    await anna.start();
    telegram.fail({ with: 'drop-before' });
    await expect(send()).rejects.toThrow();
    expect(anna.messages).toHaveLength(0);
    telegram.fail({ with: 'drop-after-accept' });
    await expect(send()).rejects.toThrow();
    expect(anna.messages).toHaveLength(1);
  });

  it('answer with a page of a proxy, any body, or late', async () => {
    await anna.start();
    telegram.fail({ with: 'html-502' });
    await expect(send()).rejects.toThrow('JSON');
    telegram.fail({ with: { status: 403, body: readPayload('telegram', '61') } });
    expect(await send()).toEqual({ status: 403, body: readPayload('telegram', '61') });
    telegram.fail({ with: { delayMs: 5000 } });
    const late = send();
    await clock.slept(5000);
    clock.advance(5000);
    expect((await late).status).toBe(200);
  });

  it('leave receiving alone unless they name it, and can be taken back', async () => {
    telegram.fail({ with: { retryAfter: 1 } });
    const takeBack = telegram.fail({ method: 'getUpdates', with: { retryAfter: 1 } });
    takeBack();
    expect((await poll()).status).toBe(200);
    telegram.heal();
    expect((await call('getMe')).status).toBe(200);
  });
});

describe('the journal', () => {
  it('shows every call with its answer', async () => {
    await anna.start();
    await call('sendMessage', { chat_id: anna.id, text: 'а' });
    const [entry] = telegram.journal.entries({ method: 'sendmessage', chat: anna.id });
    expect(entry).toMatchObject({ kind: 'call', status: 200, params: { text: 'а' }, answer: { ok: true } });
    const page = await fetch(`${telegram.url}/journal`);
    expect(await page.json()).toHaveLength(telegram.journal.count);
    const filtered = await fetch(`${telegram.url}/journal?method=sendMessage&chat=${anna.id}`);
    expect(await filtered.json()).toHaveLength(1);
  });
});
