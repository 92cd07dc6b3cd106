import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, createAccounts, createRegistry, type Environment, type Registry } from '../../src/accounts/index.ts';
import { createVault } from '../../src/config/index.ts';
import type { Intake } from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { scriptMessengers } from '../support/script-messenger.ts';
import { until } from '../support/until.ts';

useDatabase();
const vault = createVault('only for tests');
const intake: Intake = { accept: async () => {} };
const nothing: Environment = { telegram: {}, vk: {} };
const owner = 'staff-olga';
let clock: ManualClock;
let diary: string[];
let alive: string[];
let running: Registry<string>[];

beforeEach(async () => {
  await mongoose.connection.dropDatabase();
  clock = new ManualClock();
  diary = [];
  alive = [];
  running = [];
});
afterEach(async () => {
  for (const registry of running) await registry.stop();
});

/** One process of the installation, with the panel's side of it. */
async function startProcess(name: string, { environment = nothing, receives = true } = {}) {
  const script = scriptMessengers(name, diary);
  alive.push(name);
  const registry = await createRegistry<string>({
    environment,
    vault,
    make: script.make,
    fixed: [],
    receives,
    owner: name,
    alive: async () => alive,
    clock,
    log: pino({ level: 'silent' }),
  });
  running.push(registry);
  if (receives) await registry.receive(intake);
  const accounts = createAccounts({ environment, vault, probe: async () => [], apply: registry.apply, clock });
  const connect = (connection: Omit<Connection, 'transport'>) => accounts.connect('telegram', connection, owner);
  return { ...script, registry, accounts, connect, state: (of: 'telegram' | 'vk') => registry.messengers.get(of)?.state };
}

describe('while the program runs', () => {
  it('a messenger that is connected is started, and one that is disconnected is stopped and gone', async () => {
    const here = await startProcess('one');
    expect([...here.registry.messengers.keys()]).toEqual([]);
    await here.connect({ token: 'first' });
    expect(here.state('telegram')).toEqual({ state: 'ready', name: 'bot of first' });
    expect(here.registry.list.map(({ name }) => name)).toEqual(['telegram']);
    await here.accounts.disconnect('telegram', owner);
    expect(diary.at(-1)).toBe('stop one telegram first polling');
    expect([...here.registry.messengers.keys()]).toEqual([]);
    expect(here.registry.routes('telegram')).toBeUndefined();
  });

  it('the old one of Telegram is stopped before the new one starts, since Telegram refuses two', async () => {
    const here = await startProcess('one');
    await here.connect({ token: 'first' });
    await here.accounts.changeTransport('telegram', 'webhook', owner);
    await here.connect({ token: 'second' });
    expect(diary.filter(line => !line.startsWith('works'))).toEqual([
      'start one telegram first polling',
      'stop one telegram first polling',
      'start one telegram first webhook',
      'stop one telegram first webhook',
      'start one telegram second webhook',
    ]);
    expect(here.registry.routes('telegram')).toBe('one telegram second webhook');
  });

  it('the old way of VK goes on until the new one works', async () => {
    const here = await startProcess('one');
    await here.accounts.connect('vk', { token: 'key' }, owner);
    let letGo = () => {};
    here.held.set('start one vk key callback', new Promise<void>(done => (letGo = done)));
    const switched = here.accounts.changeTransport('vk', 'callback', owner);
    await until('the callback begins', async () => diary.includes('start one vk key callback'));
    expect(diary).not.toContain('stop one vk key longpoll');
    letGo();
    await switched;
    expect(diary.slice(-2)).toEqual(['works one vk key callback', 'stop one vk key longpoll']);
  });

  it('nothing is sent into a conversation of an account that is not connected any more: it waits', async () => {
    const here = await startProcess('one');
    await here.connect({ token: 'first' });
    const messenger = here.registry.messengers.get('telegram');
    const of = (account: string) => ({ messenger: 'telegram' as const, account, chat: '5' });
    expect(await messenger?.send(of('7012345678'), { text: 'Добрый день' }, 'one')).toEqual({ kind: 'sent' });
    expect(await messenger?.send(of('7099999999'), { text: 'Добрый день' }, 'two')).toMatchObject({ kind: 'account' });
  });

  it('a stop that takes long holds up neither the other messenger nor the duty for it', async () => {
    const here = await startProcess('one');
    await here.connect({ token: 'slow' });
    let letGo = () => {};
    here.held.set('stop one telegram slow polling', new Promise<void>(done => (letGo = done)));
    const replaced = here.connect({ token: 'second' });
    await until('the new one can send already', async () => here.registry.routes('telegram') === 'one telegram second polling');
    await here.registry.refresh();
    await here.registry.refresh();
    expect(diary).not.toContain('start one telegram second polling');
    letGo();
    await replaced;
    expect(here.state('telegram')).toMatchObject({ state: 'ready' });
  });
});

