import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getConversation } from '../../src/conversations/index.ts';
import type { Program } from '../../src/start.ts';
import { expectAccessible } from '../support/axe.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { seedPanel } from '../support/seed-panel.ts';
import { startTestProgram, testOwner } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

describeInBrowser('the lists of the inbox', browser => {
  const database = useDatabase();
  let program: Program;
  let page: Page;
  let anna: string;

  beforeAll(async () => {
    await mongoose.disconnect();
    program = await startTestProgram({ uri: database.uri });
    const olga = await mongoose.connection.collection<{ _id: string }>('staff').findOne({});
    ({ anna } = await seedPanel({ staff: olga?._id ?? '', now: new Date() }));
    page = await browser.open();
    await page.goto(`${program.url}/login`);
    await page.fill('[name=email]', testOwner.email);
    await page.fill('[name=password]', testOwner.password);
    await page.click('form[action="/login"] button');
    await page.waitForURL(/\/inbox/);
  });
  afterAll(async () => {
    await program?.stop();
    await mongoose.connect(database.uri);
  });

  const shot = async (name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
  };
  const narrow = () => page.setViewportSize({ width: 360, height: 740 });
  const wide = () => page.setViewportSize({ width: 1280, height: 800 });
  const held = () => getConversation(anna);

  it('walk by keys, and a conversation is given, put off, brought back, closed and opened', { timeout: 90_000 }, async () => {
    // What is just being exchanged hears no key.
    const opensBy = (key: string, selector: string) =>
      until(`${selector} opens by ${key}`, async () => {
        await page.keyboard.press(key);
        return page.waitForSelector(selector, { timeout: 3000 }).catch(() => undefined);
      });
    await page.goto(`${program.url}/inbox?view=waiting`);
    await shot('waiting');
    await expectAccessible(page);
    // The list scrolls, the page does not, however small the window.
    await page.setViewportSize({ width: 1280, height: 400 });
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(400);
    await wide();
    await page.keyboard.press('5');
    await page.waitForURL(/view=all/);
    await page.keyboard.press('1');
    await page.waitForURL(/view=waiting/);
    await until('a conversation is open', async () => {
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      return page.waitForSelector('#conversation', { timeout: 3000 }).catch(() => undefined);
    });

    await page.goto(`${program.url}/inbox/${anna}?view=waiting`);
    await page.click('.holding-menu summary');
    await shot('menu');
    await page.keyboard.press('Escape');
    await opensBy('a', '#holding[open] #transfer-to');
    await shot('transfer');
    await expectAccessible(page, '#holding');
    await page.selectOption('#transfer-to', { index: 1 });
    await page.fill('#transfer-note', 'Просит перезвонить');
    await page.click('#holding [type=submit]');
    await page.waitForSelector('.conv-mode:has-text("Ведёте вы")');
    await page.waitForSelector('.messages:has-text("Просит перезвонить")');

    await opensBy('s', '#holding[open] .snooze-choices');
    await shot('snooze');
    await page.fill('#snooze-at', '2020-01-01T10:00');
    await page.click('#holding [type=submit]:not([value])');
    await page.waitForSelector('#snooze-wrong');
    expect(await page.inputValue('#snooze-at')).toBe('2020-01-01T10:00');
    await page.click('#holding [value=tomorrow]');
    await page.waitForSelector('.desk:has-text("Отложен. Вернётся"), #desk:has-text("Отложен. Вернётся")');
    expect((await held())?.snoozed).toBeDefined();
    await page.goto(`${program.url}/inbox/${anna}?view=snoozed`);
    await page.waitForSelector('.line:has-text("Анна")');
    await shot('snoozed');
    await page.keyboard.press('s');
    await until('it is back', async () => (await held())?.snoozed === undefined);

    await page.waitForSelector('[data-key="e"]', { state: 'attached' });
    await opensBy('e', '#close-reason');
    await page.fill('#close-reason', 'Вопрос решён');
    await shot('close');
    await page.click('#holding [type=submit]');
    await page.waitForSelector('#desk:has-text("Диалог закрыт: Вопрос решён")');
    await shot('closed');
    await page.click('#reopen');
    await page.waitForSelector('.conv-mode:has-text("Ведёте вы")');
    expect(await held()).toMatchObject({ mode: 'staff' });
    expect(browser.complaints.filter(each => !each.includes('422'))).toEqual([]);
  });

  it('are narrowed down in the address, and say when nothing fits', { timeout: 90_000 }, async () => {
    await page.goto(`${program.url}/inbox?view=all`);
    await page.click('.filters summary');
    await page.selectOption('[name=messenger]', 'vk');
    await page.waitForURL(/messenger=vk/);
    await page.waitForSelector('.line:has-text("Анна")', { state: 'detached' });
    await page.waitForSelector('.line:has-text("Игорь")');
    await shot('filtered');
    await page.reload();
    await page.waitForSelector('.line:has-text("Игорь")');
    await page.fill('.filters [name=tag]', 'нет такой');
    await page.press('.filters [name=tag]', 'Enter');
    await page.waitForSelector('.nothing:has-text("Ничего не подошло")');
    await narrow();
    await shot('filtered-narrow');
    await expectNoSidewaysScroll(page);
    await page.goto(`${program.url}/inbox/${anna}`);
    await page.click('.holding-menu summary');
    await shot('menu-narrow');
    await expectNoSidewaysScroll(page);
    await wide();
  });

  it('stay narrowed down when something happens before the narrowed one has come', { timeout: 90_000 }, async () => {
    await page.goto(`${program.url}/inbox?view=all`);
    await page.click('.filters summary');
    let letGo = () => {};
    const held = new Promise<void>(resolve => (letGo = resolve));
    const narrowed = /\/inbox\/list\?.*messenger=vk/;
    await page.route(narrowed, async route => {
      await held;
      await route.continue();
    });
    const asked = page.waitForRequest(narrowed);
    await page.selectOption('[name=messenger]', 'vk');
    await asked;
    // Renewed now, the list that the narrowed one is to replace would be gone when it comes.
    const renewed = await page.evaluate(`(() => {
      const asking = [];
      const note = event => asking.push(event.target.id);
      document.body.addEventListener('htmx:beforeRequest', note);
      document.body.dispatchEvent(new Event('inbox-changed'));
      document.body.removeEventListener('htmx:beforeRequest', note);
      return asking;
    })()`);
    expect(renewed).not.toContain('list');
    letGo();
    await page.waitForSelector('.line:has-text("Анна")', { state: 'detached' });
    await page.waitForSelector('.line:has-text("Игорь")');
    await page.unroute(narrowed);
  });

  it('away is said and taken back', async () => {
    await page.goto(`${program.url}/inbox?view=waiting`);
    await page.click('.presence');
    await page.waitForSelector('.presence.is-away');
    await page.click('.presence');
    await page.waitForSelector('.presence:not(.is-away)');
  });

  it('queues and hours are set, and what is wrong is said beside its field', { timeout: 90_000 }, async () => {
    await page.goto(`${program.url}/settings/queues`);
    await shot('queues');
    await expectAccessible(page);
    await page.click('a[href="/settings/queues/new"]');
    await page.fill('#title', 'Продажи');
    await page.fill('#id', 'от дел');
    await page.fill('#firstReplyMinutes', 'скоро');
    await page.click('.tile-foot button');
    await page.waitForSelector('#id-wrong');
    expect(await page.inputValue('#firstReplyMinutes')).toBe('скоро');
    await shot('queue-wrong');
    await expectAccessible(page);
    await page.fill('#id', 'sales');
    await page.fill('#firstReplyMinutes', '15');
    await page.check('[name=hours][value=own]');
    await page.fill('[name=from1]', '19:00');
    await page.click('.tile-foot button');
    await page.waitForSelector('.field-error:has-text("Понедельник")');
    await page.fill('[name=from1]', '8');
    await shot('queue');
    await narrow();
    await expectNoSidewaysScroll(page);
    await page.screenshot(process.env.SHOTS ? { path: `${process.env.SHOTS}/queue-narrow.png`, fullPage: true } : {});
    await wide();
    await page.click('.tile-foot button');
    await page.waitForSelector('.queue-list:has-text("Продажи")');
    await page.goto(`${program.url}/settings/queues/sales`);
    expect(await page.inputValue('[name=from1]')).toBe('08:00');
    page.once('dialog', dialog => dialog.accept());
    await page.click('.queue-remove button');
    await page.waitForSelector('.note-good');

    await page.goto(`${program.url}/settings/hours`);
    await page.fill('#holidays', '01.01.2027, скоро');
    await page.click('.tile-foot button');
    await page.waitForSelector('.field-error:has-text("скоро")');
    await page.fill('#holidays', '01.01.2027, 08.03.2027');
    await page.uncheck('[name=days][value="5"]');
    await page.click('.tile-foot button');
    await page.waitForSelector('.note-good');
    expect(await page.inputValue('#holidays')).toBe('01.01.2027, 08.03.2027');
    await expectAccessible(page);
    await page.evaluate("document.documentElement.dataset.bsTheme = 'dark'");
    await shot('hours-dark');
    await narrow();
    await shot('hours-narrow');
    await expectNoSidewaysScroll(page);
  });

  it('are in English for who reads English', async () => {
    await wide();
    await mongoose.connection.collection('staff').updateOne({}, { $set: { 'preferences.language': 'en' } });
    await page.goto(`${program.url}/inbox/${anna}?view=waiting`);
    await page.waitForSelector('.tab:has-text("Snoozed")');
    await shot('english');
    await page.goto(`${program.url}/settings/hours`);
    await shot('hours-english');
  });
});
