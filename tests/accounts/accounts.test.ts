import mongoose from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import { readAccounts } from '../../src/accounts/account-store.ts';
import { type Connection, createAccounts, type Environment } from '../../src/accounts/index.ts';
import { resolveAccount } from '../../src/accounts/resolve-account.ts';
import { createVault } from '../../src/config/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { SetupCheck } from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const token = '7012345678:AAExampleExampleExampleExampleExampl';
const nothing: Environment = { telegram: {}, vk: {} };
let probed: Connection[];
let checks: SetupCheck[];
beforeEach(async () => {
  await mongoose.connection.collection<{ _id: string }>('accounts').deleteMany({});
  probed = [];
  checks = [];
});

function open({ environment = nothing, secret = 'one' } = {}) {
  return createAccounts({
    environment,
    vault: createVault(secret),
    probe: async (_name, connection) => {
      probed.push(connection);
      return checks;
    },
    apply: async () => {},
    clock: systemClock,
  });
}

async function everythingStored(): Promise<string> {
  const collections = await mongoose.connection.db?.collections();
  const all = await Promise.all((collections ?? []).map(collection => collection.find().toArray()));
  return JSON.stringify(all);
}

it('a token is asked about, then kept, and nowhere in clear', async () => {
  const accounts = open();
  expect(await accounts.connect('telegram', { token }, 'olga')).toEqual({ kind: 'connected', replaced: false });
  expect(probed).toMatchObject([{ token, transport: 'polling' }]);
  expect(await accounts.view('telegram')).toMatchObject({ isOn: true, ending: 'ampl', changedBy: 'olga', fromEnvironment: [] });
  expect(JSON.stringify(await accounts.view('telegram'))).not.toContain(token);
  const stored = await everythingStored();
  expect(stored).toContain('ampl');
  for (const part of [token, token.slice(11), Buffer.from(token).toString('base64').slice(0, 20)])
    expect(stored).not.toContain(part);
});

it('a token that the messenger refuses is not kept, and the one before goes on', async () => {
  const accounts = open();
  await accounts.connect('telegram', { token }, 'olga');
  checks = [{ name: 'token', state: 'wrong', found: '401 Unauthorized' }];
  const outcome = await accounts.connect('telegram', { token: `${token}x` }, 'olga');
  expect(outcome).toEqual({ kind: 'refused', check: 'token', said: '401 Unauthorized' });
  expect(await accounts.view('telegram')).toMatchObject({ isOn: true, ending: 'ampl' });
});

it('what cannot be asked now, and what can be put right later, keeps nobody from connecting', async () => {
  checks = [
    { name: 'token', state: 'unknown' },
    { name: 'rights.photos', state: 'wrong' },
  ];
  expect(await open().connect('vk', { token: 'vk1.a.key' }, 'olga')).toMatchObject({ kind: 'connected' });
});

it('a token replaced takes nothing of the one before but the way that messages come', async () => {
  const accounts = open();
  await accounts.connect('vk', { token: 'vk1.a.first', secret: 'aaa', confirmationCode: 'c0de' }, 'olga');
  await accounts.changeTransport('vk', 'callback', 'olga');
  expect(await accounts.connect('vk', { token: 'vk1.a.second' }, 'ivan')).toEqual({ kind: 'connected', replaced: true });
  expect(probed.at(-1)).toEqual({ token: 'vk1.a.second', transport: 'callback' });
  const [kept] = await mongoose.connection.collection('accounts').find().toArray();
  expect(Object.keys(kept ?? {}).sort()).toEqual(['_id', 'changedAt', 'changedBy', 'ending', 'token', 'transport']);
});

it('a disconnected messenger leaves no token behind', async () => {
  const accounts = open();
  await accounts.connect('telegram', { token }, 'olga');
  await accounts.disconnect('telegram', 'ivan');
  expect(await accounts.view('telegram')).toMatchObject({ isOn: false, isUnreadable: false, changedBy: 'ivan' });
  const [kept] = await mongoose.connection.collection('accounts').find().toArray();
  expect(Object.keys(kept ?? {}).sort()).toEqual(['_id', 'changedAt', 'changedBy']);
});

it('with the secret lost the token cannot be read, and a new one can be entered', async () => {
  await open().connect('telegram', { token }, 'olga');
  const accounts = open({ secret: 'another' });
  expect(await accounts.view('telegram')).toMatchObject({ isOn: false, isUnreadable: true, ending: 'ampl' });
  await accounts.connect('telegram', { token }, 'olga');
  expect(await accounts.view('telegram')).toMatchObject({ isOn: true, isUnreadable: false });
});

describe('the environment', () => {
  const environment: Environment = {
    telegram: { token: '7012345678:AAFromTheEnvironmentOfTheServer0', transport: 'webhook' },
    vk: {},
  };

  it('wins over the panel, and nothing of it can be changed there', async () => {
    await open().connect('telegram', { token }, 'olga');
    const accounts = open({ environment });
    expect(await accounts.view('telegram')).toMatchObject({
      isOn: true,
      ending: 'ver0',
      transport: 'webhook',
      fromEnvironment: ['token', 'transport'],
    });
    const facts = { code: 'accounts.conflict', facts: { variable: 'TELEGRAM_TOKEN' } };
    await expect(accounts.connect('telegram', { token }, 'olga')).rejects.toMatchObject(facts);
    await expect(accounts.disconnect('telegram', 'olga')).rejects.toMatchObject(facts);
    await expect(accounts.changeTransport('telegram', 'polling', 'olga')).rejects.toMatchObject({
      facts: { variable: 'TELEGRAM_TRANSPORT' },
    });
  });

  it('that says only the token leaves the way that messages come to the panel', async () => {
    const accounts = open({ environment: { telegram: {}, vk: { token: 'vk1.a.environment' } } });
    await accounts.changeTransport('vk', 'callback', 'olga');
    expect(await accounts.view('vk')).toMatchObject({ isOn: true, transport: 'callback', fromEnvironment: ['token'] });
  });

  it('brings its own community along: what belongs to the panel’s key stays with that key', async () => {
    await open().connect('vk', { token: 'vk1.a.panel', groupId: '1', secret: 'aaa' }, 'olga');
    const stored = (await readAccounts()).get('vk');
    const vault = createVault('one');
    const resolve = (environment: Environment) => resolveAccount({ name: 'vk', stored, environment, vault }).connection;
    expect(resolve(nothing)).toEqual({ token: 'vk1.a.panel', groupId: '1', secret: 'aaa', transport: 'longpoll' });
    expect(resolve({ telegram: {}, vk: { token: 'vk1.a.environment' } })).toEqual({
      token: 'vk1.a.environment',
      transport: 'longpoll',
    });
  });
});
