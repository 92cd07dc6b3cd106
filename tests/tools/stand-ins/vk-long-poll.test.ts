import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startVkStandIn, type VkCustomer, type VkStandIn } from '../../../tools/stand-ins/index.ts';
import { readPayload } from '../../support/read-payload.ts';
import { callVk } from './call.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

let clock: ManualClock;
let vk: VkStandIn;
let anna: VkCustomer;

beforeEach(async () => {
  clock = manualClock();
  vk = await startVkStandIn({ clock });
  anna = vk.customer({ firstName: 'Анна', id: 418618001 });
});
afterEach(() => vk.stop());

const call = (method: string, params: Record<string, string | number> = {}) =>
  callVk(vk, method, { group_id: vk.group.id, ...params });

interface Credentials {
  server: string;
  key: string;
  ts: string;
}
interface Checked {
  ts?: string | number;
  failed?: number;
  updates?: { type: string; event_id: string; object: Record<string, unknown> }[];
}

async function connect(): Promise<Credentials> {
  const { body } = await call('groups.getLongPollServer');
  return JSON.parse(JSON.stringify(body.response));
}

async function check({ server, key, ts }: Credentials, wait = 25): Promise<Checked> {
  const response = await fetch(`${server}?act=a_check&key=${key}&ts=${ts}&wait=${wait}`);
  return JSON.parse(await response.text());
}

const typesOf = ({ updates = [] }: Checked) => updates.map(({ type }) => type);

describe('long poll', () => {
  it('gives every poller all events since its ts', async () => {
    const credentials = await connect();
    await anna.start('src-tgads_c-42');
    const [one, two] = await Promise.all([check(credentials), check(credentials)]);
    expect(typesOf(one)).toEqual(['message_allow', 'message_new']);
    expect(two).toEqual(one);
    expect(one.ts).toBe(String(Number(credentials.ts) + 2));
    const sample = JSON.parse(JSON.stringify(readPayload('vk', '04')));
    const message = one.updates?.[1];
    expect(message?.object.client_info).toEqual(sample.object.client_info);
    expect(message?.object.message).toMatchObject({
      from_id: 418618001,
      peer_id: 418618001,
      out: 0,
      text: 'Начать',
      payload: '{"command":"start"}',
      ref: 'src-tgads_c-42',
    });
    expect(Object.keys(Object(message?.object.message)).sort()).toEqual(Object.keys(sample.object.message).sort());
  });

  it('is held until something happens, 90 seconds at most', async () => {
    const credentials = await connect();
    const held = check(credentials, 600);
    await clock.slept(90_000);
    await anna.joins();
    expect(typesOf(await held)).toEqual(['group_join']);
    const empty = check({ ...credentials, ts: String(Number(credentials.ts) + 1) });
    await clock.slept(25_000);
    clock.advance(25_000);
    expect(await empty).toEqual({ ts: String(Number(credentials.ts) + 1), updates: [] });
  });

  it('fails with 1 for a ts it no longer has, 2 for an old key, 3 for a lost history', async () => {
    const credentials = await connect();
    await anna.says('раз');
    vk.longPoll.forget();
    expect(await check(credentials)).toEqual({ failed: 1, ts: Number(credentials.ts) + 2 });
    vk.longPoll.expireKey();
    expect(await check(credentials)).toEqual(readPayload('vk', '33'));
    const renewed = await connect();
    await anna.says('два');
    expect(typesOf(await check({ ...renewed, ts: String(Number(credentials.ts) + 2) }))).toEqual(['message_new']);
    vk.longPoll.loseHistory();
    expect(await check(renewed)).toEqual(readPayload('vk', '34'));
    expect(typesOf(await check(await connect(), 0))).toEqual([]);
  });

  it('fails as scripted', async () => {
    const credentials = await connect();
    for (const failed of [1, 2, 3] as const) {
      vk.fail({ method: 'longpoll', with: { failed } });
      expect((await check(credentials)).failed).toBe(failed);
    }
  });

  it('carries only the kinds that were asked for, and nothing while it is off', async () => {
    await call('groups.setLongPollSettings', { enabled: 1, message_new: 0, message_reply: 1, api_version: '5.199' });
    expect((await call('groups.getLongPollSettings')).body.response).toMatchObject({
      is_enabled: true,
      events: { message_new: 0, message_reply: 1 },
    });
    const credentials = await connect();
    await anna.says('раз');
    await call('messages.send', { peer_id: anna.id, random_id: 0, message: 'два' });
    expect(typesOf(await check(credentials))).toEqual(['message_allow', 'message_reply']);
    await call('groups.setLongPollSettings', { enabled: 0 });
    expect((await call('groups.getLongPollServer')).body.error).toMatchObject({ error_code: 100 });
  });

  it('tells of allowing, denying and leaving', async () => {
    const credentials = await connect();
    await anna.allows('promo-2026');
    await anna.blocks();
    await anna.leaves();
    const { updates = [] } = await check(credentials);
    expect(updates.map(({ type, object }) => [type, object])).toEqual([
      ['message_allow', { user_id: anna.id, key: 'promo-2026' }],
      ['message_deny', { user_id: anna.id }],
      ['group_leave', { user_id: anna.id, self: 1 }],
    ]);
  });

  it('passes on whatever is pushed raw', async () => {
    const credentials = await connect();
    vk.push({ type: 'message_new', object: { surprising: true }, event_id: 'same' });
    expect((await check(credentials)).updates).toMatchObject([
      { type: 'message_new', event_id: 'same', object: { surprising: true } },
    ]);
  });

  it('shows photos, documents and voice with links that work', async () => {
    const credentials = await connect();
    await anna.sendsPhoto(undefined, 'Вот пример');
    await anna.sendsDocument({ name: 'ТЗ на сайт.pdf' });
    await anna.sendsVoice();
    await anna.sendsVideo();
    await anna.sendsSticker();
    await anna.sendsLocation();
    await anna.sendsAlbum();
    const { updates = [] } = await check(credentials);
    const text = JSON.stringify(updates);
    const links = [...text.matchAll(/"(?:url|link_ogg)":"([^"]+)"/g)].map(match => match[1] ?? '');
    const statuses = await Promise.all([...new Set(links)].map(async link => (await fetch(link)).status));
    expect(statuses.length).toBeGreaterThan(4);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(typesOf({ updates })).toEqual(['message_allow', ...Array(7).fill('message_new')]);
  });
});

