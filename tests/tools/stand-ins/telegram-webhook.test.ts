import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Customer, startTelegramStandIn, type TelegramStandIn } from '../../../tools/stand-ins/index.ts';
import { callTelegram } from './call.ts';
import { startHook } from './hook.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

let clock: ManualClock;
let telegram: TelegramStandIn;
let hook: Awaited<ReturnType<typeof startHook>>;
let anna: Customer;
let boris: Customer;

beforeEach(async () => {
  clock = manualClock();
  telegram = await startTelegramStandIn({ clock });
  hook = await startHook();
  anna = telegram.customer({ firstName: 'Анна', started: true });
  boris = telegram.customer({ firstName: 'Борис', started: true });
});
afterEach(async () => {
  await telegram.stop();
  await hook.stop();
});

const call = (method: string, params: unknown = {}) => callTelegram(telegram, method, params);
const setHook = (params: object = {}) => call('setWebhook', { url: hook.url, secret_token: 'se-cret_1', ...params });

it('brings the secret along and says what waits', async () => {
  await setHook();
  await anna.says('раз');
  const push = await hook.next();
  expect(push.headers['x-telegram-bot-api-secret-token']).toBe('se-cret_1');
  expect(push.body).toContain('"text":"раз"');
  expect((await call('getWebhookInfo')).body.result).toMatchObject({
    url: hook.url,
    pending_update_count: 1,
    max_connections: 40,
  });
  push.answer(200);
});

it('waits for 2xx before the next update of a chat, while other chats go on', async () => {
  await setHook();
  await anna.says('раз');
  await anna.says('два');
  const first = await hook.next();
  await boris.says('от Бориса');
  const other = await hook.next();
  expect(other.body).toContain('от Бориса');
  expect(hook.arrived).toHaveLength(0);
  other.answer(204);
  first.answer(200);
  const second = await hook.next();
  expect(second.body).toContain('два');
  second.answer(200);
});

it('lets a press overtake the messages of its chat', async () => {
  await call('sendMessage', {
    chat_id: anna.id,
    text: '?',
    reply_markup: { inline_keyboard: [[{ text: 'Да', callback_data: 'y' }]] },
  });
  await setHook();
  await anna.says('раз');
  const message = await hook.next();
  await anna.presses('Да');
  const press = await hook.next();
  expect(press.body).toContain('callback_query');
  press.answer(200);
  message.answer(200);
});

it('repeats after one second, then after two, until 2xx', async () => {
  await setHook();
  await anna.says('раз');
  (await hook.next()).answer(500);
  await clock.slept(1000);
  clock.advance(1000);
  (await hook.next()).answer(404);
  await clock.slept(2000);
  expect((await call('getWebhookInfo')).body.result).toMatchObject({
    last_error_message: 'Wrong response from the webhook: 404 Not Found',
    pending_update_count: 1,
  });
  clock.advance(2000);
  (await hook.next()).answer(200);
  await anna.says('два');
  const next = await hook.next();
  expect(next.body).toContain('два');
  expect(telegram.pendingUpdates).toBe(1);
  next.answer(200);
});

it('honours Retry-After', async () => {
  await setHook();
  await anna.says('раз');
  (await hook.next()).answer(503, '', { 'retry-after': '30' });
  await clock.slept(30_000);
  clock.advance(30_000);
  (await hook.next()).answer(200);
});

it('keeps what was not delivered for getUpdates, or drops it when asked', async () => {
  await setHook();
  await anna.says('раз');
  (await hook.next()).answer(500);
  await clock.slept(1000);
  await call('deleteWebhook');
  expect((await call('getUpdates')).body.result).toHaveLength(1);
  await call('deleteWebhook', { drop_pending_updates: true });
  expect((await call('getUpdates')).body.result).toEqual([]);
});

it('pushes what waited before it was set', async () => {
  await anna.says('раньше');
  await setHook();
  const push = await hook.next();
  expect(push.body).toContain('раньше');
  push.answer(200);
});

it('executes a method that a 2xx answer names', async () => {
  await setHook();
  await anna.says('раз');
  (await hook.next()).answer(200, JSON.stringify({ method: 'sendMessage', chat_id: anna.id, text: 'в ответ' }));
  expect((await anna.receives('в ответ')).text).toBe('в ответ');
});

it('refuses addresses and secrets that Telegram refuses', async () => {
  const refused = async (params: object) => (await setHook(params)).body.description;
  expect(await refused({ url: 'http://bot.example.org/hook' })).toBe(
    'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
  );
  expect(await refused({ url: 'https://bot.example.org:8080/hook' })).toBe(
    'Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443',
  );
  expect(await refused({ secret_token: 'секрет' })).toBe('Bad Request: secret token contains unallowed characters');
  expect(await refused({ secret_token: 'a'.repeat(257) })).toBe('Bad Request: secret token is too long');
});

it('opens no more connections than it may', async () => {
  await setHook({ max_connections: 1 });
  await anna.says('раз');
  const first = await hook.next();
  await boris.says('два');
  // Two round trips over the same wire: enough for a push that should not come to be there.
  await call('getMe');
  await call('getMe');
  expect(hook.arrived).toHaveLength(0);
  first.answer(200);
  (await hook.next()).answer(200);
});
