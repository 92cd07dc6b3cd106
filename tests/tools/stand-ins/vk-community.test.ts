import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleDocument, samplePhoto, startVkStandIn, type VkCustomer, type VkStandIn } from '../../../tools/stand-ins/index.ts';
import { callVk } from './call.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

let clock: ManualClock;
let vk: VkStandIn;
let anna: VkCustomer;

beforeEach(async () => {
  clock = manualClock();
  vk = await startVkStandIn({ clock, limits: false });
  anna = vk.customer({ firstName: 'Анна', started: true });
});
afterEach(() => vk.stop());

const call = (method: string, params: Record<string, string | number> = {}) => callVk(vk, method, params);
const group = () => ({ group_id: vk.group.id });
const send = (params: Record<string, string | number>) => call('messages.send', { peer_id: anna.id, random_id: 0, ...params });
const errorOf = async (answer: ReturnType<typeof call>) => (await answer).body.error?.error_code;
const inline = JSON.stringify({ inline: true, buttons: [[{ action: { type: 'text', label: 'Да' } }]] });

/** What Long Poll brings of what happens meanwhile. */
async function eventsOf(work: () => Promise<unknown>): Promise<{ type: string; object: Record<string, unknown> }[]> {
  await call('groups.setLongPollSettings', { ...group(), enabled: 1, message_reply: 1, message_edit: 1 });
  const { body } = await call('groups.getLongPollServer', group());
  const { server, key, ts } = JSON.parse(JSON.stringify(body.response));
  await work();
  const answer = await fetch(`${server}?act=a_check&key=${key}&ts=${ts}&wait=0`);
  return JSON.parse(await answer.text()).updates;
}

async function upload(
  method: string,
  field: string,
  name: string,
  content: Buffer,
  params = {},
): Promise<Record<string, string>> {
  const { body } = await call(method, { peer_id: anna.id, ...params });
  const { upload_url } = JSON.parse(JSON.stringify(body.response));
  const form = new FormData();
  form.set(field, new Blob([new Uint8Array(content)]), name);
  return JSON.parse(await (await fetch(upload_url, { method: 'POST', body: form })).text());
}

describe('the settings of a community', () => {
  it('are told and changed, and without bot capabilities there are no keyboards', async () => {
    await call('groups.setSettings', { ...group(), bots_capabilities: 0 });
    expect((await call('groups.getSettings', group())).body.response).toMatchObject({
      bots_capabilities: 0,
      bots_start_button: 0,
    });
    expect(await errorOf(send({ message: '?', keyboard: inline }))).toBe(912);
    expect(await errorOf(send({ message: '?' }))).toBeUndefined();
    await call('groups.setSettings', { ...group(), bots_capabilities: 1, bots_start_button: 1 });
    expect(vk.settings).toMatchObject({ bots_capabilities: true, bots_start_button: true });
    expect(await errorOf(send({ message: '?', keyboard: inline }))).toBeUndefined();
  });

  it('need the right to manage; what a token may do is told to every token', async () => {
    const poor = await startVkStandIn({ permissions: ['messages'] });
    for (const method of ['groups.getSettings', 'groups.setSettings', 'groups.getLongPollSettings', 'groups.getCallbackServers'])
      expect((await callVk(poor, method, { group_id: poor.group.id })).body.error?.error_code).toBe(15);
    expect((await callVk(poor, 'groups.getTokenPermissions')).body.response).toEqual({
      mask: 4096,
      settings: [{ name: 'messages', setting: 4096 }],
    });
    await poor.stop();
  });
});

describe('message_reply', () => {
  it('tells of what the API sent, with its payload, and of what a person wrote, with who it was', async () => {
    const events = await eventsOf(async () => {
      await send({ message: 'раз', random_id: 7, payload: '{"a":1}' });
      await vk.operatorReplies(anna.id, 'два', 418_618_777);
      await vk.greets(anna.id, 'три');
    });
    expect(events.map(({ type }) => type)).toEqual(Array(3).fill('message_reply'));
    const [ours, operator, greeting] = events.map(({ object }) => object);
    const common = { out: 1, from_id: -vk.group.id, peer_id: anna.id };
    expect(ours).toMatchObject({ ...common, text: 'раз', random_id: 7, payload: '{"a":1}' });
    expect(ours).not.toHaveProperty('admin_author_id');
    expect(operator).toMatchObject({ ...common, text: 'два', admin_author_id: 418_618_777, random_id: expect.any(Number) });
    expect(operator).not.toHaveProperty('payload');
    expect(greeting).not.toHaveProperty('admin_author_id');
    expect(anna.messages.map(({ text }) => text)).toEqual(['раз', 'два', 'три']);
  });

  it('does not come from an operator to who allowed nothing', async () => {
    const stranger = vk.customer({ firstName: 'Вера' });
    await expect(vk.operatorReplies(stranger.id, 'x')).rejects.toMatchObject({ code: 901 });
  });
});

