import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { getMessage, isChanging, type MessageChange, queueChange, settleChange } from '../../src/messages/index.ts';
import { type Site, startSite } from '../bots/web/site.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { samplePicture } from '../support/sample-files.ts';
import { until } from '../support/until.ts';

useDatabase();

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const choice = [
  [
    { label: 'Ванная', action: { kind: 'press' as const, data: 's:0' } },
    { label: 'Кухня', action: { kind: 'press' as const, data: 's:1' } },
  ],
  [{ label: 'Наш сайт', action: { kind: 'url' as const, url: 'https://example.org/' } }],
];

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.close());
afterEach(() => {
  delete site.onIncoming;
});

/** What the messenger has done with a message of ours by now. */
async function changes(id: string, change: Pick<MessageChange, 'what' | 'text'>) {
  const at = new Date();
  const message = await getMessage(id);
  if (message) await queueChange(message, { ...change, key: `k${id}`, at, by: 's1' });
  const changing = await getMessage(id);
  if (changing && isChanging(changing)) await settleChange(changing, { status: { state: 'sent', attempts: 1 }, now: at });
}

const write = async (page: Page | ReturnType<Page['frameLocator']>, text: string) => {
  await page.getByLabel('Сообщение', { exact: true }).fill(text);
  await page.getByRole('button', { name: 'Отправить' }).click();
};
/** The page's policy forbids it to evaluate words, so they are asked from outside. */
const holds = (page: Page, expression: string) =>
  until(expression, () => page.evaluate(`Boolean(${expression})`) as Promise<boolean>);
const texts = (page: Page) => page.locator('.bubble').allTextContents();