describe('a callback button', () => {
  it('comes as message_event and is answered once, within a minute', async () => {
    await anna.start();
    const keyboard = JSON.stringify({
      inline: true,
      buttons: [[{ action: { type: 'callback', label: 'Да', payload: '{"o":"o2"}' } }]],
    });
    await call('messages.send', { peer_id: anna.id, random_id: 0, message: '?', keyboard });
    const press = async () => {
      const credentials = await connect();
      await anna.presses('Да');
      const { updates = [] } = await check(credentials);
      expect(updates).toMatchObject([
        { type: 'message_event', object: { user_id: anna.id, payload: { o: 'o2' }, conversation_message_id: 2 } },
      ]);
      return String(updates[0]?.object.event_id);
    };
    const answer = (event_id: string, data = '{"type":"show_snackbar","text":"Записали"}') =>
      call('messages.sendMessageEventAnswer', { event_id, user_id: anna.id, peer_id: anna.id, event_data: data });
    const first = await press();
    expect((await answer(first, '{"type":"shout"}')).body.error).toMatchObject({ error_code: 100 });
    expect((await answer(first)).body.response).toBe(1);
    expect(anna.callbackAnswers).toEqual([{ alert: false, text: 'Записали' }]);
    expect((await answer(first)).body.error).toMatchObject({ error_code: 100 });
    const second = await press();
    clock.advance(60_001);
    expect((await answer(second)).body.error).toMatchObject({ error_code: 100 });
  });
});