describe('one random_id for many', () => {
  it('is compared in each dialog by itself, for an hour and a hundred messages', async () => {
    const boris = vk.customer({ firstName: 'Борис', started: true });
    const many = (peers: number[]) => call('messages.send', { peer_ids: peers.join(','), message: 'а', random_id: 42 });
    const first = await many([anna.id]);
    const both = await many([anna.id, boris.id]);
    expect(both.body.response).toMatchObject([(first.body.response as unknown[])[0], { peer_id: boris.id }]);
    await send({ message: 'а', random_id: 42 });
    expect([anna.messages.length, boris.messages.length]).toEqual([1, 1]);
    clock.advance(3_600_000);
    await many([anna.id, boris.id]);
    expect([anna.messages.length, boris.messages.length]).toEqual([2, 2]);
  });

  it('works inside execute, with the errors of people inside the answer and those of calls beside it', async () => {
    const stranger = vk.customer({ firstName: 'Вера' });
    const calls = [
      { peer_ids: `${anna.id},${stranger.id}`, message: 'а', random_id: 1 },
      { peer_id: stranger.id, message: 'б', random_id: 2 },
      { peer_id: anna.id, message: ' ', random_id: 3 },
    ];
    const code = `return [${calls.map(params => `API.messages.send(${JSON.stringify(params)})`).join(',')}];`;
    expect((await call('execute', { code })).body).toMatchObject({
      response: [[{ peer_id: anna.id }, { message_id: 0, error: { code: 901 } }], false, false],
      execute_errors: [{ error_code: 901 }, { error_code: 100 }],
    });
  });

  it('is for a hundred people at most', async () => {
    const peers = Array.from({ length: 101 }, (_, i) => i + 1).join(',');
    expect(await errorOf(call('messages.send', { peer_ids: peers, message: 'а', random_id: 1 }))).toBe(100);
  });
});

describe('a sent message', () => {
  it('is told with its files and buttons, and loses what an edit does not repeat', async () => {
    const sent = await upload('photos.getMessagesUploadServer', 'photo', 'a.jpg', samplePhoto);
    const saved = await call('photos.saveMessagesPhoto', sent);
    const [{ id, owner_id, access_key }] = JSON.parse(JSON.stringify(saved.body.response));
    const attachment = `photo${owner_id}_${id}_${access_key}`;
    const { response: message_id } = (await send({ message: 'раз', attachment, keyboard: inline })).body;
    const told = async () =>
      JSON.parse(JSON.stringify((await call('messages.getById', { message_ids: Number(message_id) })).body.response));
    expect((await told()).items).toMatchObject([
      { attachments: [{ type: 'photo', photo: { id, owner_id } }], keyboard: { inline: true } },
    ]);
    const events = await eventsOf(() =>
      call('messages.edit', { peer_id: anna.id, message_id: Number(message_id), message: 'два' }),
    );
    expect(events.map(({ type }) => type)).toEqual(['message_edit']);
    expect((await told()).items[0]).toMatchObject({ text: 'два', attachments: [] });
    expect((await told()).items[0]).not.toHaveProperty('keyboard');
  });

  it('takes only buttons of its own when it is edited, and nothing a day later', async () => {
    const { response } = (await send({ message: 'раз' })).body;
    const edit = (params: Record<string, string>) =>
      call('messages.edit', { peer_id: anna.id, message_id: Number(response), ...params });
    expect(await errorOf(edit({ message: 'два', keyboard: '{"buttons":[]}' }))).toBe(911);
    clock.advance(86_401_000);
    expect(await errorOf(edit({ message: 'два' }))).toBe(909);
    expect(await errorOf(call('messages.delete', { message_ids: Number(response), delete_for_all: 1 }))).toBe(924);
  });

  it('stays with the customer unless it is deleted for all, and theirs cannot be', async () => {
    const { response } = (await send({ message: 'раз' })).body;
    await call('messages.delete', { message_ids: Number(response) });
    expect(anna.messages[0]?.deleted).toBe(false);
    const theirs = await anna.says('моё');
    expect(await errorOf(call('messages.delete', { peer_id: anna.id, cmids: theirs, delete_for_all: 1 }))).toBe(924);
  });
});

describe('uploads', () => {
  it('of music and programs are refused as documents, of videos altogether', async () => {
    expect(await upload('docs.getMessagesUploadServer', 'file', 'song.mp3', sampleDocument)).toMatchObject({
      error: expect.any(String),
    });
    expect(await upload('docs.getMessagesUploadServer', 'file', 'price.pdf', sampleDocument)).toEqual({
      file: expect.any(String),
    });
    expect(await errorOf(call('video.save', { name: 'x' }))).toBe(27);
  });
});

describe('a customer', () => {
  it('who sends too much is told of in part, and the whole can be had', async () => {
    const [event] = await eventsOf(() => anna.sendsTooManyPhotos(5));
    expect(event?.object.message).toMatchObject({ is_cropped: true, attachments: { length: 1 } });
    const { id } = JSON.parse(JSON.stringify(event?.object.message));
    expect((await call('messages.getById', { message_ids: id })).body.response).toMatchObject({
      items: [{ attachments: { length: 5 } }],
    });
  });

  it('has a picture only where they put one', async () => {
    const boris = vk.customer({ firstName: 'Борис', photo: samplePhoto });
    const { body } = await call('users.get', { user_ids: `${anna.id},${boris.id}`, fields: 'photo_max,has_photo' });
    const [without, with_] = JSON.parse(JSON.stringify(body.response));
    expect([without.has_photo, with_.has_photo]).toEqual([0, 1]);
    expect((await fetch(with_.photo_max)).status).toBe(200);
  });
});