describeInBrowser('the chat page', browser => {
  it('hears at once of every script that it needs', async () => {
    const page = await browser.open();
    const told = new Set<string>();
    await page.goto(`${site.url}/chat`);
    for (const link of await page.locator('link[rel=modulepreload], script[type=module]').all())
      told.add(new URL((await link.getAttribute('href')) ?? (await link.getAttribute('src')) ?? '', site.url).href);
    const scripts = await page.evaluate(
      `performance.getEntriesByType('resource').map(({ name }) => name).filter(name => name.includes('.js'))`,
    );
    expect(scripts).toHaveLength(told.size);
    expect(new Set(scripts as string[])).toEqual(told);
    expect(told.size).toBeGreaterThan(10);
    expect(browser.complaints).toEqual([]);
  });

  it('greets, starts, asks, and takes a pressed button once', async () => {
    const page = await browser.open({ viewport: { width: 360, height: 640 } });
    await page.goto(`${site.url}/chat?ref=promo-vk`);
    await page.getByRole('button', { name: 'Начать' }).click();
    await page.locator('.own').waitFor();
    expect(site.incoming().at(-1)).toMatchObject({ content: { kind: 'start' }, link: 'promo-vk' });
    expect(await page.getByRole('heading', { name: 'Здравствуйте' }).isVisible()).toBe(false);

    await site.say('Что нужно сделать?', { buttons: choice });
    await page.getByRole('button', { name: 'Ванная' }).dblclick();
    await page.locator('.own .bubble', { hasText: 'Ванная' }).waitFor();
    await page.getByRole('button', { name: 'Кухня' }).waitFor({ state: 'detached' });
    expect(site.incoming().filter(({ content }) => content.kind === 'press')).toHaveLength(1);
    expect(site.incoming().at(-1)).not.toHaveProperty('link');
    expect(await page.getByRole('link', { name: 'Наш сайт' }).getAttribute('href')).toBe('https://example.org/');
    expect(await texts(page)).toEqual(['Начать', 'Что нужно сделать?', 'Ванная']);
    await expectNoSidewaysScroll(page);
    expect(browser.complaints).toEqual([]);
  });

  it('shows what was written in order, also after a reload, and answers as they come', async () => {
    const page = await browser.open();
    await page.goto(`${site.url}/chat`);
    for (const text of ['раз', 'два', 'три']) await write(page, text);
    await page.locator('.own.latest .sent').waitFor();
    await site.say('Добрый день!', { author: { kind: 'staff', id: 's1', name: 'Мария Иванова' } });
    await page.getByText('Добрый день!').waitFor();
    expect(await page.locator('.message:not(.own) .who').textContent()).toBe('Мария');
    await page.reload();
    await page.getByText('Добрый день!').waitFor();
    expect(await texts(page)).toEqual(['раз', 'два', 'три', 'Добрый день!']);
  });

  it('shows words as words and never as markup, and opens only honest links', async () => {
    const page = await browser.open();
    await page.goto(`${site.url}/chat`);
    const evil = '<img src=x onerror="alert(1)"> см. https://example.org/a.';
    await write(page, evil);
    await page.locator('.own .sent').waitFor();
    await site.say('жми сюда', { entities: [{ type: 'link', offset: 0, length: 8, url: 'javascript:alert(1)' }] });
    await page.getByText('жми сюда').waitFor();
    expect(await texts(page)).toEqual([evil, 'жми сюда']);
    expect(await page.locator('.bubble img').count()).toBe(0);
    expect(await page.locator('.bubble a').count()).toBe(1);
    expect(await page.locator('.bubble a').getAttribute('href')).toBe('https://example.org/a');
  });

  it('sends files, shows pictures where they stand and offers the rest to download', async () => {
    const page = await browser.open();
    await page.goto(`${site.url}/chat`);
    await page
      .getByLabel('Прикрепить файл')
      .last()
      .setInputFiles([
        { name: 'вид.png', mimeType: 'image/png', buffer: png },
        { name: 'смета.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') },
      ]);
    await page.getByRole('img', { name: 'вид.png' }).waitFor();
    await holds(page, "document.querySelector('.picture img').naturalWidth === 1");
    expect(await page.getByRole('link', { name: /смета.pdf/ }).getAttribute('download')).toBe('смета.pdf');
  });

  it('refuses a file that is too big before it is sent', async () => {
    const page = await browser.open();
    await page.goto(`${site.url}/chat`);
    const film = path.join(await mkdtemp(path.join(tmpdir(), 'chat-')), 'фильм.mp4');
    await writeFile(film, '');
    await truncate(film, 20 * 1024 * 1024 + 1);
    await page.getByLabel('Прикрепить файл').last().setInputFiles(film);
    await page.getByText('Файл больше 20 МБ: фильм.mp4').waitFor();
    await rm(path.dirname(film), { recursive: true });
  });

  it('keeps a message that could not be sent, and sends it when asked again', async () => {
    const page = await browser.open();
    await page.goto(`${site.url}/chat`);
    await write(page, 'первое');
    await page.locator('.own .sent').waitFor();
    const before = site.incoming().length;
    await page.route('**/chat/messages', route => route.abort());
    await write(page, 'второе');
    await page.getByText('Не отправлено').waitFor();
    expect(site.incoming().length).toBe(before);
    await page.unroute('**/chat/messages');
    await page.getByRole('button', { name: 'Повторить' }).click();
    await page.locator('.own.latest .sent').waitFor();
    expect(site.incoming().length).toBe(before + 1);
    expect(await texts(page)).toEqual(['первое', 'второе']);
    browser.complaints.length = 0;
  });

  it('goes on by itself after the connection broke, with what came meanwhile', async () => {
    const page = await browser.open();
    await page.goto(`${site.url}/chat`);
    await write(page, 'Я тут');
    await page.locator('.own .sent').waitFor();
    await page.context().setOffline(true);
    site.dropConnections();
    await page.getByText('Нет связи. Подключаемся…').waitFor();
    await site.say('Пока вас не было');
    await page.context().setOffline(false);
    await page.getByText('Пока вас не было').waitFor();
    await page.getByText('Нет связи. Подключаемся…').waitFor({ state: 'hidden' });
    browser.complaints.length = 0;
  });

  it('sends nothing when the browser keeps no cookie for it, and offers its own window', async () => {
    const page = await browser.open();
    await page.route('**/chat/hello', route => route.fulfill({ status: 204 }));
    await page.goto(`${site.url}/chat?embedded=1`);
    const before = site.incoming().length;
    await write(page, 'Слышно?');
    const apart = page.getByRole('link', { name: 'Открыть чат в отдельном окне' });
    await apart.waitFor();
    expect(await apart.getAttribute('href')).not.toContain('embedded');
    expect(await page.getByLabel('Сообщение', { exact: true }).isDisabled()).toBe(true);
    expect(site.incoming().length).toBe(before);
  });

  it('works by keyboard alone', async () => {
    const page = await browser.open();
    await page.goto(`${site.url}/chat`);
    await page.getByRole('button', { name: 'Начать' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.own').waitFor();
    await site.say('Что нужно?', { buttons: choice });
    await page.getByRole('button', { name: 'Кухня' }).focus();
    await page.keyboard.press('Space');
    await page.locator('.own .bubble', { hasText: 'Кухня' }).waitFor();
    await holds(page, "document.activeElement?.id === 'text'");
    await page.keyboard.type('строка');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('ещё');
    await page.keyboard.press('Enter');
    await page.locator('.own .bubble', { hasText: 'строка' }).waitFor();
    expect(site.incoming().at(-1)?.content).toEqual({ kind: 'text', text: 'строка\nещё' });
  });
});

describeInBrowser('a voice note', browser => {
  const open = async (given: Parameters<typeof browser.open>[0] = {}) => {
    const page = await browser.open({ permissions: ['microphone'], ...given });
    await page.goto(`${site.url}/chat`);
    return page;
  };

  it('is recorded, listened to and sent as one with its length', async () => {
    const page = await open({ viewport: { width: 360, height: 640 } });
    await page.getByRole('button', { name: 'Записать голосовое сообщение' }).click();
    await page.getByText('Запись', { exact: true }).waitFor();
    await holds(page, "document.getElementById('voice-time').textContent === '0:02'");
    await page.getByRole('button', { name: 'Остановить запись' }).click();
    await holds(page, "document.getElementById('voice-player').readyState > 0");
    await expectNoSidewaysScroll(page);
    await page.getByRole('button', { name: 'Отправить голосовое сообщение' }).click();
    await page.locator('.own.latest .sent').waitFor();
    expect(site.incoming().at(-1)?.content).toMatchObject({
      kind: 'media',
      attachments: [{ kind: 'voice', mime: 'audio/webm', duration: 2 }],
    });
    await holds(page, "document.querySelector('.own audio')?.readyState > 0");
    expect(await page.locator('.own .sound small').textContent()).toBe('0:02');
    expect(browser.complaints).toEqual([]);
  });

  it('is thrown away while it is being recorded and after, and leaves the microphone', async () => {
    const page = await open();
    const before = site.incoming().length;
    await page.getByRole('button', { name: 'Записать голосовое сообщение' }).click();
    await page.getByRole('button', { name: 'Остановить запись' }).press('Escape');
    await page.getByLabel('Сообщение', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Записать голосовое сообщение' }).press('Enter');
    await holds(page, "document.getElementById('voice-time').textContent === '0:01'");
    await page.getByRole('button', { name: 'Остановить запись' }).press('Enter');
    await page.getByRole('button', { name: 'Удалить запись' }).press('Enter');
    await holds(page, "document.activeElement?.id === 'record'");
    expect(site.incoming().length).toBe(before);
  });

  it('tells in words that the microphone was refused or is not there', async () => {
    const page = await open({ permissions: [] });
    await page.addInitScript('navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("no", window.fails); }');
    await page.reload();
    for (const [name, words] of [
      ['NotAllowedError', 'Нет доступа к микрофону.'],
      ['NotFoundError', 'Микрофон не найден.'],
      ['NotReadableError', 'Микрофон занят'],
    ]) {
      await page.evaluate(`window.fails = '${name}'`);
      await page.getByRole('button', { name: 'Записать голосовое сообщение' }).click();
      await page.getByText(words ?? '').waitFor();
    }
    expect(await page.getByLabel('Сообщение', { exact: true }).isVisible()).toBe(true);
  });
});

describeInBrowser('files on the chat page', browser => {
  const choose = (page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]) =>
    page.getByLabel('Прикрепить файл').last().setInputFiles(files);
  const pictures = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      name: `вид ${i}.png`,
      mimeType: 'image/png',
      buffer: samplePicture(600 + i, 400),
    }));

  it('that are chosen together are one album', async () => {
    const page = await browser.open({ viewport: { width: 360, height: 640 } });
    await page.goto(`${site.url}/chat`);
    await choose(page, pictures(3));
    await page.locator('.own .album .picture').nth(2).waitFor();
    await holds(page, "[...document.querySelectorAll('.album img')].every(image => image.naturalWidth > 0)");
    expect(site.incoming().at(-1)?.content).toMatchObject({ attachments: [{ width: 600 }, { width: 601 }, { width: 602 }] });
    expect(await page.locator('.album img').first().getAttribute('src')).toContain('small=1');
    await expectNoSidewaysScroll(page);
    expect(browser.complaints).toEqual([]);
  });

  it('can be broken off while they are on their way', async () => {
    const page = await browser.open();
    await page.goto(`${site.url}/chat`);
    await write(page, 'сейчас пришлю');
    await page.locator('.own.latest .sent').waitFor();
    const before = site.incoming().length;
    await page.route('**/chat/files?*', () => {});
    await choose(page, pictures(1));
    await page.getByRole('button', { name: 'Отменить' }).click();
    await page.getByText('вид 0.png').waitFor({ state: 'detached' });
    await write(page, 'передумал');
    await page.locator('.own.latest .bubble', { hasText: 'передумал' }).waitFor();
    await page.locator('.own.latest .sent').waitFor();
    expect(site.incoming().length).toBe(before + 1);
  });

  it('that are programs are refused in words, beside the message', async () => {
    const page = await browser.open();
    await page.goto(`${site.url}/chat`);
    const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300)]);
    await choose(page, [{ name: 'setup.pdf', mimeType: 'application/pdf', buffer: program }]);
    await page.locator('.meta .failed', { hasText: 'Программы отправить нельзя' }).waitFor();
    await page.getByRole('button', { name: 'Убрать' }).click();
    await page.getByText('setup.pdf').waitFor({ state: 'detached' });
    browser.complaints.length = 0;
  });
});

