import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createContact, listContacts } from '../../src/contacts/index.ts';
import { createImporter, type Importer } from '../../src/imports/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { ensureOwner, findAudit } from '../../src/staff/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { expectFit, ownersPages, shoot } from '../support/signed-in.ts';

describeInBrowser('import and export', browser => {
  useDatabase();
  let importer: Importer;
  const panel = usePanel({ wakeImports: () => importer.wake() });
  let page: Page;

  beforeAll(async () => {
    const defaults = { region: 'RU', timeZone: 'Europe/Moscow' };
    importer = createImporter({ owner: 'test', defaults, clock: systemClock, log: pino({ level: 'silent' }) });
    await ensureOwner(owner, new Date());
    const by = { kind: 'staff', id: 'x', name: 'Ольга' } as const;
    await createContact({ name: '=Формула', phones: { add: '+79990000001' } }, { by, key: 'one', now: new Date() });
    page = await ownersPages(browser, panel)('/inbox');
  });
  afterAll(() => importer?.stop());

  const look = (name: string) => expectFit(page, name);

  async function upload(name: string, content: string) {
    await page.setInputFiles('#import-file', { name, mimeType: 'text/csv', buffer: Buffer.from(content) });
    await page.getByRole('button', { name: 'Загрузить' }).click();
    await page.waitForURL(/import\/\w{20}/);
  }

  it('a table of a thousand rows is looked through, written and taken back', { timeout: 60_000 }, async () => {
    await page.goto(`${panel.url}/contacts`);
    await page.getByRole('link', { name: 'Импорт' }).click();
    await page.waitForURL('**/contacts/import');
    const rows = Array.from({ length: 998 }, (_, i) => `Гость № ${i};+7 999 ${String(1_000_000 + i)};Казань;${i}`);
    await upload(
      'гости.csv',
      `Клиент;Телефон;Город;Площадь\n${rows.join('\n')}\nБез номера;12345;Омск;7\nНовая Формула;8 999 000 00 01;;8\n`,
    );
    await page.getByRole('button', { name: 'Проверить' }).waitFor();
    await page.getByLabel('Чем станет столбец «Площадь»').selectOption('name');
    await page.getByRole('button', { name: 'Проверить' }).click();
    await page.getByText('Два столбца стали одним и тем же').waitFor();
    expect(await page.getByLabel('Чем станет столбец «Площадь»').inputValue()).toBe('name');
    await page.getByLabel('Чем станет столбец «Площадь»').selectOption({ label: 'Новое поле «Площадь»' });
    await look('import-columns');
    await page.getByRole('button', { name: 'Проверить' }).click();
    await page.getByRole('button', { name: 'Записать' }).waitFor();
    expect(await page.locator('.import-counts').innerText()).toMatch(/998\s+Создано\s+1\s+Изменено\s+1\s+Отклонено/);
    await look('import-plan');
    const [csv] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Скачать отклонённые строки' }).click(),
    ]);
    expect(await readFile(await csv.path(), 'utf8')).toContain(
      '"Без номера";"12345";"Омск";"7";"Телефон: Это не похоже на телефон.',
    );
    await page.locator('.import-filter').getByRole('link', { name: 'Отклонено' }).click();
    await page.getByText('Телефон: Это не похоже').waitFor();
    expect(await page.locator('.import-row').count()).toBe(1);

    await page.getByRole('button', { name: 'Записать' }).click();
    await page.getByText('Что получилось').waitFor();
    expect((await listContacts({ query: 'гость', page: 1, perPage: 1 })).total).toBe(998);
    await page.locator('summary', { hasText: 'Откатить' }).click();
    await shoot(page, 'import-done');
    await page.locator('.import-back button').click();
    await page.getByText('Что вышло при откате').waitFor();
    expect((await listContacts({ query: 'гость', page: 1, perPage: 1 })).total).toBe(0);
    expect((await listContacts({ query: 'формула', page: 1, perPage: 1 })).contacts[0]?.name).toBe('=Формула');
  });

  it('what is no table is refused in words', async () => {
    await page.goto(`${panel.url}/contacts/import`);
    await upload('пароль.xlsx', 'PK и ничего больше');
    await page.getByText('Это не таблица CSV или XLSX').waitFor();
    await page.goto(`${panel.url}/contacts/import`);
    await look('import-list');
  });

  it('a selection is taken out as CSV and XLSX, without formulas, and the audit knows', async () => {
    await page.goto(`${panel.url}/contacts?q=формула`);
    await page.getByRole('link', { name: 'Выгрузить' }).click();
    await page.waitForURL('**/contacts/export**');
    await look('export');
    const take = async () => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Скачать' }).click()]);
      return readFile(await file.path());
    };
    expect((await take()).toString()).toMatch(/^\uFEFF"[^\n]+\r\n"'=Формула";"'\+79990000001"/);
    await page.getByLabel('XLSX').check();
    const book = await take();
    await page.goto(`${panel.url}/contacts/import`);
    await page.setInputFiles('#import-file', { name: 'книга.xlsx', mimeType: 'application/zip', buffer: book });
    await page.getByRole('button', { name: 'Загрузить' }).click();
    await page.locator('.import-column').first().waitFor();
    expect(await page.locator('.import-columns').innerText()).toMatch(/=Формула[\s\S]+\+79990000001/);
    const { entries } = await findAudit({ kind: 'exports' }, { limit: 10 });
    expect(entries.filter(({ what }) => what === 'exported').map(({ facts }) => facts?.count)).toEqual([1, 1]);
    expect(browser.complaints.filter(text => !text.includes('422'))).toEqual([]);
  });

  it('is there in English', async () => {
    const english = await browser.open({ locale: 'en-GB' });
    await english.goto(`${panel.url}/login`);
    await english.fill('[name=email]', owner.email);
    await english.fill('[name=password]', owner.password);
    await english.keyboard.press('Enter');
    await english.waitForURL('**/inbox**');
    await english.goto(`${panel.url}/contacts/import`);
    expect(await english.locator('main').innerText()).toContain('Import contacts');
    await shoot(english, 'import-en', { whole: false });
    await english.context().close();
  });
});
