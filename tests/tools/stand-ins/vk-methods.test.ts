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
  anna = vk.customer({
    firstName: 'Анна',
    lastName: 'Ковалёва',
    username: 'anna_kov',
    sex: 1,
    bdate: '12.4.1994',
    started: true,
    id: 418618001,
  });
});
afterEach(() => vk.stop());

const call = (method: string, params: Record<string, string | number> = {}) => callVk(vk, method, params);
const send = (params: Record<string, string | number>) => call('messages.send', { peer_id: anna.id, random_id: 0, ...params });
const errorOf = async (answer: ReturnType<typeof call>) => (await answer).body.error;
/** Code and text of a sample error. */
const sample = (number: string) => {
  const payload = readPayload('vk', number);
  const { error } = JSON.parse(JSON.stringify(payload));
  return { error_code: error.error_code, error_msg: error.error_msg };
};

describe('a call', () => {
  it('is an error with status 200 and carries its parameters, but never the token', async () => {
    const { status, body } = await send({ peer_id: 1, message: 'а' });
    expect(status).toBe(200);
    expect(body.error).toMatchObject({
      ...sample('66'),
      request_params: [
        { key: 'v', value: '5.199' },
        { key: 'method', value: 'messages.send' },
        { key: 'oauth', value: '1' },
        { key: 'peer_id', value: '1' },
        { key: 'random_id', value: '0' },
        { key: 'message', value: 'а' },
      ],
    });
    expect(JSON.stringify(body)).not.toContain(vk.token);
  });

  it('needs the token, a version and a method that exists', async () => {
    expect(await errorOf(callVk({ ...vk, token: 'wrong' }, 'users.get'))).toMatchObject(sample('60'));
    expect(await errorOf(call('users.get', { access_token: '' }))).toMatchObject({ error_code: 5 });
    expect(await errorOf(call('users.get', { v: '' }))).toMatchObject({ error_code: 8 });
    expect(await errorOf(call('messages.sendAll'))).toMatchObject({ error_code: 3, error_msg: 'Unknown method passed' });
    vk.revokeToken();
    expect(await errorOf(call('users.get'))).toMatchObject(sample('71'));
  });

  it('takes the token as a header and does not read JSON', async () => {
    const headers = { authorization: `Bearer ${vk.token}` };
    const form = await fetch(`${vk.apiBaseUrl}/groups.getById`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ v: '5.199' }),
    });
    expect(await form.json()).toMatchObject({ response: { groups: [{ id: vk.group.id }], profiles: [] } });
    const json = await fetch(`${vk.apiBaseUrl}/groups.getById`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ v: '5.199', access_token: vk.token }),
    });
    expect(await json.json()).toMatchObject({ error: { error_code: 5 } });
  });

  it('is refused beyond 20 a second', async () => {
    for (let count = 0; count < 20; count += 1) expect((await call('groups.getById')).body.error).toBeUndefined();
    expect(await errorOf(call('groups.getById'))).toMatchObject(sample('61'));
    clock.advance(1000);
    expect((await call('groups.getById')).body.error).toBeUndefined();
  });

  it('is refused without the right it needs', async () => {
    const poor = await startVkStandIn({ permissions: ['messages'] });
    expect(await errorOf(callVk(poor, 'groups.getLongPollServer', { group_id: poor.group.id }))).toMatchObject({
      error_code: 15,
    });
    await poor.stop();
  });
});

