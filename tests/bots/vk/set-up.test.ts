import express from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Vk, VkOptions } from '../../../bots/vk/index.ts';
import type { SetupCheck } from '../../../src/messages/index.ts';
import {
  type VkOptions as StandInOptions,
  startVkStandIn,
  type VkCustomer,
  type VkStandIn,
} from '../../../tools/stand-ins/index.ts';
import { serveApp } from '../../support/serve-app.ts';
import { type TestIntake, testIntake } from '../../support/test-intake.ts';
import { callVk } from '../../tools/stand-ins/call.ts';
import { addCallbackServer } from './add-callback-server.ts';
import { makeVk } from './make-vk.ts';
import { memoryCursor } from './memory-cursor.ts';

let standIn: VkStandIn;
let site: Awaited<ReturnType<typeof serveApp>>;
let door: express.RequestHandler | undefined;
let messengers: Vk[];
let intake: TestIntake;
let anna: VkCustomer;

async function begin(options: StandInOptions = {}): Promise<void> {
  standIn = await startVkStandIn({ limits: false, callbackRetryFactor: 0.001, ...options });
  anna = standIn.customer({ firstName: 'Анна', started: true });
}

beforeEach(async () => {
  messengers = [];
  door = undefined;
  intake = testIntake();
  site = await serveApp(
    express().use('/webhooks/vk', (req, res, next) => (door ? door(req, res, next) : void res.status(404).end())),
  );
  await begin();
});
afterEach(async () => {
  for (const messenger of messengers) await messenger.stop();
  await standIn.stop();
  await site.stop();
});

function make(options: Partial<VkOptions> = {}): Vk {
  const messenger = makeVk(standIn, { publicUrl: site.url, secret: 'cb-secret-Aa1', ...options });
  messengers.push(messenger);
  door = messenger.routes;
  return messenger;
}
const states = (checks: SetupCheck[] | undefined) => Object.fromEntries((checks ?? []).map(({ name, state }) => [name, state]));
const events = [
  'message_new',
  'message_event',
  'message_allow',
  'message_deny',
  'message_reply',
  'message_edit',
  'group_join',
  'group_leave',
];
const names = (way: string) => [
  'token',
  'group',
  'rights.messages',
  'rights.photos',
  'rights.docs',
  'rights.manage',
  'bots',
  way,
  ...events.map(type => `event.${type}`),
];
const untilAborted = (_ms: number, signal?: AbortSignal) =>
  new Promise<void>(resolve =>
    signal?.aborted ? resolve() : signal?.addEventListener('abort', () => resolve(), { once: true }),
  );
const pause = 1;
/** Begins anew with a VK whose answer can be held up for a `pause` that lasts until the test says so. */
async function beginWithPauses() {
  const [reached, over] = [new AbortController(), new AbortController()];
  const sleep = (ms: number, signal?: AbortSignal) => {
    if (ms !== pause) return untilAborted(ms, signal);
    reached.abort();
    return untilAborted(ms, over.signal);
  };
  await standIn.stop();
  await begin({ clock: { now: () => new Date(), sleep } });
  return { reached: () => untilAborted(0, reached.signal), goOn: () => over.abort() };
}
const textsOf = ({ updates }: TestIntake) =>
  updates.flatMap(({ incoming }) => (incoming?.content.kind === 'text' ? [incoming.content.text] : []));

