import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../bots/telegram/is-public-address.ts';
import type { SetupCheck } from '../../../src/messages/index.ts';
import { callTelegram } from '../../tools/stand-ins/call.ts';
import { useTelegram } from './use-telegram.ts';

const telegram = useTelegram();
const { create } = telegram;

const call = (method: string, params: unknown = {}) => callTelegram(telegram.standIn, method, params);
const named = (checks: SetupCheck[], name: string) => checks.find(check => check.name === name);
const menu = [
  { name: 'start', description: { ru: 'Начать', en: 'Start' } },
  { name: 'operator', description: { ru: 'Позвать человека' } },
];

describe('the set-up of a Telegram bot', () => {
  it('is checked under the same names whatever happens', async () => {
    const names = ['token', 'webhook', 'webhook.reachable', 'updates', 'commands', 'menu', 'version'];
    expect((await create().inspect()).map(({ name }) => name)).toEqual(names);
    const nowhere = await create({ apiRoot: 'http://127.0.0.1:9' }).inspect();
    expect(nowhere.map(({ name }) => name)).toEqual(names);
    expect(nowhere.map(({ state }) => state)).toEqual(names.map(() => 'unknown'));
    expect(nowhere[0]?.found).toBe('ECONNREFUSED');
    expect(JSON.stringify(nowhere)).not.toContain(telegram.standIn.token.split(':')[1]);
  });

  it('lacks commands until it is arranged, then has them in each language', async () => {
    const messenger = create();
    expect(named(await messenger.inspect(), 'commands')).toEqual({ name: 'commands', state: 'wrong' });
    expect(named(await messenger.arrange(menu), 'commands')).toEqual({
      name: 'commands',
      state: 'ok',
      found: '/start /operator',
    });
    expect((await call('getMyCommands')).body.result).toEqual([
      { command: 'start', description: 'Начать' },
      { command: 'operator', description: 'Позвать человека' },
    ]);
    expect((await call('getMyCommands', { language_code: 'en' })).body.result).toEqual([
      { command: 'start', description: 'Start' },
      { command: 'operator', description: 'Позвать человека' },
    ]);
    expect((await call('getChatMenuButton')).body.result).toEqual({ type: 'commands' });
  });

  it('takes away commands that another program left where ours would not be seen', async () => {
    const commands = [{ command: 'old', description: 'Old' }];
    await call('setMyCommands', { commands, scope: { type: 'all_private_chats' } });
    await call('setMyCommands', { commands, language_code: 'ru' });
    await create().arrange(menu);
    expect((await call('getMyCommands', { scope: { type: 'all_private_chats' } })).body.result).toEqual([]);
    expect((await call('getMyCommands', { language_code: 'ru' })).body.result).toEqual([]);
  });

  it('has no commands where none are wanted, and that is right', async () => {
    const messenger = create();
    await messenger.arrange(menu);
    expect(named(await messenger.arrange([]), 'commands')).toEqual({ name: 'commands', state: 'ok' });
    expect((await call('getMyCommands')).body.result).toEqual([]);
  });

  it('says why something could not be arranged', async () => {
    const checks = await create().arrange([{ name: 'Нет', description: { ru: 'x' } }]);
    expect(named(checks, 'commands')).toEqual({
      name: 'commands',
      state: 'wrong',
      found: '400 Bad Request: BOT_COMMAND_INVALID',
    });
    expect(named(checks, 'menu')).toMatchObject({ state: 'ok' });
  });

  it('waits a second where Telegram asks for no more, and tries again', async () => {
    telegram.standIn.fail({ method: 'setWebhook', with: { retryAfter: 1 } });
    const messenger = create({ transport: 'webhook', publicUrl: 'https://bot.example.org' });
    expect(named(await messenger.arrange(menu), 'webhook')).toMatchObject({ state: 'ok' });
  });

  it('has its webhook where we are pushed to, and none where we ask', async () => {
    const pushed = create({ transport: 'webhook', publicUrl: 'https://bot.example.org/' });
    expect(named(await pushed.inspect(), 'webhook')).toMatchObject({ state: 'wrong' });
    const url = 'https://bot.example.org/webhooks/telegram';
    expect(named(await pushed.arrange(menu), 'webhook')).toEqual({
      name: 'webhook',
      state: 'ok',
      found: `${url}, pending_update_count: 0`,
    });
    const polled = create();
    expect(named(await polled.inspect(), 'webhook')).toMatchObject({ state: 'wrong', found: expect.stringContaining(url) });
    expect(named(await polled.arrange(menu), 'webhook')).toMatchObject({ state: 'ok' });
    expect((await call('getWebhookInfo')).body.result).toMatchObject({ url: '' });
  });

  it('never tells the token, which other programs put into the address of their webhook', async () => {
    await call('setWebhook', { url: `https://other.example.org/${telegram.standIn.token}/x` });
    await call('setMyCommands', { commands: [{ command: 'start', description: 'x' }] });
    const found = JSON.stringify(await create().inspect());
    expect(found).toContain('https://other.example.org/…/x');
    expect(found).not.toContain(telegram.standIn.token.split(':')[1]);
  });

  it('lacks kinds of updates that somebody switched off, until it is arranged', async () => {
    const messenger = create({ transport: 'webhook', publicUrl: 'https://bot.example.org' });
    await call('setWebhook', { url: 'https://bot.example.org/webhooks/telegram', allowed_updates: ['message'] });
    expect(named(await messenger.inspect(), 'updates')).toEqual({ name: 'updates', state: 'wrong', found: 'message' });
    expect(named(await messenger.arrange(menu), 'updates')).toMatchObject({ state: 'ok' });
  });

  it('has no webhook without an address', async () => {
    const checks = await create({ transport: 'webhook' }).inspect();
    expect(named(checks, 'webhook')).toMatchObject({ state: 'wrong' });
    expect(named(checks, 'webhook.reachable')).toEqual({ name: 'webhook.reachable', state: 'wrong' });
  });

  it('tells the version of the server', async () => {
    expect(named(await create().inspect(), 'version')).toEqual({ name: 'version', state: 'ok', found: 'Bot API 10.1+' });
    const old = { ok: true, result: { id: 7012345678, is_bot: true, first_name: 'Old', username: 'old_bot' } };
    telegram.standIn.fail({ method: 'getMe', with: { status: 200, body: old } });
    expect(named(await create().inspect(), 'version')).toEqual({ name: 'version', state: 'wrong', found: 'Bot API < 7.2' });
  });

  it('has a button with the commands unless somebody put another there', async () => {
    await call('setChatMenuButton', { menu_button: { type: 'web_app', text: 'Shop', web_app: { url: 'https://example.org' } } });
    const messenger = create();
    expect(named(await messenger.inspect(), 'menu')).toEqual({ name: 'menu', state: 'wrong', found: 'web_app' });
    expect(named(await messenger.arrange(menu), 'menu')).toEqual({ name: 'menu', state: 'ok', found: 'commands' });
  });
});

describe('an address that Telegram can push to', () => {
  it.each([
    ['https://bot.example.org/webhooks/telegram', true],
    ['https://bot.example.org:8443/x', true],
    ['https://93.184.216.34/x', true],
    ['http://bot.example.org/x', false],
    ['https://bot.example.org:8080/x', false],
    ['https://localhost/x', false],
    ['https://192.168.1.5/x', false],
    ['https://[::1]/x', false],
    ['https://server.local/x', false],
    ['https://server/x', false],
    ['nonsense', false],
  ])('%s: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});