describe('messages.send', () => {
  it('answers with the id of the message, and the customer gets it', async () => {
    const { body } = await send({ message: 'Здравствуйте' });
    expect(body.response).toBeTypeOf('number');
    expect(anna.messages.map(({ text }) => text)).toEqual(['Здравствуйте']);
  });

  it('needs random_id as an int32, one kind of peer and something to say', async () => {
    const refused = (params: Record<string, string | number>) => errorOf(call('messages.send', params));
    expect(await refused({ peer_id: anna.id, message: 'а' })).toMatchObject({
      error_code: 100,
      error_msg: 'One of the parameters specified was missing or invalid: random_id is a required parameter',
    });
    expect(await refused({ peer_id: anna.id, message: 'а', random_id: 2147483648 })).toMatchObject({ error_code: 100 });
    expect(await refused({ user_ids: `${anna.id}`, message: 'а', random_id: 0 })).toMatchObject({ error_code: 100 });
    expect(await refused({ peer_id: anna.id, peer_ids: `${anna.id}`, message: 'а', random_id: 0 })).toMatchObject({
      error_code: 100,
    });
    expect(await refused({ message: 'а', random_id: 0 })).toMatchObject({ error_code: 100 });
    expect(await refused({ peer_id: anna.id, message: ' ', random_id: 0 })).toMatchObject({ error_code: 100 });
    expect(await refused({ peer_id: anna.id, attachment: 'photo-1_999', random_id: 0 })).toMatchObject({ error_code: 100 });
    expect(await refused({ peer_id: anna.id, message: 'ы'.repeat(4097), random_id: 0 })).toMatchObject(sample('70'));
    expect(await refused({ peer_id: 2000000001, message: 'а', random_id: 0 })).toMatchObject({ error_code: 917 });
  });

  it('sends once for one random_id within an hour, in one dialog', async () => {
    const boris = vk.customer({ firstName: 'Борис', started: true });
    const first = await send({ message: 'раз', random_id: 42 });
    expect((await send({ message: 'раз', random_id: 42 })).body).toEqual(first.body);
    expect(anna.messages).toHaveLength(1);
    await send({ peer_id: boris.id, message: 'раз', random_id: 42 });
    expect(boris.messages).toHaveLength(1);
    clock.advance(3_600_000);
    await send({ message: 'раз', random_id: 42 });
    expect(anna.messages).toHaveLength(2);
  });

  it('forgets a random_id after a hundred messages and never compares 0', async () => {
    await send({ message: 'раз', random_id: 42 });
    for (let count = 0; count < 100; count += 1) await anna.says('ещё');
    await send({ message: 'раз', random_id: 42 });
    await send({ message: 'два' });
    await send({ message: 'два' });
    expect(anna.messages).toHaveLength(4);
  });

  it('answers for peer_ids with a list, even for one, and errors inside', async () => {
    const stranger = vk.customer({ firstName: 'Вера' });
    const one = await call('messages.send', { peer_ids: `${anna.id}`, message: 'а', random_id: 0 });
    expect(one.body.response).toMatchObject([{ peer_id: anna.id }]);
    const mixed = await call('messages.send', { peer_ids: `${anna.id},${stranger.id}`, message: 'а', random_id: 0 });
    expect(mixed.body.response).toMatchObject([
      { peer_id: anna.id, message_id: expect.any(Number), conversation_message_id: 2 },
      {
        peer_id: stranger.id,
        message_id: 0,
        conversation_message_id: 0,
        error: { code: 901, description: "Can't send messages for users without permission" },
      },
    ]);
  });

  it('is refused by people as they are', async () => {
    await anna.blocks();
    expect(await errorOf(send({ message: 'а' }))).toMatchObject(sample('66'));
    anna.isClosedBy('private');
    expect(await errorOf(send({ message: 'а' }))).toMatchObject(sample('67'));
    anna.isClosedBy('blacklisted');
    expect(await errorOf(send({ message: 'а' }))).toMatchObject(sample('73'));
    anna.deletesAccount();
    expect(await errorOf(send({ message: 'а' }))).toMatchObject({ error_code: 18 });
  });

  it.each(['62', '63', '64', '65', '69', '72'])('fails as scripted with error %s', async number => {
    vk.fail({ chat: anna.id, method: 'messages.send', with: { errorCode: sample(number).error_code } });
    const error = await errorOf(send({ message: 'а' }));
    expect(error).toMatchObject(sample(number));
    expect(Object.keys(error ?? {}).includes('captcha_sid')).toBe(number === '65');
    expect((await send({ message: 'а' })).body.error).toBeUndefined();
  });
});

describe('keyboards', () => {
  const text = (label: string, payload?: unknown) => ({ action: { type: 'text', label, payload } });
  const row = (count: number) => Array.from({ length: count }, () => text('а'));
  const sent = (keyboard: unknown) =>
    send({ message: '?', keyboard: typeof keyboard === 'string' ? keyboard : JSON.stringify(keyboard) });

  const faults: [string, unknown][] = [
    ['no JSON', '{'],
    ['no buttons', { inline: true }],
    ['six in a row', { buttons: [row(6)] }],
    ['seven inline rows', { inline: true, buttons: Array.from({ length: 7 }, () => row(1)) }],
    ['eleven rows', { buttons: Array.from({ length: 11 }, () => row(1)) }],
    ['eleven inline buttons', { inline: true, buttons: [row(5), row(5), row(1)] }],
    ['forty-one buttons', { buttons: [...Array.from({ length: 8 }, () => row(5)), row(1)] }],
    ['a label of 41', { buttons: [[text('ы'.repeat(41))]] }],
    ['an empty label', { buttons: [[text('')]] }],
    ['a payload of 256', { buttons: [[text('а', JSON.stringify({ a: 'ы'.repeat(248) }))]] }],
    ['a payload that is no object', { buttons: [[text('а', '"x"')]] }],
    ['one_time with inline', { inline: true, one_time: true, buttons: [row(1)] }],
    ['an unknown action', { buttons: [[{ action: { type: 'phone', label: 'а' } }]] }],
    [
      'a colour on a link',
      { buttons: [[{ action: { type: 'open_link', label: 'а', link: 'https://vk.com' }, color: 'primary' }]] },
    ],
    ['an empty row', { buttons: [[]] }],
  ];
  it.each(faults)('are refused with 911 for %s', async (_what, keyboard) => {
    expect(await errorOf(sent(keyboard))).toMatchObject({
      error_code: 911,
      error_msg: expect.stringContaining(sample('68').error_msg),
    });
    expect(anna.messages).toHaveLength(0);
  });

  it('stay until an empty one comes, unless they are for one press', async () => {
    await sent({ buttons: [[text('Да', '{"a":1}')]] });
    await send({ message: 'дальше' });
    expect(anna.keyboard).toMatchObject([[{ label: 'Да', data: '{"a":1}', inline: false }]]);
    await sent({ buttons: [] });
    expect(anna.keyboard).toEqual([]);
    await sent({ one_time: true, buttons: [[text('Раз')]] });
    await anna.presses('Раз');
    expect(anna.keyboard).toEqual([]);
  });
});