describe('looking at how VK is set up', () => {
  it('finds everything right after setting up, by Long Poll', async () => {
    const checks = await make().arrange?.([]);
    expect(checks?.map(({ name }) => name)).toEqual(names('longpoll'));
    expect(new Set(Object.values(states(checks)))).toEqual(new Set(['ok']));
    expect(checks?.find(({ name }) => name === 'group')?.found).toBe('Lead Demo (226512345)');
    expect(checks?.find(({ name }) => name === 'longpoll')?.found).toBe('5.199');
  });

  it('changes nothing by itself and says what is missing', async () => {
    await standIn.stop();
    await begin({ longPoll: false, bots: false, permissions: ['messages', 'manage'] });
    const found = states(await make().inspect?.());
    expect(found).toMatchObject({
      token: 'ok',
      'rights.messages': 'ok',
      'rights.photos': 'wrong',
      'rights.docs': 'wrong',
      bots: 'wrong',
      longpoll: 'wrong',
      'event.message_new': 'ok',
      'event.message_reply': 'wrong',
    });
    expect(standIn.journal.entries({ where: ({ method }) => /set|add|edit/.test(method) })).toEqual([]);
    expect(states(await make().arrange?.([]))).toMatchObject({ bots: 'ok', longpoll: 'ok', 'event.message_reply': 'ok' });
  });

  it('knows a wrong token, another community, and what could not be asked', async () => {
    const unknownRest = (way: string, from: number) =>
      Object.fromEntries(
        names(way)
          .slice(from)
          .map(name => [name, 'unknown']),
      );
    expect(states(await make({ token: 'vk1.a.wrong' }).inspect?.())).toEqual({ token: 'wrong', ...unknownRest('longpoll', 1) });
    expect(states(await make({ groupId: '1' }).inspect?.())).toEqual({
      token: 'ok',
      group: 'wrong',
      ...unknownRest('longpoll', 2),
    });
    standIn.fail({ method: 'groups.getById', with: 'drop-before' });
    expect(states(await make({ transport: 'callback' }).inspect?.())).toEqual({
      token: 'unknown',
      ...unknownRest('callback', 1),
    });
    await standIn.stop();
    await begin({ permissions: ['messages'] });
    expect(states(await make().inspect?.())).toMatchObject({
      'rights.manage': 'wrong',
      bots: 'unknown',
      longpoll: 'unknown',
      'event.message_new': 'unknown',
    });
  });

  it('knows by a refused keyboard what it may not ask', async () => {
    await standIn.stop();
    await begin({ permissions: ['messages'], bots: false });
    const vk = make();
    expect(states(await vk.inspect?.()).bots).toBe('unknown');
    const address = { messenger: 'vk' as const, account: '226512345', chat: String(anna.id) };
    const message = { text: '?', buttons: [[{ label: 'Да', action: { kind: 'press' as const, data: 'd' } }]] };
    expect(await vk.send(address, message, 'k')).toMatchObject({ kind: 'account' });
    expect(states(await vk.inspect?.()).bots).toBe('wrong');
  });

  it('never tells a secret', async () => {
    const vk = make({ transport: 'callback' });
    await vk.start(intake);
    const told = JSON.stringify([await vk.inspect?.(), await vk.arrange?.([]), vk.state]);
    for (const secret of [standIn.token, 'cb-secret-Aa1', standIn.confirmationCode]) expect(told).not.toContain(secret);
  });
});

