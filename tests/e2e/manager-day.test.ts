import mongoose from 'mongoose';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getContact } from '../../src/contacts/index.ts';
import { getDeal } from '../../src/deals/index.ts';
import { saveWorkingHours } from '../../src/inbox/index.ts';
import { changeProfile } from '../../src/staff/index.ts';
import type { Program } from '../../src/start.ts';
import { getTask, tasksOf } from '../../src/tasks/index.ts';
import { t } from '../../src/texts/index.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../tools/stand-ins/index.ts';
import { expectAccessible } from '../support/axe.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { stageMorning } from '../support/manager-day.ts';
import { samplePicture } from '../support/sample-files.ts';
import { startTestProgram } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

const days = [
  {
    language: 'ru',
    view: { viewport: { width: 1280, height: 800 }, locale: 'ru-RU' },
    whose: { email: 'olga@example.org', name: 'Ольга Примерова', surname: 'Образцова', phones: '111' },
  },
  {
    language: 'en',
    view: { viewport: { width: 360, height: 740 }, locale: 'en-GB', hasTouch: true, colorScheme: 'dark' },
    whose: { email: 'kate@example.org', name: 'Kate Sample', surname: 'Шаблонова', phones: '222' },
  },
] as const;

describeInBrowser('a manager’s day', browser => {
  const database = useDatabase();
  let telegram: TelegramStandIn;
  let program: Program;

  beforeAll(async () => {
    telegram = await startTelegramStandIn({ limits: false });
    // Whatever day it is: next steps are put into the hours in which people work.
    await saveWorkingHours({ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00', promiseMinutes: 60 });
    await mongoose.disconnect();
    program = await startTestProgram({ uri: database.uri, telegram });
  }, 60_000);
  afterAll(async () => {
    await program?.stop();
    await telegram?.stop();
    await mongoose.connect(database.uri);
  });

  it.each(days)('goes by in the browser: $view.viewport.width px, $language', { timeout: 180_000 }, async day => {
    const { language, view, whose } = day;
    const morning = await stageMorning(telegram, { ...whose, language });
    await changeProfile(morning.staff.id, { language });
    const page = await browser.open(view);
    const word = (key: string, values = {}) => t(language, `panel:${key}`, values);
    const isNarrow = view.viewport.width < 400;
    const go = (path: string) => page.goto(program.url + path);
    const seen = new Set<string>();
    /** Nothing on the page keeps anybody from using it, and it fits. */
    const look = async (name: string) => {
      if (seen.has(name)) return;
      seen.add(name);
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}/${name}-${view.viewport.width}.png`, fullPage: true });
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    };
    const listening = () => page.waitForSelector('html[data-live="on"]', { state: 'attached' });

    await signsIn();
    await answers();
    await tidiesCard();
    await mergesAndUnmerges();
    await movesDeals();
    await pressesFiveTimes();
    await worksThroughFeed();
    await importsAndRollsBack();
    await searches();
    await signsOut();
    await page.close();
    expect(browser.complaints).toEqual([]);

    async function signsIn() {
      const enter = async () => {
        await go('/login');
        await page.fill('#email', morning.staff.email);
        await page.fill('#password', morning.password);
        await look('login');
        await page.press('#password', 'Enter');
      };
      await enter();
      await page.waitForURL('**/inbox**');
      await go('/settings/security');
      await page.getByRole('button', { name: word('security.setUp'), exact: true }).click();
      const secret = ((await page.textContent('#factor-secret')) ?? '').replaceAll(' ', '');
      const totp = new TOTP({ secret: Secret.fromBase32(secret) });
      await look('factor');
      await page.fill('#confirm-code', totp.generate());
      await page.press('#confirm-code', 'Enter');
      await page.waitForSelector('#recovery-codes');
      await look('recovery-codes');
      await signsOut();
      await enter();
      await page.waitForURL('**/login/code**');
      await look('code');
      // A code is taken once, and the one before and after the present one are good as well.
      await page.fill('#code', totp.generate({ timestamp: Date.now() + 30_000 }));
      await page.press('#code', 'Enter');
      await page.waitForURL('**/inbox**');
    }

    async function signsOut() {
      await go('/settings');
      await look('settings');
      await page.getByRole('button', { name: word('settings.signOut') }).click();
      await page.waitForURL('**/login**');
    }

    async function answers() {
      for (const [n, customer] of morning.waiting.entries()) {
        await go('/inbox?view=waiting');
        await listening();
        await look('inbox');
        const line = page.locator('.line', { hasText: whose.surname }).first();
        await line.waitFor();
        const name = ((await line.textContent()) ?? '').match(/Анна|Борис|Вера/)?.[0] ?? '';
        await line.press('Enter');
        await page.waitForSelector('#take-over');
        await look('conversation-waiting');
        await page.press('#take-over', 'Enter');
        await page.waitForSelector('.conv-mode .mode-mine');
        await listening();
        await page.locator('#reply').pressSequentially(`/${morning.canned}`);
        await page.waitForSelector('#suggest [role=option]:not([hidden])');
        await page.keyboard.press('Enter');
        expect(await page.inputValue('#reply')).toBe(`Здравствуйте, ${name}! Ванная от 200 000 ₽.`);
        if (n === 0) {
          await page.setInputFiles('#attach', { name: 'ванная.png', mimeType: 'image/png', buffer: samplePicture() });
          await page.waitForSelector('#uploads [data-upload]');
        }
        await look('conversation');
        await page.click('#send');
        const own = morning.waiting.find(({ firstName }) => firstName === name) ?? customer;
        await own.receives(/Ванная от 200 000/);
        await page.waitForSelector('.msg-out:has-text("Ванная от 200 000")');
        if (n === 0) await page.waitForSelector('.msg-out img');
      }
    }

    async function tidiesCard() {
      await go('/contacts');
      await look('contacts');
      await go(`/contacts/${morning.untidy}`);
      await look('card');
      await page.locator('.suggestions li', { hasText: 'Санкт-Петербург' }).locator('button[value=yes]').press('Enter');
      await page.waitForSelector('#field-city .field-value:has-text("Санкт-Петербург")');
      await page.focus('#field-firstName .field-edit');
      await page.keyboard.press('Enter');
      await page.fill('#input-firstName', 'Ольга-Мария');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#field-firstName.is-saved');
      expect(await getContact(morning.untidy)).toMatchObject({ city: 'Санкт-Петербург', firstName: 'Ольга-Мария' });
    }

    async function mergesAndUnmerges() {
      await go('/contacts/duplicates');
      await page.waitForSelector('.pair');
      await look('duplicates');
      await page.locator('.pair', { hasText: whose.surname }).locator('.btn-primary').press('Enter');
      await page.waitForSelector('#merge-form');
      await look('merge-new');
      await page.getByLabel('Самара').check();
      await page.locator('.merge-result', { hasText: 'Самара' }).waitFor();
      await page.getByRole('button', { name: word('duplicates.merge.do') }).press('Enter');
      await page.waitForURL(/merges\/[0-9a-z]{20}$/);
      await look('merge');
      await page.getByRole('button', { name: word('duplicates.merged.undo') }).press('Enter');
      await page.waitForSelector('.note-good');
      for (const city of ['Казань', 'Самара'])
        expect(await mongoose.connection.collection('contacts').countDocuments({ city, lastName: whose.surname })).toBe(1);
    }

    async function movesDeals() {
      const { mouse, keys } = morning.deals;
      await go('/deals');
      await page.waitForSelector(`#deal-card-${keys}`);
      await listening();
      await look('deals');
      await page.focus(`#deal-card-${keys}`);
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await until('it is moved by the keyboard', async () => (await getDeal(keys))?.stage === 'in-work');
      await page.waitForSelector(`[data-stage="in-work"] #deal-card-${keys}`);
      if (isNarrow) return movesOnItsPage(mouse);
      await page.dragAndDrop(`.deal-card[data-deal="${mouse}"]`, '.board-column[data-stage="in-work"] .board-cards');
      await until('it is moved by the mouse', async () => (await getDeal(mouse))?.stage === 'in-work');
      await go('/deals?view=list');
      await look('deals-list');
    }

    /** Where two columns do not fit beside each other. */
    async function movesOnItsPage(deal: string) {
      await go(`/deals/${deal}`);
      const stage = page.locator('.deal-move select');
      const inWork = await stage.locator('option', { hasText: word('deals.stage.in-work') }).getAttribute('value');
      await stage.selectOption(inWork);
      await page.click('.deal-move .btn');
      await until('it is moved on its page', async () => (await getDeal(deal))?.stage === 'in-work');
    }

    async function pressesFiveTimes() {
      const id = morning.deals.pressed;
      await go(`/deals/${id}`);
      await listening();
      await look('deal');
      const button = page.locator('#press-no-answer-new');
      const minutes: number[] = [];
      for (let times = 1; times <= 4; times++) {
        const at = Date.now();
        await page.waitForSelector('#deal:not(.htmx-request):not(.htmx-added):not(.htmx-settling)');
        await button.press('Enter');
        const task = await until('the task', async () => {
          const made = (await tasksOf(morning.untidy, { limit: 20 })).filter(({ deal }) => deal === id);
          // Each press ends the task of the one before.
          const open = made.filter(({ done }) => !done);
          return made.length === times && open.length === 1 ? open[0] : undefined;
        });
        minutes.push(((task.due?.getTime() ?? 0) - at) / 60_000);
        await page
          .locator('.deal-times', { hasText: String(times) })
          .first()
          .waitFor();
      }
      expect(minutes.slice(0, 3).map(Math.round)).toEqual([5, 30, 180]);
      expect(minutes[3]).toBeGreaterThan(180);
      // What was pressed is told to open pages too: a press must not fall on a button that is just being put anew.
      await page.waitForSelector('#deal:not(.htmx-request):not(.htmx-added):not(.htmx-settling)');
      await button.press('Enter');
      await page.waitForSelector('.deal-lost');
      expect(await getDeal(id)).toMatchObject({
        stage: 'lost',
        isOpen: false,
        lostReason: word('deals.defaults.noAnswerReason'),
      });
      await look('deal-lost');
    }

    async function importsAndRollsBack() {
      const press = (name: string) => page.getByRole('button', { name, exact: true }).press('Enter');
      const brought = () =>
        mongoose.connection.collection('contacts').countDocuments({ company: whose.phones, deletedAt: { $exists: false } });
      const rows = Array.from({ length: 1000 }, (_, n) => `Гость ${n};+7 999 ${whose.phones}${1000 + n};Казань;${whose.phones}`);
      await go('/contacts/import');
      await look('imports');
      const buffer = Buffer.from(`Имя;Телефон;Город;Компания\n${rows.join('\n')}\n`);
      await page.setInputFiles('#import-file', { name: 'гости.csv', mimeType: 'text/csv', buffer });
      await press(word('imports.upload'));
      await page.waitForURL(/import\/\w{20}/);
      await page.getByRole('button', { name: word('imports.check'), exact: true }).waitFor();
      await look('import-columns');
      await press(word('imports.check'));
      await page.getByRole('button', { name: word('imports.run'), exact: true }).waitFor();
      await look('import-plan');
      await press(word('imports.run'));
      await page.getByRole('heading', { name: word('imports.outcome') }).waitFor();
      expect(await brought()).toBe(1000);
      await page.locator('.import-back summary').press('Enter');
      await look('import-done');
      await page.locator('.import-back button').press('Enter');
      await page.getByRole('heading', { name: word('imports.backOutcome') }).waitFor();
      expect(await brought()).toBe(0);
    }

    async function searches() {
      await go('/contacts');
      await page.keyboard.press('/');
      await page.waitForSelector('#search[open]');
      await page.keyboard.type(`999 ${whose.phones} 00 01`);
      await page.locator('.found-row', { hasText: whose.surname }).first().waitFor();
      await look('search');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/contacts/${morning.untidy}`);
    }

    async function worksThroughFeed() {
      await go('/tasks');
      await look('tasks');
      await go('/tasks/feed');
      await page.waitForSelector('#feed');
      await look('feed');
      // What is passed over comes again later: the day's own task is among the first things.
      for (let things = 0; things < 20; things++) {
        // Until htmx has settled a new item, its form does not know where it goes.
        await page.waitForSelector('#feed:not(.htmx-added):not(.htmx-settling)');
        const key = await page.inputValue('[name=key]');
        const isMine = key.includes(`${whose.surname}-task`);
        await page.locator('#feed-title').focus();
        await page.keyboard.press(isMine ? '1' : '4');
        if (isMine) break;
        await page.locator(`[name=key][value=${JSON.stringify(key)}]`).waitFor({ state: 'detached' });
      }
      await until('the task is done', async () => (await getTask(`${whose.surname}-task`))?.done !== undefined);
    }
  });
});
