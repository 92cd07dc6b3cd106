import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program } from '../../src/start.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { startTestProgram, testOwner } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

describeInBrowser('an author', browser => {
  const database = useDatabase();
  let folder = '';
  let program: Program;
  let session: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kartoteka-editor-'));
    await cp(join(import.meta.dirname, '../../flows'), folder, { recursive: true });
    // The program has this process's one connection.
    await mongoose.disconnect();
    program = await startTestProgram({ uri: database.uri, env: { FLOWS_DIR: folder } });
    const page = await browser.open();
    await page.goto(`${program.url}/flows`);
    await page.fill('[name=email]', testOwner.email);
    await page.fill('[name=password]', testOwner.password);
    await page.click('form[action="/login"] button');
    await page.waitForURL('**/flows');
    session = await page.context().storageState();
    await page.context().close();
  });
  afterAll(async () => {
    await program?.stop();
    await rm(folder, { recursive: true, force: true });
    await mongoose.connect(database.uri);
  });

  /** The editor of a flow, ready to type in. */
  async function editor(flow: string, size = { width: 1280, height: 800 }): Promise<Page> {
    const page = await browser.open({ viewport: size, storageState: session });
    await page.goto(`${program.url}/flows/${flow}/edit`);
    await page.waitForSelector('.diagram .node', { state: 'attached' });
    return page;
  }
  /** What is kept of the draft. */
  const kept = async (page: Page) => {
    const response = await page.request.get(page.url().replace(/edit$/, 'draft'), { headers: { accept: 'application/json' } });
    return ((await response.json()) as { yaml: string }).yaml;
  };
  const line = (page: Page) => page.textContent('.cm-activeLineGutter');
  const isSaved = (page: Page) => page.waitForSelector('#draft-state[data-kind=saved]');
  const says = (page: Page, words: string) => page.waitForSelector(`.said-bot:has-text("${words}")`);

  it('sees a mistake at its line while typing, and mends it', async () => {
    const page = await editor('feedback');
    await page.click('.diagram .node[data-step=mood]');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('nexxt: bad');
    await page.waitForSelector('.cm-lint-marker-error');
    await page.waitForSelector('#faults[data-state=bad] .fault:has-text("nexxt")');
    const at = await line(page);
    expect(await page.textContent('.fault b')).toBe(`строка ${at}`);
    await page.keyboard.press('Control+Home');
    await page.click('.fault');
    expect(await line(page)).toBe(at);
    await page.keyboard.press('Control+z');
    await until('the mistake is gone', async () => (await page.locator('#faults[data-state=bad]').count()) === 0);
    await until('that is kept', async () => !(await kept(page)).includes('nexxt'));
    await page.context().close();
  });

  it('completes a key and a step, and the way between text and diagram leads both ways', async () => {
    const page = await editor('feedback');
    await page.click('.diagram .node[data-step=reason]');
    expect(await page.getAttribute('.diagram .node.is-on', 'data-step')).toBe('reason');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('inval');
    // The keyboard takes an offer only a moment after it appeared.
    await page.click('.cm-tooltip-autocomplete li:has-text("invalid")');
    await page.waitForSelector('.cm-line:has-text("invalid:")');
    await page.keyboard.type('Напишите пару слов');
    await page.waitForSelector('#faults:not([data-state=bad])');
    await isSaved(page);
    await page.focus('.diagram .node[data-step=rating]');
    await page.keyboard.press('Enter');
    await until(
      'the cursor stands at the step',
      async () => (await page.textContent('.cm-activeLine'))?.includes('id: rating') ?? false,
    );
    await page.context().close();
  });

  it('tries the draft in three messengers, and a change shows in the same conversation', async () => {
    const page = await editor('lead');
    await page.click('[data-tab=chat]');
    await page.click('.sim-start');
    await page.click('.sim-button:has-text("Даю согласие")');
    await says(page, 'Как к вам обращаться?');
    await page.fill('#sim-text', 'Анна');
    await page.press('#sim-text', 'Enter');
    await page.waitForSelector('.phone-telegram .phone-keyboard .sim-key:has-text("Отправить мой номер")');
    await page.waitForSelector('.sim-note:has-text("карточка: имя — Анна")');
    await page.click('[data-messenger=vk]');
    await page.waitForSelector('.phone-vk .said-bot:has-text("Анна, на какой номер")');
    expect(await page.locator('.phone-keyboard').count()).toBe(0);
    await page.click('[data-messenger=web]');
    await page.waitForSelector('.phone-web .said-bot:has-text("Анна, на какой номер")');
    await page.fill('#sim-text', '8 999 000-00-01');
    await page.press('#sim-text', 'Enter');
    await page.click('.sim-button:has-text("Ванная")');
    await page.waitForSelector('.sim-note:has-text("метка: ванная")');
    await page.click('.sim-card summary');
    await page.waitForSelector('.sim-card dd:has-text("Анна")');

    await page.click('.cm-line:has-text("id: hello")');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await page.keyboard.type('Доброго дня! ');
    await page.waitForSelector('.phone-web .said-bot:has-text("Доброго дня!")');
    await page.waitForSelector('.phone-web .said-customer:has-text("Ванная")');
    await page.click('#sim-undo');
    await page.waitForSelector('.phone-web .said-customer:has-text("Ванная")', { state: 'detached' });
    await page.click('#sim-restart');
    await page.waitForSelector('.sim-start');
    await isSaved(page);
    await page.context().close();
  });

  it('publishes after the difference was seen; the file and the chat of customers have it', async () => {
    const page = await editor('lead');
    await isSaved(page);
    await page.click('#publish');
    await page.waitForSelector('#publish-dialog .diff-line-added:has-text("Доброго дня!")');
    expect(await page.textContent('#publish-dialog .diff-line-added mark')).toContain('Доброго');
    await page.click('[data-publish] button');
    await page.waitForSelector('[data-published=yes]:has-text("Опубликовано: версия 2")');
    await until(
      'the draft is what runs',
      async () => (await page.textContent('#draft-state'))?.startsWith('Черновик совпадает') ?? false,
    );
    expect(await readFile(join(folder, 'lead.yaml'), 'utf8')).toContain('Доброго дня!');
    await page.context().close();
  });

  it('joins what two people write at once, and asks where they meet', async () => {
    const [anna, boris] = [await editor('feedback'), await editor('feedback')];
    await anna.click('.cm-line:has-text("title: Отзыв")');
    await anna.keyboard.press('End');
    await anna.keyboard.type(' от Анны');
    await isSaved(anna);
    await boris.click('.diagram .node[data-step=reason]');
    await boris.keyboard.press('End');
    await boris.keyboard.type(' # причина');
    await boris.waitForSelector('#notice:has-text("Правки объединены")');
    await isSaved(boris);
    expect(await kept(boris)).toContain('от Анны');
    expect(await kept(boris)).toContain('# причина');

    await anna.keyboard.type(' и Бориса');
    await boris.keyboard.press('Control+Home');
    await anna.waitForSelector('#notice:has-text("Правки объединены")');
    await isSaved(anna);
    await boris.click('.cm-line:has-text("title: Отзыв")');
    await boris.keyboard.press('End');
    await boris.keyboard.type('!!!');
    await boris.waitForSelector('#notice-mine:visible');
    await boris.click('#notice-compare');
    await boris.waitForSelector('#compare-dialog .diff-line-added:has-text("!!!")');
    await boris.keyboard.press('Escape');
    await boris.click('#notice-mine');
    await isSaved(boris);
    expect(await kept(boris)).toContain('!!!');
    await Promise.all([anna.context().close(), boris.context().close()]);
  });

  it('what could not be saved is there again after the page went away', async () => {
    const page = await editor('feedback');
    await page.context().route('**/draft', route => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await page.click('.cm-line:has-text("title: Отзыв")');
    await page.keyboard.press('End');
    await page.keyboard.type(' без связи');
    await page.waitForSelector('#draft-state[data-kind=bad]');
    page.on('dialog', dialog => void dialog.accept());
    await page.context().unroute('**/draft');
    await page.reload();
    await page.waitForSelector('#notice:has-text("не успел сохраниться")');
    await isSaved(page);
    expect(await kept(page)).toContain('без связи');
    await page.context().close();
  });

  it('works at 360 px with one pane at a time', async () => {
    const page = await editor('lead', { width: 360, height: 740 });
    for (const pane of ['text', 'diagram', 'chat']) {
      await page.click(`[data-tab=${pane}]`);
      expect(await page.locator('.pane:visible').count()).toBe(1);
      await expectNoSidewaysScroll(page);
    }
    await page.click('.sim-start');
    await says(page, 'Можно сохранить ваши ответы');
    await expectNoSidewaysScroll(page);
    await page.click('[data-tab=diagram]');
    await page.click('.diagram .node[data-step=consent]');
    await page.waitForSelector('#pane-text:visible');
    expect(await page.textContent('.cm-activeLine')).toContain('id: consent');
    await page.context().close();
  });

  it('nothing breaks the content security policy or fails in a script', () => {
    expect(browser.complaints.filter(complaint => !/409 \(Conflict\)|ERR_FAILED/.test(complaint))).toEqual([]);
  });
});