describe('setting up the callback of VK', () => {
  it('needs nobody to copy anything: address, secret, code, events and version', async () => {
    const vk = make({ transport: 'callback' });
    await vk.start(intake);
    await vi.waitFor(() =>
      expect(standIn.callbackServers).toMatchObject([{ status: 'ok', url: `${site.url}/webhooks/vk`, version: '5.199' }]),
    );
    expect(standIn.callbackServers[0]?.events).toEqual(new Set(events));
    await anna.says('hello');
    expect(await intake.next('text')).toMatchObject({ content: { text: 'hello' } });
    const checks = await vk.arrange?.([]);
    expect(checks?.map(({ name }) => name)).toEqual(names('callback'));
    expect(new Set(Object.values(states(checks)))).toEqual(new Set(['ok']));
    expect(standIn.callbackServers).toHaveLength(1);
  });

  it('mends a server with another secret, and takes the code that a person entered before that of VK', async () => {
    const code = { confirmationCode: 'entered-by-hand' };
    const vk = make({ transport: 'callback', ...code });
    await addCallbackServer(standIn, { url: `${site.url}/webhooks/vk`, secret: 'another' });
    await vk.start(intake);
    await vi.waitFor(() => expect(standIn.callbackServers).toMatchObject([{ secret: 'cb-secret-Aa1', status: 'failed' }]));
    expect(states(await vk.inspect?.()).callback).toBe('wrong');
    await vk.stop();
    await make({ transport: 'callback' }).start(intake);
    await vi.waitFor(() => expect(standIn.callbackServers).toMatchObject([{ secret: 'cb-secret-Aa1', status: 'ok' }]));
  });

  it('leaves one server when processes begin at once, and a person sets it up as well', async () => {
    const [one, two] = [make({ transport: 'callback' }), make({ transport: 'callback' })];
    await Promise.all([one.start(intake), two.start(testIntake()), one.arrange?.([])]);
    await vi.waitFor(() => expect(standIn.callbackServers.map(({ status }) => status)).toEqual(['ok']));
    expect(states(await two.arrange?.([])).callback).toBe('ok');
    expect(standIn.callbackServers).toHaveLength(1);
  });

  it('does not hold up a stop', async () => {
    const vk = make({ transport: 'callback', clock: { now: () => new Date(), sleep: untilAborted } });
    door = undefined;
    await vk.start(intake);
    const arranging = vk.arrange?.([]);
    await standIn.journal.waitFor({ method: 'groups.setCallbackSettings' });
    await vk.stop();
    expect(states(await arranging).callback).toBe('wrong');
  });

  it('says when VK does not reach the address, and goes on by Long Poll meanwhile', async () => {
    const cursor = memoryCursor();
    const before = make({ cursor });
    await before.start(intake);
    await before.stop();
    await anna.says('in between');
    const vk = make({ transport: 'callback', cursor });
    door = undefined;
    await vk.start(intake);
    await vi.waitFor(() => expect(vk.state).toMatchObject({ state: 'failing', problem: { code: 'callbackUnreachable' } }));
    expect(textsOf(intake)).toEqual(['in between']);
    expect(states(await make().inspect?.()).longpoll).toBe('ok');
  });

  it('does without the right to be set up', async () => {
    await standIn.stop();
    await begin({ permissions: ['messages'] });
    const vk = make({ transport: 'callback' });
    await vk.start(intake);
    expect(vk.state).toMatchObject({ state: 'ready' });
    expect(states(await vk.arrange?.([])).callback).toBe('unknown');
  });
});

