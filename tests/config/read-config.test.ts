import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig, readLogLevel } from '../../src/config/index.ts';
import { passwordLength } from '../../src/staff/index.ts';

describe('readConfig', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 3000,
      DATA_DIR: './data',
      RUN: ['bots', 'panel', 'jobs'],
      DEFAULT_TIMEZONE: 'Europe/Moscow',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ PORT: '', TELEGRAM_TOKEN: '', RUN: '' })).toEqual(readConfig({}));
  });

  it('tells every fault at once, by the name of its variable', () => {
    const env = {
      PORT: 'many',
      RUN: 'bots,shop',
      DEFAULT_TIMEZONE: 'Mars/Olympus',
      OWNER_EMAIL: 'nobody',
      VK_TRANSPORT: 'pigeon',
      LOG_LEVEL: 'loud',
      FILE_LIMITS: 'films=5',
    };
    for (const name of Object.keys(env)) expect(() => readConfig(env)).toThrow(name);
  });

  it('tells a missing partner beside a fault of another variable', () => {
    expect(() => readConfig({ PORT: 'many', OWNER_EMAIL: 'owner@example.org' })).toThrow(/PORT[\s\S]*OWNER_PASSWORD/);
  });

  it('wants a password for the owner that an account may have', () => {
    const owner = { OWNER_EMAIL: 'owner@example.org', OWNER_PASSWORD: 'x'.repeat(passwordLength.shortest) };
    expect(readConfig(owner)).toMatchObject(owner);
    expect(() => readConfig({ ...owner, OWNER_PASSWORD: 'x'.repeat(passwordLength.shortest - 1) })).toThrow('OWNER_PASSWORD');
  });

  it('reads the limits of files in megabytes, and tells what it cannot read', () => {
    expect(readConfig({ FILE_LIMITS: 'video=500, photo = 20' }).FILE_LIMITS).toEqual({ video: 500 << 20, photo: 20 << 20 });
    expect(readConfig({}).FILE_LIMITS).toEqual({});
    for (const wrong of ['films=5', 'video=many', 'video=0']) {
      expect(() => readConfig({ FILE_LIMITS: wrong })).toThrow(`FILE_LIMITS has “${wrong}”`);
    }
  });

  it('logs at the usual level while the settings are not known to be right', () => {
    expect(readLogLevel({ LOG_LEVEL: 'debug' })).toBe('debug');
    for (const LOG_LEVEL of ['loud', '', undefined]) expect(readLogLevel({ LOG_LEVEL })).toBe('info');
  });

  it('asks for what belongs together', () => {
    expect(() => readConfig({ OWNER_EMAIL: 'owner@example.org' })).toThrow('OWNER_PASSWORD');
    expect(() => readConfig({ VK_TOKEN: 't', VK_TRANSPORT: 'callback', VK_GROUP_ID: '1' })).toThrow('VK_SECRET');
  });

  it('accepts several parts with spaces between', () => {
    expect(readConfig({ RUN: 'panel, jobs' }).RUN).toEqual(['panel', 'jobs']);
  });

  it('knows every variable of .env.example, and .env.example every variable', () => {
    const example = readFileSync('.env.example', 'utf8');
    const named = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)];
    const defaults = readConfig({});
    const all = Object.keys(readConfig(Object.fromEntries(named.map(([, name, value]) => [name, value]))));
    expect(named.map(([, name]) => name)).toEqual(expect.arrayContaining(Object.keys(defaults)));
    // A variable that the schema does not know would have been dropped without a word.
    for (const [, name = ''] of named)
      expect(() => readConfig({ [name]: '\u0000'.repeat(300) }), name).toSatisfy(() => all.includes(name) || !(name in defaults));
    expect(named.map(([line]) => line)).toContain('PORT=3000');
  });
});