describe('execute', () => {
  const run = (code: string) => call('execute', { code });
  const sending = (peer: number) => `API.messages.send(${JSON.stringify({ peer_id: peer, message: 'а "}"', random_id: 0 })})`;

  it('runs a list of calls as one, with false and an error for each that fails', async () => {
    const { body } = await run(`return [${sending(anna.id)},${sending(1)}];`);
    expect(body).toEqual({
      response: [expect.any(Number), false],
      execute_errors: [
        { method: 'messages.send', error_code: 901, error_msg: "Can't send messages for users without permission" },
      ],
    });
    expect(anna.messages[0]?.text).toBe('а "}"');
    expect((await run('return API.users.get({"user_ids":"418618001"});')).body.response).toMatchObject([{ first_name: 'Анна' }]);
  });

  it('takes 25 calls and refuses what it cannot compile', async () => {
    const list = (count: number) => `return [${Array.from({ length: count }, () => sending(anna.id)).join(',')}];`;
    expect((await run(list(25))).body.error).toBeUndefined();
    expect(await errorOf(run(list(26)))).toMatchObject({ error_code: 13 });
    expect(await errorOf(run('var a = 1; return a;'))).toMatchObject({ error_code: 12 });
  });
});

describe('other methods', () => {
  it('edit, find and delete messages', async () => {
    const { body } = await send({ message: 'раз' });
    const id = Number(body.response);
    expect((await call('messages.edit', { peer_id: anna.id, message_id: id, message: 'два' })).body.response).toBe(1);
    expect(anna.messages[0]).toMatchObject({ text: 'два', edits: 1 });
    expect((await call('messages.getById', { message_ids: id })).body.response).toMatchObject({
      count: 1,
      items: [{ id, text: 'два' }],
    });
    const found = await call('messages.getByConversationMessageId', { peer_id: anna.id, conversation_message_ids: 1 });
    expect(found.body.response).toMatchObject({ items: [{ id }] });
    expect((await call('messages.delete', { message_ids: id, delete_for_all: 1 })).body.response).toEqual({ [id]: 1 });
    expect(anna.messages[0]?.deleted).toBe(true);
    const theirs = await anna.says('моё');
    const edited = call('messages.edit', { peer_id: anna.id, conversation_message_id: theirs, message: 'а' });
    expect(await errorOf(edited)).toMatchObject({ error_code: 920 });
  });

  it('tell of people what was asked for', async () => {
    const deleted = vk.customer({ firstName: 'Гость' });
    deleted.deletesAccount();
    const { body } = await call('users.get', { user_ids: `anna_kov,${deleted.id},5`, fields: 'sex,bdate,timezone' });
    expect(body.response).toEqual([
      {
        id: anna.id,
        first_name: 'Анна',
        last_name: 'Ковалёва',
        can_access_closed: true,
        is_closed: false,
        sex: 1,
        bdate: '12.4.1994',
      },
      { id: deleted.id, first_name: 'DELETED', last_name: '', deactivated: 'deleted', sex: 0 },
    ]);
  });

  it('say whether a person may be written to', async () => {
    const ask = async () => (await call('messages.isMessagesFromGroupAllowed', { group_id: vk.group.id, user_id: anna.id })).body;
    expect(await ask()).toEqual(readPayload('vk', '48'));
    await anna.blocks();
    expect(await ask()).toEqual({ response: { is_allowed: 0 } });
    await anna.allows('promo-2026');
    expect(await ask()).toEqual({ response: { is_allowed: 1 } });
  });

  it('show that somebody types and that messages were read', async () => {
    expect((await call('messages.setActivity', { user_id: anna.id, type: 'typing' })).body.response).toBe(1);
    expect((await call('messages.markAsRead', { peer_id: anna.id })).body.response).toBe(1);
    expect(anna.actions).toEqual(['typing']);
  });
});