describeInBrowser('what we change afterwards', browser => {
  it('changes on the open page: words, answers, and nothing is left of what was taken back', async () => {
    const page = await browser.open();
    await page.goto(`${site.url}/chat`);
    await write(page, 'Сколько стоит?');
    await page.locator('.own .sent').waitFor();
    const wrong = await site.say('Сто рублей', { author: { kind: 'staff', id: 's1', name: 'Мария' }, externalId: 'm1' });
    const spare = await site.say('Не вам', { buttons: choice });
    await page.getByRole('button', { name: 'Ванная' }).waitFor();
    await changes(wrong.id, { what: 'edit', text: 'Двести рублей' });
    await changes(spare.id, { what: 'remove' });
    await site.say('За метр', { quoted: [{ relation: 'reply', text: 'Сколько стоит?', from: 'Анна' }] });
    await page.getByText('Двести рублей').waitFor();
    await page.getByText('изменено').waitFor();
    await page.getByText('Сообщение удалено').waitFor();
    await page.locator('blockquote', { hasText: 'Сколько стоит?' }).waitFor();
    await page.getByRole('button', { name: 'Ванная' }).waitFor({ state: 'detached' });
    expect(await page.getByText('Не вам').count()).toBe(0);
    await page.reload();
    await page.getByText('Сообщение удалено').waitFor();
    expect(await page.getByText('Не вам').count()).toBe(0);
  });
});