describe('of several processes', () => {
  it('one asks for updates, and all others know how it stands', async () => {
    const one = await startProcess('one');
    const two = await startProcess('two');
    const panel = await startProcess('panel', { receives: false });
    await panel.connect({ token: 'first' });
    for (const { registry } of [one, two, one, two, panel]) await registry.apply();
    expect(diary.filter(line => line.startsWith('start'))).toEqual(['start one telegram first polling']);
    for (const each of [one, two, panel]) expect(each.state('telegram')).toEqual({ state: 'ready', name: 'bot of first' });
  });

  it('the other one takes over when the first is killed, and when it ends in order', async () => {
    const one = await startProcess('one');
    const two = await startProcess('two');
    const three = await startProcess('three');
    await one.connect({ token: 'first' });
    await two.registry.apply();
    alive = ['two', 'three'];
    await two.registry.apply();
    expect(diary).toContain('works two telegram first polling');
    // The first was only slow: it finds that it has lost the duty, and lets go.
    alive = ['one', 'two', 'three'];
    await one.registry.apply();
    expect(diary.at(-1)).toBe('stop one telegram first polling');
    await two.registry.stop();
    await three.registry.apply();
    expect(diary.at(-1)).toBe('works three telegram first polling');
  });

  it('a process that says nothing for long has lost its duty', async () => {
    const one = await startProcess('one');
    const two = await startProcess('two');
    await one.connect({ token: 'first' });
    clock.set(new Date(clock.now().getTime() + 7000));
    await two.registry.apply();
    expect(diary.filter(line => line.startsWith('start two'))).toEqual([]);
    clock.set(new Date(clock.now().getTime() + 2000));
    await two.registry.apply();
    expect(diary).toContain('start two telegram first polling');
  });

  it('one that is pushed to leaves the duty with a living one that asks, however slow, and yields it to one that would', async () => {
    const set = (transport: 'polling' | 'webhook') => ({ environment: { telegram: { token: 'first', transport }, vk: {} } });
    const pushed = await startProcess('pushed', set('webhook'));
    const slow = await startProcess('slow', set('polling'));
    expect(diary).toContain('start slow telegram first polling');
    clock.set(new Date(clock.now().getTime() + 60_000));
    await pushed.registry.apply();
    await slow.registry.apply();
    expect(diary).not.toContain('stop slow telegram first polling');
    const duty = () =>
      mongoose.connection.collection<{ _id: string; owner: string }>('accountDuties').findOne({ _id: 'telegram' });
    expect((await duty())?.owner).toBe('slow');
    alive = ['pushed'];
    await pushed.registry.apply();
    expect((await duty())?.owner).toBe('pushed');
  });

  it('all take what is pushed', async () => {
    const one = await startProcess('one');
    const two = await startProcess('two');
    await one.connect({ token: 'first' });
    await one.accounts.changeTransport('telegram', 'webhook', owner);
    await two.registry.apply();
    for (const name of ['one', 'two']) expect(diary).toContain(`works ${name} telegram first webhook`);
  });

  it('one that only shows the panel says that nobody receives when nobody does', async () => {
    const one = await startProcess('one');
    const panel = await startProcess('panel', { receives: false });
    await one.connect({ token: 'first' });
    await one.registry.refresh();
    await panel.registry.apply();
    expect(panel.state('telegram')).toMatchObject({ state: 'ready' });
    clock.set(new Date(clock.now().getTime() + 11_000));
    await panel.registry.apply();
    expect(panel.state('telegram')).toMatchObject({ state: 'failing' });
    expect(await panel.accounts.told('telegram')).toBeUndefined();
  });

  it('one that does not receive learns from the other which community a key belongs to', async () => {
    const one = await startProcess('one');
    const two = await startProcess('two');
    await one.accounts.connect('vk', { token: 'key' }, owner);
    await two.registry.apply();
    await one.registry.apply();
    await two.registry.apply();
    expect(two.registry.messengers.get('vk')?.account).toBe('226512345');
    expect(diary.filter(line => line.startsWith('start two'))).toEqual([]);
  });
});

