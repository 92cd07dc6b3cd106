import { beforeAll, expect, it } from 'vitest';
import { createDraft, getBroadcast, peopleBehind } from '../../src/broadcasts/index.ts';
import { markDelivery } from '../../src/deliveries/index.ts';
import { signal } from '../../src/signals/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { at, seedReport } from '../broadcasts/report/seed-report.ts';
import { describeInBrowser } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, usePanel } from '../support/panel.ts';
import { expectFit, ownersPages, shoot } from '../support/signed-in.ts';
import { until } from '../support/until.ts';

describeInBrowser('the report of a mailing', browser => {
  useDatabase();
  const clock = new ManualClock(at(5 * 3_600_000).toISOString());
  const panel = usePanel({ clock });
  const open = ownersPages(browser, panel);
  let id: string;

  beforeAll(async () => {
    await ensureOwner(owner, clock.now());
    id = (await seedReport({ cards: true })).broadcast.id;
  });

  it('says what became of everybody, and every number leads to them', async () => {
    const page = await open(`/broadcasts/${id}/report`);
    await expectFit(page, 'report');
    await page.emulateMedia({ colorScheme: 'dark' });
    await shoot(page, 'report-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('.report-details summary').first().click();
    await page.locator('.report-tile-replied a').first().click();
    await page.getByRole('heading', { name: 'Ответили' }).waitFor();
    await expectFit(page, 'report-people');
    await page.goBack();
    await page.locator('.report-tile-clicked .report-more').click();
    await page.getByRole('heading', { name: 'Переходы по ссылкам' }).waitFor();
    await expectFit(page, 'report-openings');
    await page.goto(`${panel.url}/broadcasts/${id}/report/deals`);
    await expectFit(page, 'report-deals');
    await page.close();
  });

  it('changes while it is looked at', async () => {
    const page = await open(`/broadcasts/${id}/report`);
    const replied = page.locator('.report-tile-replied b');
    await page.locator('#report-hours summary').click();
    const before = Number(await replied.textContent());
    await markDelivery(`${id}:${await unanswered()}`, { repliedAt: clock.now() }, clock.now());
    signal({ topic: 'broadcasts', about: id });
    await page.locator('.report-tile-replied b', { hasText: String(before + 1) }).waitFor();
    // What was open stays open.
    await page.locator('#report-hours table').waitFor();
    await page.close();
  });

  it('takes a press that it was changed under', async () => {
    const page = await open(`/broadcasts/${id}/report`);
    const link = page.locator('.report-tile-replied a').first();
    const number = page.locator('.report-tile-replied b');
    const before = Number(await number.textContent());
    await link.hover();
    await page.mouse.down();
    await markDelivery(`${id}:${await unanswered()}`, { repliedAt: clock.now() }, clock.now());
    signal({ topic: 'broadcasts', about: id });
    await page.locator('.report-tile-replied b', { hasText: String(before + 1) }).waitFor();
    await page.mouse.up();
    await page.getByRole('heading', { name: 'Ответили' }).waitFor({ timeout: 5000 });
    await page.close();
  });

  it('does not take a press for what came into the place of what was pressed', async () => {
    const page = await open(`/broadcasts/${id}/report`);
    await page.locator('.report-tile-replied a').first().hover();
    await page.mouse.down();
    await page.evaluate(`{
      const link = document.querySelector('.report-tile-replied a');
      link.outerHTML = link.outerHTML.replace('href="', 'data-row="2" href="');
      document.addEventListener('click', () => (window.isTaken = true), true);
    }`);
    await page.mouse.up();
    const isTaken = await page.evaluate('new Promise(done => setTimeout(() => setTimeout(() => done(window.isTaken ?? false))))');
    expect(isTaken).toBe(false);
    await page.close();
  });

  it('takes a press that went elsewhere under the mouse: renewed, or moved by what grew above', async () => {
    const page = await open(`/broadcasts/${id}/report`);
    for (const change of ['link.outerHTML = String(link.outerHTML)', '']) {
      await page.goto(`${panel.url}/broadcasts/${id}/report`);
      await page.locator('.report-tile-replied a').first().hover();
      await page.mouse.down();
      await page.evaluate(`{
        const link = document.querySelector('.report-tile-replied a');
        document.getElementById('report').style.paddingTop = '200px';
        ${change}
      }`);
      await page.mouse.up();
      await page.getByRole('heading', { name: 'Ответили' }).waitFor({ timeout: 5000 });
    }
    await page.close();
  });

  it('takes a press of a finger once, for which the browser looks anew by itself', async () => {
    const page = await open(`/broadcasts/${id}/report`, { hasTouch: true });
    const number = page.locator('.report-tile-replied b');
    await number.hover();
    const { x, y } = await until('the number stands on the page', () => number.boundingBox());
    const touch = await page.context().newCDPSession(page);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: x + 5, y: y + 5 }] });
    await page.evaluate(`{
      const link = document.querySelector('.report-tile-replied a');
      link.outerHTML = String(link.outerHTML);
      window.pressed = [];
      document.addEventListener('click', event => {
        event.preventDefault();
        pressed.push(event.target.closest('.report-tile-replied') ? 'number' : 'beside');
      }, true);
    }`);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.touchscreen.tap(2, 2);
    await until('the second tap is heard', () => page.evaluate<boolean>(`pressed.includes('beside')`));
    expect(await page.evaluate('pressed')).toEqual(['number', 'beside']);
    await page.close();
  });

  it('says what to do where there is nothing yet', async () => {
    const { id: draft } = await createDraft({ name: 'Новая', by: 's', now: clock.now() });
    const page = await open(`/broadcasts/${draft}/report`);
    await page.getByText('Отчёта ещё нет').waitFor();
    await expectFit(page, 'report-empty');
    await page.close();
  });

  // The browser asks for a favicon.ico by itself now and then, which there is none of.
  it('complains about nothing', () => expect(browser.complaints.filter(words => !words.includes('404'))).toEqual([]));

  async function unanswered(): Promise<string> {
    const page = { page: 1, perPage: 100 };
    const means = { now: clock.now(), timeZone: 'Europe/Moscow' };
    const { deliveries } = await peopleBehind(await getBroadcast(id), { what: 'sent' }, page, means);
    const found = deliveries.find(({ repliedAt }) => repliedAt === undefined);
    if (!found) throw new Error('Everybody has answered');
    return found.contact;
  }
});
