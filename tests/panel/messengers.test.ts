import mongoose from 'mongoose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccounts } from '../../src/accounts/index.ts';
import { noteProblem } from '../../src/accounts/problem-store.ts';
import { createVault } from '../../src/config/index.ts';
import { readWord } from '../../src/flow/words.ts';
import { storeEvents } from '../../src/inbox/event-store.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { MenuCommand, Messenger, SetupCheck } from '../../src/messages/index.ts';
import { menuCommands } from '../../src/panel/menu-commands.ts';
import { ensureOwner, readAudit } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { messengerIn, owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const token = '7012345678:AAExampleExampleExampleExampleExampl';
let checks: SetupCheck[] = [];
let arranged: MenuCommand[] | undefined;
const telegram: Messenger = {
  ...messengerIn('telegram', { state: 'ready', name: '@lead_demo_bot' }),
  inspect: async () => checks,
  arrange: async menu => {
    arranged = menu;
    return checks.map(check => ({ ...check, state: 'ok' }));
  },
  parse: raw => {
    if (raw === 'broken') throw new Error('cannot be read');
    return {
      address: { messenger: 'telegram', account: '1', chat: '5' },
      from: { id: '5', firstName: 'Анна', lastName: 'Примерова' },
      at: new Date(),
      content: { kind: 'text', text: 'Здравствуйте' },
    };
  },
};
const messengers: Messenger[] = [];
const accounts = createAccounts({
  environment: { telegram: {}, vk: { token: 'vk1.a.environment-key-0123', transport: 'callback' } },
  vault: createVault('only for tests'),
  probe: async () => checks,
  apply: async () => {
    messengers.splice(0, messengers.length, ...((await accounts.view('telegram')).isOn ? [telegram] : []));
  },
  clock: systemClock,
});
const config = { sessionSecret: 'only for tests', timeZone: 'Europe/Moscow', region: 'RU' };
const panel = usePanel({ messengers, accounts, config });
const olga = visitor(() => panel.url);
const ivan = visitor(() => panel.url);

beforeAll(async () => {
  await ensureOwner(owner, new Date());
  await addStaff({ email: 'ivan@example.org', role: 'manager' });
  await olga.signIn(owner);
  await ivan.signIn({ email: 'ivan@example.org', password: owner.password });
});
beforeEach(async () => {
  checks = [{ name: 'token', state: 'ok', found: '@lead_demo_bot' }];
  arranged = undefined;
  await mongoose.connection.collection<{ _id: string }>('accounts').deleteMany({});
  messengers.length = 0;
});

const connect = () => olga.post('/messengers/telegram/token', { token });

describe('the page of a messenger', () => {
  it('leads through getting a token, takes it, and never shows it again', async () => {
    const { page } = await olga.get('/messengers/telegram');
    for (const told of ['@BotFather', '/newbot', 'Не подключён', 'Проверить и подключить']) expect(page).toContain(told);
    const answer = await connect();
    expect(answer.headers.get('location')).toBe('/messengers/telegram?done=connected');
    const after = (await olga.get('/messengers/telegram?done=connected')).page;
    for (const told of ['@lead_demo_bot', 'Работает', '…ampl', 'https://t.me/lead_demo_bot', owner.name])
      expect(after).toContain(told);
    expect(after).not.toContain('AAExample');
    // What was just connected is set up without another press.
    expect(after).toContain('hx-post="/messengers/telegram/arrange"');
  });

  it('says what is wrong with what was pasted, and does not give it back', async () => {
    const pasted = await olga.post('/messengers/telegram/token', { token: 'мой ключ: 123' });
    expect(pasted.status).toBe(422);
    expect(pasted.page).toContain('не похоже на ключ бота');
    expect(pasted.page).not.toContain('мой ключ');
    checks = [{ name: 'token', state: 'wrong', found: '401 Unauthorized' }];
    const refused = await connect();
    expect(refused.status).toBe(422);
    expect(refused.page).toContain('Telegram не принял этот ключ');
    expect(refused.page).toContain('401 Unauthorized');
    expect(refused.page).not.toContain('AAExample');
  });

  it('tells of each thing that has to be right what to do; an unknown one is shown as it is', async () => {
    await connect();
    checks = [
      { name: 'token', state: 'ok', found: '@lead_demo_bot' },
      { name: 'webhook.reachable', state: 'wrong', found: 'Connection refused' },
      { name: 'menu', state: 'unknown' },
      { name: 'updates', state: 'unknown' },
      { name: 'something.new', state: 'wrong', found: '42 < 43' },
    ];
    const { page } = await olga.get('/messengers/telegram/checks', { 'hx-request': 'true' });
    for (const told of [
      'Ключ принят',
      'Сервер виден из Telegram',
      'Connection refused',
      'PUBLIC_URL',
      'something.new',
      '42 &lt; 43',
    ])
      expect(page).toContain(told);
    expect(page).toContain('Нужно исправить: 2');
    expect(page.split('Не удалось проверить')).toHaveLength(2);
  });

  it('sets up by a press what can be done by calls, with commands that the bot understands', async () => {
    await connect();
    checks = [{ name: 'commands', state: 'wrong' }];
    await olga.get('/messengers/telegram');
    const { page } = await olga.post('/messengers/telegram/arrange', {}, { 'hx-request': 'true' });
    expect(page).toContain('Всё в порядке');
    expect(arranged).toEqual(menuCommands());
  });

  it('shows what came last, with the way to the conversation, and what went wrong last', async () => {
    await connect();
    const address = { messenger: 'telegram' as const, account: '1', chat: '5' };
    const incoming = { address, from: { id: '5' }, at: new Date(), content: { kind: 'text' as const, text: '' } };
    await storeEvents('telegram', [{ key: 'telegram:1:1', raw: {}, incoming, order: 1 }], new Date());
    await storeEvents('telegram', [{ key: 'telegram:1:2', raw: 'broken', order: 2 }], new Date());
    await noteProblem('telegram', { code: 'refused', values: { said: '400 Bad Request <b>' } }, new Date());
    await noteProblem('telegram', { code: 'refused', values: { said: '400 Bad Request <b>' } }, new Date());
    const { page } = await olga.get('/messengers/telegram/happened', { 'hx-request': 'true' });
    expect(page).toContain('href="/inbox/telegram%3A1%3A5"');
    for (const told of ['сообщение', 'Анна Примерова', 'не для нас', 'Telegram отказывает: 400 Bad Request &lt;b&gt;', 'всего 2'])
      expect(page).toContain(told);
    expect((await olga.get('/messengers/vk/happened', { 'hx-request': 'true' })).page).toContain('Ошибок не было');
  });

  it('is left in peace while nothing changes', async () => {
    await connect();
    for (const path of ['/messengers/standings', '/messengers/telegram/standing', '/messengers/telegram/happened']) {
      const { page } = await olga.get(path, { 'hx-request': 'true' });
      const again = /hx-get="([^"]+)"/.exec(page)?.[1] ?? '';
      expect(again).toContain(path);
      expect((await olga.get(again, { 'hx-request': 'true' })).status).toBe(204);
    }
    const { page } = await olga.get('/messengers/telegram/standing', { 'hx-request': 'true' });
    const before = /hx-get="([^"]+)"/.exec(page)?.[1] ?? '';
    await olga.post('/messengers/telegram/disconnect');
    expect((await olga.get(before, { 'hx-request': 'true' })).page).toContain('Не подключён');
  });

  it('does not offer what needs an address while there is none', async () => {
    await connect();
    expect((await olga.get('/messengers/telegram')).page).toContain('задайте на сервере PUBLIC_URL');
    const answer = await olga.post('/messengers/telegram/transport', { transport: 'webhook' });
    expect(answer.status).toBe(422);
    expect((await accounts.view('telegram')).transport).toBe('polling');
    expect((await olga.post('/messengers/telegram/transport', { transport: 'callback' })).status).toBe(422);
  });

  it('says that a token cannot be read any more when the secret was lost, and takes a new one', async () => {
    await connect();
    const stored = mongoose.connection.collection<{ _id: string }>('accounts');
    await stored.updateOne(
      { _id: 'telegram' },
      { $set: { token: createVault('another').seal('accounts/telegram/token', token) } },
    );
    messengers.length = 0;
    const { page } = await olga.get('/messengers/telegram');
    for (const told of ['Ключ не прочесть', 'SESSION_SECRET', 'id="token"']) expect(page).toContain(told);
    expect((await connect()).headers.get('location')).toContain('done=connected');
    expect((await olga.get('/messengers/telegram')).page).toContain('Работает');
  });

  it('says of what the environment says where to change it, and offers no field', async () => {
    const { page } = await olga.get('/messengers/vk');
    for (const told of ['VK_TOKEN', 'VK_TRANSPORT']) expect(page).toContain(told);
    expect(page).not.toContain('id="token"');
    expect(page).not.toContain('environment-key');
    const answer = await olga.post('/messengers/vk/token', { token: 'vk1.a.another-key' });
    expect(answer.status).toBe(409);
    expect(answer.page).toContain('VK_TOKEN');
  });

  it('has the site’s chat with its code, and no page for what is no messenger', async () => {
    expect((await olga.get('/messengers/web')).page).toContain('/chat/chat.js');
    for (const path of ['/messengers/pigeon', '/messengers/pigeon/checks']) expect((await olga.get(path)).status).toBe(404);
    expect((await olga.post('/messengers/web/token', { token })).status).toBe(400);
  });
});