describe('what goes wrong', () => {
  it('is kept once for all processes, without secrets, the latest first', async () => {
    const one = await startProcess('one');
    await one.connect({ token: '7012345678:AAVerySecretVerySecretVerySecret' });
    const key = 'one telegram 7012345678:AAVerySecretVerySecretVerySecret polling';
    one.notes.get(key)?.({
      code: 'refused',
      values: { said: 'no answer from https://api.example.org/bot7012345678:AAVerySecretVerySecretVerySecret/getMe' },
    });
    await until('it is kept', async () => (await one.accounts.problems('telegram', 10)).length === 1);
    clock.set(new Date(clock.now().getTime() + 1000));
    one.states.set(key, { state: 'unauthorized', problem: { code: 'token' } });
    for (let look = 0; look < 3; look++) await one.registry.refresh();
    const problems = await until('the refusal is kept', async () => {
      const found = await one.accounts.problems('telegram', 10);
      return found.length === 2 ? found : undefined;
    });
    expect(problems).toMatchObject([
      { problem: { code: 'token' }, times: 1 },
      { problem: { code: 'refused', values: { said: 'no answer from https://api.example.org/bot…/getMe' } }, times: 1 },
    ]);
  });

  it('with what is pushed to several processes counts once, noted by the one with the duty', async () => {
    const one = await startProcess('one');
    const two = await startProcess('two');
    await one.connect({ token: 'first' });
    await one.accounts.changeTransport('telegram', 'webhook', owner);
    await two.registry.apply();
    for (const { states, notes, registry } of [two, one]) {
      const key = [...notes.keys()].find(called => called.endsWith('first webhook')) ?? '';
      states.set(key, { state: 'unauthorized', problem: { code: 'token' } });
      notes.get(key)?.({ code: 'token' });
      await registry.refresh();
    }
    // What only happened and is no state is told by whoever saw it.
    two.notes.get('two telegram first webhook')?.({ code: 'eventsLost' });
    const problems = await until('both are kept', async () => {
      const found = await one.accounts.problems('telegram', 10);
      return found.length === 2 ? found : undefined;
    });
    expect(problems.map(({ problem, times }) => [problem.code, times]).sort()).toEqual([
      ['eventsLost', 1],
      ['token', 1],
    ]);
  });

  it('counts once however often it changes places with another, until all is well', async () => {
    const one = await startProcess('one');
    await one.connect({ token: 'first' });
    const key = 'one telegram first polling';
    const token = { code: 'token' as const };
    const refused = { code: 'refused' as const, values: { said: '500' } };
    for (const problem of [token, refused, token, refused]) {
      one.states.set(key, { state: 'failing', problem });
      one.notes.get(key)?.(problem);
      await one.registry.refresh();
    }
    one.states.set(key, { state: 'ready', name: 'bot' });
    await one.registry.refresh();
    one.notes.get(key)?.(token);
    const problems = await until('it has begun again', async () => {
      const found = await one.accounts.problems('telegram', 10);
      return found.some(({ times }) => times === 2) ? found : undefined;
    });
    expect(problems.map(({ problem, times }) => [problem.code, times]).sort()).toEqual([
      ['refused', 1],
      ['token', 2],
    ]);
  });
});
