import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { findDuplicates, getContact, patchContact, trashContacts } from '../../src/contacts/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedConversation } from '../support/seed-panel.ts';
import { expectFit, ownersPages } from '../support/signed-in.ts';
import { until } from '../support/until.ts';

describeInBrowser('similar cards', browser => {
  useDatabase();
  const panel = usePanel();
  const now = new Date();
  const by = { kind: 'flow', flow: 'lead' } as const;
  let anna = '';
  let page: Page;

  beforeAll(async () => {
    await ensureOwner(owner, now);
    const person = async (chat: string, firstName: string, messenger: 'telegram' | 'vk') =>
      seedConversation(
        {
          ...{ address: { messenger, account: '1', chat }, person: { id: chat, firstName } },
          lines: [{ from: 'customer', ago: 50, text: 'Здравствуйте, нужна смета' }],
        },
        now,
      );
    const one = await person('801', 'Анна', 'telegram');
    const two = await person('802', 'Анна', 'vk');
    const other = await person('803', 'Олег', 'telegram');
    anna = one.contact;
    const phone = '+79990000001';
    const set = (id: string, patch: Parameters<typeof patchContact>[1]) => patchContact(id, patch, { key: `set:${id}`, by, now });
    await set(one.contact, { set: { phone, city: 'Казань', birthday: '--05-12' }, addTags: ['ванная'], custom: { Площадь: 42 } });
    await set(two.contact, {
      set: {
        name: 'Анна Примерова',
        phone,
        city: 'Самара',
        birthday: '1990-05-12',
        email: 'anna@example.org',
        company: 'Ромашка',
      },
      addTags: ['vip'],
    });
    await set(other.contact, { set: { name: 'Олег Образцов', phone } });
    await findDuplicates();
    page = await ownersPages(browser, panel)('/inbox');
  });

  const look = (name: string) => expectFit(page, name);

  it('are shown side by side, and those of different people are asked about no more', async () => {
    await page.goto(`${panel.url}/contacts`);
    await page.click('a[href="/contacts/duplicates"]');
    await page.waitForSelector('.pair');
    expect(await page.locator('.pair').count()).toBe(3);
    await look('duplicates');
    const different = page.locator('.pair', { hasText: 'Олег Образцов' });
    while ((await different.count()) > 0) {
      const before = await different.count();
      await different.first().getByRole('button', { name: 'Это разные люди' }).click();
      await until('the pair is gone', async () => (await different.count()) < before);
    }
    expect(await page.locator('.pair').count()).toBe(1);
  });

  it('become one by a choice for every field that differs, and two again', { timeout: 90_000 }, async () => {
    await page.click('.pair .btn-primary');
    await page.waitForSelector('#merge-form');
    await look('merge-new');
    expect(await page.textContent('.merge-result')).toContain('12 мая 1990');
    await page.getByLabel('Самара').check();
    await page.locator('.merge-result', { hasText: 'Самара' }).waitFor();
    await page.getByRole('button', { name: 'Объединить' }).click();
    await page.waitForURL(/merges\/[0-9a-z]{20}$/);
    await look('merge');
    await page.getByRole('link', { name: 'Открыть карточку' }).click();
    await page.waitForSelector('.card-page');
    expect(await page.textContent('.card-page')).toContain('С этой карточкой объединена');
    await page.getByRole('link', { name: 'Разделить…' }).click();
    await page.getByRole('button', { name: 'Разделить карточки' }).click();
    await page.waitForSelector('text=Карточки снова разделены');
    expect(await getContact(anna)).toMatchObject({ name: 'Анна', city: 'Казань', tags: ['ванная'] });
    await page.goto(`${panel.url}/contacts/merges`);
    await look('merges');
    await page.goto(`${panel.url}/contacts/duplicates`);
    await page.waitForSelector('text=Похожих карточек нет');
  });

  it('are found by hand as well', async () => {
    await page.goto(`${panel.url}/contacts/${anna}`);
    await page.getByRole('link', { name: 'Объединить с…' }).click();
    await page.waitForURL('**/merges/with**');
    await page.fill('[name=q]', 'олег');
    await page.locator('.card-list li').waitFor();
    await look('merge-with');
    await page.getByRole('link', { name: /Выбрать/ }).click();
    await page.waitForSelector('#merge-form');
  });

  it('go into the trash and come back at once or later', { timeout: 90_000 }, async () => {
    await page.goto(`${panel.url}/contacts/${anna}`);
    await page.getByRole('button', { name: 'В корзину' }).click();
    await page.waitForSelector('.trashed');
    await look('trashed');
    await page.goto(`${panel.url}/contacts/trash`);
    await page.waitForSelector('.trash-list');
    expect(await page.textContent('.trash-list')).toContain('осталось 30 дней');
    await look('trash');
    await page.getByRole('button', { name: /Вернуть/ }).click();
    await page.waitForURL(`**/contacts/${anna}`);
    await page.getByRole('button', { name: 'В корзину' }).click();
    await page.locator('.toast-note').getByRole('button', { name: 'Вернуть' }).click();
    await page.locator('.trashed').waitFor({ state: 'detached' });
    await page.goto(`${panel.url}/contacts`);
    await page.locator('[data-pick-all]').check();
    page.once('dialog', dialog => void dialog.accept());
    await page.getByRole('button', { name: 'В корзину' }).click();
    await page.locator('.toast-note', { hasText: /Карточек в корзине: \d/ }).waitFor();
    await page.locator('.toast-note').getByRole('button', { name: 'Вернуть' }).click();
    await page.locator('[data-row]').first().waitFor();
    await page.goto(`${panel.url}/contacts/trash`);
    await page.waitForSelector('text=Корзина пуста');
    await look('trash-empty');
  });

  it('are told of in English and in the dark as well', { timeout: 90_000 }, async () => {
    await mongoose.connection.collection('staff').updateMany({}, { $set: { 'preferences.language': 'en' } });
    await mongoose.connection.collection('duplicates').updateMany({}, { $set: { state: 'open' } });
    await trashContacts([anna], { by: { kind: 'automation', id: 'test', name: 'test' }, now });
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const [name, words] of [
      ['duplicates', 'Similar cards'],
      ['merges', 'Merged'],
      ['trash', 'Trash'],
    ] as const) {
      await page.goto(`${panel.url}/contacts/${name}`);
      await page.locator('main', { hasText: words }).waitFor();
      await look(`${name}-english-dark`);
    }
    expect(browser.complaints).toEqual([]);
  });
});
