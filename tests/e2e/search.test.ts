import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { createDeal } from '../../src/deals/index.ts';
import { createSearchIndexer } from '../../src/search/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { createTask } from '../../src/tasks/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedConversation } from '../support/seed-panel.ts';
import { expectFit, ownersPages } from '../support/signed-in.ts';

describeInBrowser('the search', browser => {
  useDatabase();
  const panel = usePanel();
  const now = new Date();
  let page: Page;

  beforeAll(async () => {
    await ensureOwner(owner, now);
    const said = Array.from({ length: 60 }, (_, i) => ({
      from: i % 2 ? ('bot' as const) : ('customer' as const),
      ago: 5000 - i * 60,
      text: i === 3 ? 'Когда будет доставка дивана в мастерскую на Садовой?' : `Сообщение номер ${i}`,
    }));
    const anna = await seedConversation(
      {
        ...{ address: { messenger: 'telegram', account: '1', chat: '501' }, person: { id: '501', firstName: 'Анна' } },
        card: { set: { name: 'Анна Петрова', phone: '+79991234567', city: 'Казань' }, addTags: ['ванная'] },
        lines: said,
      },
      now,
    );
    await seedConversation(
      {
        ...{ address: { messenger: 'vk', account: '1', chat: '502' }, person: { id: '502', firstName: '<b>Олег</b>' } },
        card: { set: { name: 'Олег <img src=x onerror=alert(1)>', phone: '+79990000001' } },
        lines: [{ from: 'customer', ago: 5, text: 'Здравствуйте' }],
      },
      now,
    );
    await createDeal({
      key: 'deal',
      contact: anna.contact,
      pipeline: 'sales',
      stage: 'new',
      title: 'Диван для Петровой',
      amount: 42_000,
      now,
    });
    await createTask({ key: 'task', title: 'Позвонить Петровой', for: { kind: 'managers' }, contact: anna.contact, now });
    await createSearchIndexer().work({ now, budgetMs: 10_000 });
    page = await ownersPages(browser, panel)('/inbox');
  });

  const look = (name: string) => expectFit(page, name, { whole: false });

  const found = (group: string) => page.locator(`#search [aria-labelledby="found-${group}"] .found-row`);

  it('opens by one key on any page, tells pages first and results of every kind as one types', async () => {
    await page.goto(`${panel.url}/settings`);
    await page.keyboard.press('/');
    await page.waitForSelector('#search[open] .found-row');
    await look('search-empty');
    await page.keyboard.type('петрова');
    await found('contacts').waitFor();
    for (const group of ['contacts', 'deals', 'tasks']) expect(await found(group).count(), group).toBe(1);
    await look('search-found');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#search[open]', { state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.waitForSelector('#search[open]');
    expect(await page.evaluate('getSelection().toString()')).toBe('петрова');
  });

  it('walks by arrows and opens a message where it stands in its conversation', async () => {
    await page.keyboard.type('доставку диван');
    await found('messages').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await page.getAttribute('#search-words', 'aria-activedescendant')).toMatch(/^found-row-/);
    await look('search-message');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/inbox/**at=**');
    await page.waitForSelector('.msg.is-found');
    expect(await page.textContent('.msg.is-found')).toContain('доставка дивана');
  });

  it('finds by digits, by the other keyboard, and a person with a hostile name', async () => {
    await page.goto(`${panel.url}/contacts`);
    await page.keyboard.press('/');
    await page.keyboard.type('123-45');
    await found('contacts').waitFor();
    expect(await found('contacts').textContent()).toContain('+7 999 123-45-67');
    await page.fill('#search-words', 'gtnhjdf');
    await page.waitForSelector('.found-note:has-text("петрова")');
    await look('search-layout');
    await page.fill('#search-words', 'олег');
    await page.waitForSelector('#search .found-row:has-text("<img src=x")');
    await page.fill('#search-words', 'ничегоподобного');
    await page.waitForSelector('#search .found-empty');
    await look('search-nothing');
    await page.keyboard.press('Escape');
  });

  it('opens from the bar on a phone, and goes without scripts as a page', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${panel.url}/contacts`);
    await page.click('[data-opens-search]');
    await page.waitForSelector('#search[open] .found-row');
    await page.fill('#search-words', 'новая зад');
    await page.waitForSelector('#search .found-row:has-text("Новая задача")');
    await page.click('[data-closes-search]');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${panel.url}/search?q=%D0%BF%D0%B5%D1%82%D1%80%D0%BE%D0%B2%D0%B0`);
    await page.waitForSelector('.search-page .found-row');
    await look('search-page');
    expect(browser.complaints).toEqual([]);
  });

  it('speaks English', async () => {
    await page.goto(`${panel.url}/settings`);
    await page.evaluate(
      `fetch('/language', { method: 'POST', headers: { 'x-csrf-token': JSON.parse(document.body.getAttribute('hx-headers'))['x-csrf-token'] }, body: new URLSearchParams({ language: 'en' }) })`,
    );
    await page.goto(`${panel.url}/settings`);
    await page.keyboard.press('/');
    await page.keyboard.type('contacts');
    await page.waitForSelector('#search .found-row:has-text("Contacts")');
    await look('search-english');
  });
});