describeInBrowser('the chat on another site', browser => {
  let shop: Server;
  let address: string;
  beforeAll(async () => {
    shop = createServer((_req, res) => {
      const tag = `<script src="${site.url}/chat/chat.js" data-title="Мастерская" data-colour="#3b5bdb" data-ref="sale"></script>`;
      res.setHeader('content-security-policy', `default-src 'self'; script-src ${site.url}; frame-src ${site.url}`);
      res.setHeader('content-type', 'text/html; charset=utf-8');
      res.end(`<!doctype html><title>Магазин</title><h1>Магазин</h1>${tag}${tag}`);
    }).listen(0, '127.0.0.1');
    await new Promise(resolve => shop.once('listening', resolve));
    address = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/`;
  });
  afterAll(() => shop.close());

  it('opens from one button, counts what is unread while closed, and gives the focus back', async () => {
    const page = await browser.open();
    await page.goto(address);
    const chat = page.frameLocator('iframe');
    await page.getByRole('button', { name: 'Открыть чат' }).click();
    await chat.getByRole('heading', { name: 'Мастерская' }).waitFor();
    await write(chat, 'Есть скидки?');
    await chat.locator('.own .sent').waitFor();
    expect(site.incoming().at(-1)).toMatchObject({ link: 'sale', linkSource: '127.0.0.1/' });

    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Открыть чат' }).waitFor();
    await site.say('Есть');
    await site.say('Всю неделю');
    await page.getByRole('button', { name: 'Открыть чат. Непрочитанных сообщений: 2' }).click();
    await chat.getByText('Всю неделю').waitFor();
    await chat.getByRole('button', { name: 'Закрыть чат' }).click();
    await page.getByRole('button', { name: 'Открыть чат', exact: true }).waitFor();
    expect(await page.evaluate('document.activeElement.shadowRoot.activeElement.className')).toBe('button');
    expect(browser.complaints).toEqual([]);
  });

  it('sends nothing before its script is there, and keeps what was typed', async () => {
    const page = await browser.open();
    let come = () => {};
    const wanted = new Promise<void>(resolve => {
      come = resolve;
    });
    await page.route('**/page.js*', async route => {
      await wanted;
      await route.continue();
    });
    await page.goto(address);
    const chat = page.frameLocator('iframe');
    await page.getByRole('button', { name: 'Открыть чат' }).click();
    await chat.getByLabel('Сообщение', { exact: true }).fill('Я тороплюсь');
    expect(await chat.getByRole('button', { name: 'Отправить' }).isDisabled()).toBe(true);
    come();
    await chat.getByRole('button', { name: 'Отправить' }).click();
    await chat.locator('.own', { hasText: 'Я тороплюсь' }).locator('.sent').waitFor();
  });

  it('tells of an answer that came while the visitor was away', async () => {
    const page = await browser.open();
    await page.goto(address);
    const chat = page.frameLocator('iframe');
    await page.getByRole('button', { name: 'Открыть чат' }).click();
    await write(chat, 'Перезвоните');
    await chat.locator('.own .sent').waitFor();
    await page.goto('about:blank');
    await site.say('Перезвоним в пять');
    await page.goto(address);
    await page.getByRole('button', { name: /Непрочитанных сообщений: 1/ }).waitFor();
  });

  it('tells of it also to whoever left before their own message was acknowledged', async () => {
    const page = await browser.open();
    await page.route('**/chat/messages', route => (route.request().method() === 'POST' ? route.fetch() : route.continue()));
    await page.goto(address);
    const chat = page.frameLocator('iframe');
    await page.getByRole('button', { name: 'Открыть чат' }).click();
    const before = site.incoming().length;
    await write(chat, 'Убегаю, ответьте потом');
    await until('it has arrived', async () => site.incoming().length > before);
    await page.goto('about:blank');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await site.say('Ответили');
    await page.goto(address);
    await page.getByRole('button', { name: /Непрочитанных сообщений: 1/ }).waitFor();
  });

  it('passes the microphone on to the frame and to nobody else', async () => {
    const page = await browser.open({ permissions: ['microphone'] });
    await page.goto(address);
    const chat = page.frameLocator('iframe');
    await page.getByRole('button', { name: 'Открыть чат' }).click();
    await chat.getByRole('button', { name: 'Записать голосовое сообщение' }).click();
    await chat.getByRole('button', { name: 'Остановить запись' }).click();
    await chat.getByRole('button', { name: 'Отправить голосовое сообщение' }).click();
    await chat.locator('.own.latest .sent').waitFor();
    expect(site.incoming().at(-1)?.content).toMatchObject({ attachments: [{ kind: 'voice' }] });
  });

  it('fills a phone and leaves one name behind', async () => {
    const page = await browser.open({ viewport: { width: 360, height: 640 } });
    await page.goto(address);
    expect(await page.evaluate('Object.keys(window).filter(name => /kartoteka/i.test(name))')).toEqual(['KartotekaChat']);
    expect(await page.locator('kartoteka-chat').count()).toBe(1);
    await page.evaluate('KartotekaChat.open()');
    const box = await page.locator('iframe').boundingBox();
    expect(box).toEqual({ x: 0, y: 0, width: 360, height: 640 });
  });
});
