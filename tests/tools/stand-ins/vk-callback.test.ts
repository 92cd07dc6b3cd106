import { afterEach, beforeEach, expect, it } from 'vitest';
import { startVkStandIn, type VkCustomer, type VkStandIn } from '../../../tools/stand-ins/index.ts';
import { callVk } from './call.ts';
import { startHook } from './hook.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

let clock: ManualClock;
let vk: VkStandIn;
let hook: Awaited<ReturnType<typeof startHook>>;
let anna: VkCustomer;

beforeEach(async () => {
  clock = manualClock();
  vk = await startVkStandIn({ clock });
  hook = await startHook();
  anna = vk.customer({ firstName: 'Анна', started: true });
});
afterEach(async () => {
  await vk.stop();
  await hook.stop();
});

const call = (method: string, params: Record<string, string | number> = {}) =>
  callVk(vk, method, { group_id: vk.group.id, ...params });

/** Adds our server, answers the handshake with `answer` and asks for messages. */
async function addServer(answer?: string): Promise<void> {
  const added = await call('groups.addCallbackServer', { url: hook.url, title: 'kartoteka', secret_key: 'cb-secret-Aa1' });
  const handshake = await hook.next();
  expect(JSON.parse(handshake.body)).toMatchObject({ type: 'confirmation', group_id: vk.group.id, secret: 'cb-secret-Aa1' });
  const { code } = JSON.parse(JSON.stringify((await call('groups.getCallbackConfirmationCode')).body.response));
  expect(code).toBe(vk.confirmationCode);
  handshake.answer(200, answer ?? code);
  await vk.journal.waitFor({ kind: 'push', method: 'confirmation' });
  const { server_id } = JSON.parse(JSON.stringify(added.body.response));
  await call('groups.setCallbackSettings', { server_id, api_version: '5.199', message_new: 1 });
}

it('sends events with the secret after the handshake was answered exactly', async () => {
  await addServer();
  await anna.says('раз');
  const push = await hook.next();
  expect(JSON.parse(push.body)).toMatchObject({
    type: 'message_new',
    v: '5.199',
    secret: 'cb-secret-Aa1',
    object: { message: { text: 'раз' } },
  });
  expect(push.headers['x-retry-counter']).toBeUndefined();
  push.answer(200, 'ok');
});

it('sends nothing after a wrong handshake', async () => {
  await addServer('ok');
  await anna.says('раз');
  expect(vk.callbackServers).toMatchObject([{ status: 'failed' }]);
  await call('groups.getCallbackServers');
  expect(hook.arrived).toHaveLength(0);
});

it('repeats five times with a counter until the body is exactly ok', async () => {
  await addServer();
  await anna.says('раз');
  const answers = ['OK', 'ok\n', '\uFEFFok', '{"ok":true}', ''];
  const waits = [10_000, 180_000, 600_000, 1_800_000, 3_600_000];
  const ids = new Set<string>();
  for (const [index, wait] of waits.entries()) {
    const push = await hook.next();
    expect(push.headers['x-retry-counter']).toBe(index === 0 ? undefined : String(index));
    ids.add(JSON.parse(push.body).event_id);
    push.answer(200, answers[index]);
    await clock.slept(wait);
    clock.advance(wait);
  }
  const last = await hook.next();
  expect(last.headers['x-retry-counter']).toBe('5');
  last.answer(200, 'ok');
  expect(ids.size).toBe(1);
});

it('honours Retry-After with 429 and not with 500', async () => {
  await addServer();
  await anna.says('раз');
  (await hook.next()).answer(429, '', { 'retry-after': '77' });
  await clock.slept(77_000);
  clock.advance(77_000);
  (await hook.next()).answer(500, '', { 'retry-after': '77' });
  await clock.slept(180_000);
  clock.advance(180_000);
  (await hook.next()).answer(200, 'ok');
});

it('deletes a server that answers remove', async () => {
  await addServer();
  await anna.says('раз');
  (await hook.next()).answer(200, 'remove');
  await vk.journal.waitFor({ kind: 'push', method: 'message_new' });
  expect((await call('groups.getCallbackServers')).body.response).toEqual({ count: 0, items: [] });
});

it('refuses long titles and an eleventh server', async () => {
  const add = (title: string) => call('groups.addCallbackServer', { url: 'http://127.0.0.1:9/', title });
  expect((await add('a'.repeat(15))).body.error).toMatchObject({ error_code: 100 });
  for (let count = 0; count < 10; count += 1) await add(`n${count}`);
  expect((await add('n11')).body.error).toMatchObject({ error_code: 2000, error_msg: 'Servers number limit is reached' });
});