describe('changing from one way to the other', () => {
  it('loses nothing from Long Poll to the callback, and leaves Long Poll only then', async () => {
    const cursor = memoryCursor();
    const polling = make({ cursor });
    await polling.start(intake);
    await anna.says('one');
    await intake.next('text');
    await polling.stop();
    await anna.says('two');
    await anna.says('three');
    const pushed = make({ transport: 'callback', cursor });
    await pushed.start(intake);
    await vi.waitFor(() => expect(textsOf(intake)).toEqual(['one', 'two', 'three']));
    await anna.says('four');
    await vi.waitFor(() => expect(textsOf(intake)).toEqual(['one', 'two', 'three', 'four']));
    await vi.waitFor(() =>
      expect(standIn.journal.entries({ method: 'groups.setLongPollSettings' }).at(-1)?.params).toMatchObject({ enabled: '0' }),
    );
  });

  it('loses nothing from the callback to Long Poll, where VK goes on repeating what it could not push', async () => {
    const pushed = make({ transport: 'callback' });
    await pushed.start(intake);
    await vi.waitFor(() => expect(standIn.callbackServers).toMatchObject([{ status: 'ok' }]));
    await callVk(standIn, 'groups.setLongPollSettings', { group_id: standIn.group.id, enabled: 0 });
    await pushed.stop();
    door = undefined;
    await anna.says('one');
    await standIn.journal.waitFor({ kind: 'push', method: 'message_new' });
    const polling = make();
    await polling.start(intake);
    await anna.says('two');
    await vi.waitFor(() => expect(textsOf(intake).toSorted()).toEqual(['one', 'two']));
    await vi.waitFor(() => expect(standIn.callbackServers[0]?.events).toEqual(new Set()));
    expect(standIn.callbackServers).toMatchObject([{ status: 'ok' }]);
  });

  it.each([
    ['looks at', 'groups.getLongPollSettings'],
    ['switches off', 'groups.setLongPollSettings'],
  ])('goes on by Long Poll when the change to the callback is taken back while it %s Long Poll', async (_, method) => {
    const clock = await beginWithPauses();
    const cursor = memoryCursor();
    const before = make({ cursor });
    await before.start(intake);
    await before.stop();
    standIn.fail({ method, with: { delayMs: pause } });
    const pushed = make({ transport: 'callback', cursor });
    await pushed.start(intake);
    await clock.reached();
    const polling = make({ cursor });
    await polling.start(intake);
    await vi.waitFor(() => expect(standIn.callbackServers[0]?.events).toEqual(new Set()));
    clock.goOn();
    await pushed.stop();
    await anna.says('one');
    await vi.waitFor(() => expect(textsOf(intake)).toEqual(['one']));
  });

  it('goes on by the callback when the change to Long Poll is taken back while it silences the callback', async () => {
    const clock = await beginWithPauses();
    const cursor = memoryCursor();
    const before = make({ transport: 'callback', cursor });
    await before.start(intake);
    await vi.waitFor(() => expect(standIn.callbackServers[0]?.status).toBe('ok'));
    await before.stop();
    standIn.fail({ method: 'groups.setCallbackSettings', with: { delayMs: pause } });
    const polling = make({ cursor });
    await polling.start(intake);
    await clock.reached();
    const pushed = make({ transport: 'callback', cursor });
    await pushed.start(intake);
    await standIn.journal.waitFor({ method: 'groups.setLongPollSettings', where: ({ params }) => params.enabled === '0' });
    clock.goOn();
    await polling.stop();
    await anna.says('one');
    await vi.waitFor(() => expect(textsOf(intake)).toEqual(['one']));
  });

  it('silences the callback again when events come by both for long', async () => {
    let now = new Date('2026-03-02T09:00:00Z');
    const polling = make({ clock: { now: () => now, sleep: untilAborted } });
    await addCallbackServer(standIn, { url: `${site.url}/webhooks/vk`, secret: 'cb-secret-Aa1' });
    await vi.waitFor(() => expect(standIn.callbackServers[0]?.status).toBe('ok'));
    await polling.start(intake);
    await vi.waitFor(() => expect(standIn.callbackServers[0]?.events).toEqual(new Set()));
    await callVk(standIn, 'groups.setCallbackSettings', { group_id: standIn.group.id, server_id: 1, message_new: 1 });
    await anna.says('too early to look');
    await intake.next('text');
    expect(standIn.callbackServers[0]?.events).toEqual(new Set(['message_new']));
    now = new Date('2026-03-02T09:10:00Z');
    await anna.says('later');
    await vi.waitFor(() => expect(standIn.callbackServers[0]?.events).toEqual(new Set()));
    expect(textsOf(intake)).toEqual(['too early to look', 'later']);
  });

  it('stores once what both bring', async () => {
    const polling = make();
    await polling.start(intake);
    const pushed = make({ transport: 'callback' });
    const before = standIn.journal.entries({ method: 'groups.setCallbackSettings' }).length;
    await pushed.start(intake);
    await vi.waitFor(() =>
      expect(standIn.journal.entries({ method: 'groups.setCallbackSettings' }).length).toBeGreaterThan(before),
    );
    await vi.waitFor(() => expect(standIn.callbackServers).toMatchObject([{ status: 'ok' }]));
    await callVk(standIn, 'groups.setLongPollSettings', { group_id: standIn.group.id, enabled: 1, message_new: 1 });
    await anna.says('once');
    await vi.waitFor(() => expect(textsOf(intake)).toEqual(['once']));
    expect(intake.updates).toHaveLength(1);
  });
});