describe('who may', () => {
  it('a manager sees how it stands and can change nothing', async () => {
    await connect();
    const { page } = await ivan.get('/messengers/telegram');
    expect(page).toContain('Работает');
    for (const hidden of ['id="token"', '/disconnect', 'Переключить']) expect(page).not.toContain(hidden);
    expect((await ivan.get('/messengers/telegram/checks', { 'hx-request': 'true' })).page).not.toContain('/arrange');
    for (const [path, form] of [
      ['token', { token }],
      ['disconnect', {}],
      ['transport', { transport: 'webhook' }],
      ['arrange', {}],
    ] as const) {
      expect((await ivan.post(`/messengers/telegram/${path}`, form)).status).toBe(403);
    }
    expect(arranged).toBeUndefined();
    expect((await accounts.view('telegram')).isOn).toBe(true);
  });

  it('every change is in the audit, without the token', async () => {
    await connect();
    await connect();
    await olga.post('/messengers/telegram/arrange');
    await olga.post('/messengers/telegram/transport', { transport: 'polling' });
    await olga.post('/messengers/telegram/disconnect');
    const entries = (await readAudit(5)).reverse();
    expect(entries.map(({ what }) => what)).toEqual([
      'messengerConnected',
      'messengerReplaced',
      'messengerSetUp',
      'messengerSwitched',
      'messengerDisconnected',
    ]);
    expect(entries.every(({ messenger, staff }) => messenger === 'telegram' && staff !== undefined)).toBe(true);
    expect(JSON.stringify(entries)).not.toContain('AAExample');
    expect((await olga.get('/messengers/telegram')).page).toContain('Не подключён');
  });
});

it('the commands of the menu are understood by every conversation, and named in both languages', () => {
  for (const { name, description } of menuCommands()) {
    if (name !== 'start') expect(readWord(`/${name}`)).toBe(name);
    expect(name).toMatch(/^[a-z0-9_]{1,32}$/);
    for (const language of ['ru', 'en']) expect(description[language]?.length).toBeGreaterThan(5);
  }
});
