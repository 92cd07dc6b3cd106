import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.ts';

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
    };
    for (const name of Object.keys(env)) expect(() => readConfig(env)).toThrow(name);
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
