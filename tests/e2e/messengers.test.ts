import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import { type Program, start } from '../../src/start.ts';
import {
  type Customer,
  startTelegramStandIn,
  startVkStandIn,
  type TelegramStandIn,
  type VkStandIn,
} from '../../tools/stand-ins/index.ts';
import { type BrowserUnderTest, describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { type ChildProgram, startChildProgram } from '../support/child-program.ts';
import { useDatabase } from '../support/database.ts';
import { environment, testOwner } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';
import { visitor } from '../support/visitor.ts';

const echo = `id: echo
title: Эхо
language: ru
start: { default: true, commands: [start] }
steps:
  - { id: word, ask: text, text: "Жду слово" }
  - { id: heard, say: "Принято {{answers.word}}" }
  - when:
      - { if: { field: answers.word, op: eq, value: конец }, next: end }
      - { next: word }
`;

const database = useDatabase();
let telegram: TelegramStandIn;
let vk: VkStandIn;
let folder: string;
let port: number;
/** Everything that was logged by the program of this process. */
let logged = '';

beforeAll(async () => {
  telegram = await startTelegramStandIn({ limits: false, webhookRetryMs: 100 });
  vk = await startVkStandIn({ limits: false });
  folder = await mkdtemp(join(tmpdir(), 'kartoteka-messengers-'));
  await writeFile(join(folder, 'echo.yaml'), echo);
  port = await freePort();
  await mongoose.disconnect();
});
afterAll(async () => {
  await Promise.all([telegram.stop(), vk.stop()]);
  await rm(folder, { recursive: true, force: true });
  await mongoose.connect(database.uri);
});

const variables = (env: Record<string, string>) =>
  environment({
    uri: database.uri,
    env: {
      DATA_DIR: folder,
      FLOWS_DIR: folder,
      TELEGRAM_API_ROOT: telegram.url,
      VK_API_ROOT: vk.url,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      ...env,
    },
  });

function startHere(env: Record<string, string>): Promise<Program> {
  const write = (line: string) => {
    logged += line;
  };
  const log = pino({ level: 'debug' }, { write });
  // A hundred answers at the messengers' own pace would take minutes.
  return start({ config: readConfig(variables(env)), log, pace: () => ({ perSecond: 1000, chatBurst: 1000 }) });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const found = (server.address() as AddressInfo).port;
  await new Promise(closed => server.close(closed));
  return found;
}

async function signIn(browser: BrowserUnderTest, url: string, path: string): Promise<Page> {
  const page = await browser.open();
  await page.goto(url + path);
  await page.fill('#email', testOwner.email);
  await page.fill('#password', testOwner.password);
  await page.click('form[action="/login"] button');
  await page.waitForURL(`**${path}`);
  return page;
}

async function paste(page: Page, token: string): Promise<void> {
  if (await page.locator('summary:has-text("Заменить ключ")').count()) {
    if (!(await page.locator('#token').isVisible())) await page.click('summary:has-text("Заменить ключ")');
  }
  await page.fill('#token', token);
  await page.click('.messenger-form .btn-primary');
}

async function choose(page: Page, transport: string): Promise<void> {
  await page.check(`input[value="${transport}"]`);
  await page.click('#transport button');
  await page.waitForURL('**done=transport');
}

const words = (count: number) => Array.from({ length: count }, (_, i) => `слово-${i + 1}`);
const answersTo = (customer: Customer) => customer.messages.map(({ text }) => text).filter(text => text.startsWith('Принято'));

/** What the customer is in the history with, each message once. */
async function textsInHistory(): Promise<string[]> {
  const found = await mongoose.connection.collection('messages').find({ 'author.kind': 'customer', kind: 'text' }).toArray();
  return found.map(({ text }) => String(text));
}

describeInBrowser('the owner', browser => {
  let program: Program;
  let page: Page;
  beforeAll(async () => {
    program = await startHere({ PORT: String(port) });
    page = await signIn(browser, program.url, '/messengers/telegram');
  });
  afterAll(async () => {
    await program?.stop();
  });

  it('pastes a wrong token and is told so, then the right one, and a customer is answered', { timeout: 60_000 }, async () => {
    await paste(page, telegram.token.replace(/.$/, 'x'));
    await page.waitForSelector('#token-fault:has-text("Telegram не принял этот ключ")');
    await paste(page, telegram.token);
    await page.waitForURL('**done=connected');
    await page.waitForSelector('#checks .state-good:has-text("Всё в порядке")');
    for (const title of ['Ключ принят', 'Команды бота', 'Кнопка меню'])
      await page.waitForSelector(`.check-good:has-text("${title}")`);
    await page.waitForSelector(`#standing :text("@${telegram.bot.username}")`);

    const anna = telegram.customer({ firstName: 'Анна' });
    await anna.start();
    await anna.receives('Жду слово');
    await anna.says('лес');
    await anna.receives('Принято лес');
    await page.waitForSelector('#happened a:has-text("Анна")');
  });

  it.each([
    ['telegram', 'webhook', 'polling'],
    ['vk', 'callback', 'longpoll'],
  ] as const)(
    '%s: switches to %s and back while a customer writes a hundred messages: none is lost, none is doubled',
    {
      timeout: 180_000,
    },
    async (name, push, pull) => {
      await page.goto(`${program.url}/messengers/${name}`);
      if (name === 'vk') {
        await paste(page, vk.token);
        await page.waitForURL('**done=connected');
        await page.waitForSelector('#standing .state-good');
      }
      const customer = (name === 'telegram' ? telegram : vk).customer({ firstName: 'Борис' });
      await customer.start();
      await customer.receives('Жду слово', { timeoutMs: 20_000 });
      const all = words(100).map(word => `${name}-${word}`);
      let said = 0;
      const writing = (async () => {
        for (const word of all) {
          await customer.says(word);
          said++;
          await customer.receives(`Принято ${word}`, { timeoutMs: 40_000 });
        }
      })();
      for (const transport of [push, pull, push, pull]) {
        const before = said;
        await until('the customer goes on', async () => said >= Math.min(before + 10, 99), 60_000);
        await choose(page, transport);
      }
      await writing;
      expect(answersTo(customer)).toEqual(all.map(word => `Принято ${word}`));
      expect((await textsInHistory()).filter(text => text.startsWith(name)).sort()).toEqual([...all].sort());
      await page.waitForSelector('#checks .state-good:has-text("Всё в порядке")');
    },
  );

  it('replaces the token and disconnects; the page fits a phone', { timeout: 60_000 }, async () => {
    await page.goto(`${program.url}/messengers/telegram`);
    await paste(page, telegram.token);
    await page.waitForURL('**done=replaced');
    const vera = telegram.customer({ firstName: 'Вера' });
    await vera.start();
    await vera.receives('Жду слово');
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ['/messengers', '/messengers/telegram', '/messengers/vk', '/messengers/web']) {
      await page.goto(program.url + path);
      await expectNoSidewaysScroll(page);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${program.url}/messengers/telegram`);
    await page.click('button[data-opens="disconnect"]');
    await page.click('#disconnect .btn-danger');
    await page.waitForURL('**done=disconnected');
    await page.waitForSelector('#standing :text("Не подключён")');
    expect((await fetch(`${program.url}/webhooks/telegram`, { method: 'POST' })).status).toBe(404);
    await paste(page, telegram.token);
    await page.waitForURL('**done=connected');
  });

  it('finds the token nowhere: not on a page, not in the log, not in the database', async () => {
    const pages: string[] = [];
    for (const path of ['', '/telegram', '/telegram/checks', '/telegram/happened', '/vk']) {
      await page.goto(`${program.url}/messengers${path}`);
      pages.push(await page.content());
    }
    const collections = (await mongoose.connection.db?.collections()) ?? [];
    const stored = await Promise.all(collections.map(async collection => JSON.stringify(await collection.find().toArray())));
    const [, secret = ''] = telegram.token.split(':');
    for (const text of [...pages, ...stored, logged]) {
      expect(text.includes(secret)).toBe(false);
      expect(text.includes(vk.token)).toBe(false);
    }
    expect(logged.length).toBeGreaterThan(100);
  });
});

describe('two processes that receive and one that shows the panel', () => {
  let program: Program;
  const bots: ChildProgram[] = [];
  const startBots = async () => void bots.push(await startChildProgram(variables({ RUN: 'bots', PORT: '0' })));
  beforeAll(async () => {
    program = await startHere({ RUN: 'panel,jobs', PORT: '0' });
    await Promise.all([startBots(), startBots()]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all(bots.map(child => child.kill()));
    await program?.stop();
  });

  it('one asks Telegram, the page tells its truth, and the other one goes on when it is killed', {
    timeout: 90_000,
  }, async () => {
    const olga = visitor(() => program.url);
    await olga.signIn(testOwner);
    await olga.get('/messengers/telegram');
    expect((await olga.post('/messengers/telegram/token', { token: telegram.token })).status).toBe(303);
    const standing = async () => (await olga.get('/messengers/telegram/standing', { 'hx-request': 'true' })).page;
    const duties = () =>
      mongoose.connection.collection<{ _id: string; owner: string }>('accountDuties').findOne({ _id: 'telegram' });
    await until('the panel says that one of them receives', async () => {
      const page = await standing();
      return page.includes('Работает') && page.includes(`@${telegram.bot.username}`);
    });

    const anna = telegram.customer({ firstName: 'Анна' });
    await anna.start();
    await anna.receives('Жду слово');
    const poller = Number((await duties())?.owner.split(':')[1]);
    expect(bots.map(({ process: { pid } }) => pid)).toContain(poller);
    process.kill(poller, 'SIGKILL');
    await anna.says('после');
    await anna.receives('Принято после', { timeoutMs: 20_000 });
    expect(Number((await duties())?.owner.split(':')[1])).not.toBe(poller);
    expect(answersTo(anna)).toEqual(['Принято после']);

    await Promise.all(bots.map(child => child.kill()));
    await until('the panel says that nobody receives', async () => (await standing()).includes('Никто не принимает'), 25_000);
  });
});
