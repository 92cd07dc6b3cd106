import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { listContacts } from '../../src/contacts/index.ts';
import { addNote, createDeal, editDeal, getDeal, savePipeline, setLines } from '../../src/deals/index.ts';
import { ensureOwner, signIn } from '../../src/staff/index.ts';
import { createTask } from '../../src/tasks/index.ts';
import { expectAccessible } from '../support/axe.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedPanel } from '../support/seed-panel.ts';
import { ownersPages, shoot } from '../support/signed-in.ts';
import { until } from '../support/until.ts';

describeInBrowser('deals', browser => {
  useDatabase();
  /** A Tuesday, noon in Moscow. */
  const clock = new ManualClock('2026-11-24T09:00:00Z');
  const panel = usePanel({ clock });
  const now = clock.now();
  const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  let olga = '';

  beforeAll(async () => {
    await ensureOwner(owner, now);
    olga = (await signIn(owner, { now }))?.id ?? '';
    const { annaContact: anna } = await seedPanel({ staff: olga, now });
    const by = { kind: 'staff', id: olga, name: 'Ольга' } as const;
    const { contacts } = await listContacts({ query: '', tag: '', page: 1, perPage: 20 });
    const all: [id: string, stage: string, title: string, amount: number, more?: object][] = [
      [
        'bath',
        'new',
        'Ремонт ванной',
        380_000,
        { contact: anna, tags: ['ванная', 'срочно'], expectedAt: '2026-12-10', source: { link: 'promo-vk-ads' } },
      ],
      ['hall', 'new', 'Зал школы танцев «Ритм», 120 м²', 1_450_000.5, {}],
      ['balcony', 'new', 'Окно на балконе', 46_000, { owner: undefined }],
      ['flat', 'in-work', 'Квартира под ключ, Нижний Новгород', 3_200_000, { expectedAt: '2026-11-30' }],
      ['kitchen', 'in-work', 'Кухня: фартук и электрика', 92_500, { tags: ['повторный'] }],
      ['floor', 'won', 'Тёплый пол', 58_000, {}],
      ['door', 'lost', 'Двери', 30_000, {}],
    ];
    for (const [n, [key, stage, title, amount, more]] of all.entries())
      await createDeal({
        key,
        contact: contacts[n]?.id ?? anna,
        pipeline: 'sales',
        stage,
        title,
        amount,
        owner: olga,
        by,
        now: later(-n * 5 - 3),
        fields: key === 'bath' ? { 'Площадь, м²': 4.2 } : {},
        ...more,
      });
    await savePipeline('sales', { lostReasons: ['Дорого', 'Не дозвонились'] }, { version: 0 });
    await createTask({
      key: 'late',
      title: 'Отправить смету',
      for: { kind: 'staff', staff: olga },
      due: later(-26),
      contact: anna,
      deal: 'bath',
      now: later(-48),
    });
    await setLines(
      'bath',
      {
        lines: [
          { id: 'l1', name: 'Укладка плитки', price: 2400, quantity: 24, discount: 0 },
          { id: 'l2', name: 'Демонтаж', price: 35_000, quantity: 1, discount: 10 },
        ],
      },
      { key: 'lines', by, now },
    );
    await addNote('bath', 'Просят закончить до Нового года, ключи у консьержа.', { key: 'note1', by, now: later(-1) });
  });

  const open = ownersPages(browser, panel);

  const card = (page: Page, title: string) => page.locator('.deal-card', { hasText: title });
  const stageOf = (id: string, stage: string) => until(`${id} in ${stage}`, async () => (await getDeal(id))?.stage === stage);
  const live = (page: Page) => page.locator('html[data-live="on"]').waitFor({ state: 'attached' });

  it('are carried to another stage by the mouse', async () => {
    const page = await open('/deals');
    await expectAccessible(page);
    await shoot(page, 'board');
    await page.dragAndDrop('.deal-card:has-text("Окно на балконе")', '.board-column[data-stage="in-work"]');
    await stageOf('balcony', 'in-work');
    await page.locator('.board-column[data-stage="in-work"]').getByText('3 сделки').waitFor();
    expect(page.url()).toBe(`${panel.url}/deals`);
    await page.close();
  });

  it('are carried by the keyboard, and say why they were lost', async () => {
    const page = await open('/deals');
    await card(page, 'Кухня').locator('a').focus();
    for (const key of ['Space', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await page.getByText('Почему отказ?').waitFor();
    await expectAccessible(page, '#board-dialog');
    await shoot(page, 'lost');
    await page.locator('#board-dialog').getByRole('button', { name: 'Перенести' }).click();
    await page.getByText('Напишите причину отказа.').waitFor();
    await page.getByLabel('Дорого').check();
    await page.locator('#board-dialog').getByRole('button', { name: 'Перенести' }).click();
    await stageOf('kitchen', 'lost');
    await page.locator('#board-dialog').waitFor({ state: 'hidden' });
    await page.locator('.board-column[data-stage="lost"]').getByText('2 сделки').waitFor();
    expect((await getDeal('kitchen'))?.lostReason).toBe('Дорого');
    await card(page, 'Тёплый пол').locator('a').focus();
    for (const key of ['Space', 'ArrowLeft', 'Escape']) await page.keyboard.press(key);
    await page.getByText('Сделка осталась на месте').waitFor();
    expect((await getDeal('floor'))?.stage).toBe('won');
    await page.close();
  });

  it('are carried by a finger that has rested', async () => {
    const page = await open('/deals', { viewport: { width: 700, height: 740 }, hasTouch: true });
    await live(page);
    const from = await card(page, 'Зал школы').boundingBox();
    const to = await page.locator('.board-column[data-stage="in-work"]').boundingBox();
    const touch = await page.context().newCDPSession(page);
    const at = (x: number, y: number) => [{ x, y }];
    const start = at((from?.x ?? 0) + 60, (from?.y ?? 0) + 50);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: start });
    await page.locator('.deal-card.is-lifted').first().waitFor();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at((to?.x ?? 0) + 40, (to?.y ?? 0) + 120) });
    await page.locator('.board-column.is-over[data-stage="in-work"]').waitFor();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await stageOf('hall', 'in-work');
    await page.close();
  });

  it('are worked on by the buttons of their stage, and a press is taken back', async () => {
    const page = await open('/deals/bath');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Недозвон' }).click();
    await page.getByText('Сделано: задача «Перезвонить»').waitFor();
    await shoot(page, 'pressed');
    await page.getByRole('button', { name: /Недозвон нажата раз: 1/ }).waitFor();
    await page.getByRole('button', { name: 'Отменить: Недозвон' }).click();
    await page.getByText('отменено: «Недозвон»').waitFor();
    expect((await getDeal('bath'))?.presses?.['no-answer-new'] ?? 0).toBe(0);
    await page.close();
  });

  it('keep what two people write: the second is shown what the first wrote', async () => {
    const page = await open('/deals/bath');
    await page.getByRole('button', { name: 'Изменить: Название' }).click();
    const title = page.getByRole('textbox', { name: 'Название', exact: true }).first();
    await title.fill('Ремонт ванной и туалета');
    await editDeal('bath', { field: 'title', value: 'Ремонт санузла' }, { key: 'other', by: { kind: 'flow' }, now });
    await title.press('Enter');
    await page.getByText(/Сейчас там: «Ремонт санузла»/).waitFor();
    await expectAccessible(page, '.deal-fields');
    expect(await title.inputValue()).toBe('Ремонт ванной и туалета');
    await title.press('Enter');
    await page.locator('.deal-field.is-saved').getByText('Ремонт ванной и туалета').waitFor();
    await page.locator('.deal-task-form [name=title]').fill('Позвонить');
    await page.locator('.deal-task-form [name=due]').fill('позавчера вечером');
    await page.getByRole('button', { name: 'Поставить задачу' }).click();
    await page.locator('.deal-task-form .field-error').last().waitFor();
    await page.locator('.deal-task-form [name=due]').fill('завтра 10');
    await page.getByRole('button', { name: 'Поставить задачу' }).click();
    await page.locator('li', { hasText: 'Позвонить' }).first().waitFor();
    await page.close();
  });

  it('lose nothing that was typed when others change the deal, wherever the cursor is', async () => {
    const [page, other] = [await open('/deals/hall'), await open('/deals/hall')];
    await Promise.all([live(page), live(other)]);
    const task = page.locator('.deal-task-form [name=title]');
    const by = { kind: 'staff', id: 'x', name: 'Мария' } as const;
    const rename = async (title: string) => {
      await editDeal('hall', { field: 'title', value: title }, { key: title, by, now });
      await other.locator('#deal').getByText(title).first().waitFor();
    };
    await task.fill('Заказать паркет');
    await task.blur();
    await rename('Зал, 140 м²');
    expect(await task.inputValue()).toBe('Заказать паркет');
    await page.locator('.deal-task-form [name=due]').fill('позавчера вечером');
    await page.getByRole('button', { name: 'Поставить задачу' }).click();
    const problem = page.locator('.deal-task-form .field-error').last();
    await problem.waitFor();
    await rename('Зал, 150 м²');
    expect(await task.inputValue()).toBe('Заказать паркет');
    expect(await problem.isVisible()).toBe(true);
    await page.locator('.deal-task-form [name=due]').fill('завтра 10');
    await page.getByRole('button', { name: 'Поставить задачу' }).click();
    await page.locator('li', { hasText: 'Заказать паркет' }).first().waitFor();
    await rename('Зал, 160 м²');
    await page.locator('#deal').getByText('Зал, 160 м²').first().waitFor();
    await Promise.all([page.close(), other.close()]);
  });

  it('fit a phone and the English reader, light and dark', { timeout: 90_000 }, async () => {
    const phone = await open('/deals', {
      viewport: { width: 360, height: 740 },
      colorScheme: 'dark',
      hasTouch: true,
      isMobile: true,
    });
    const pages = [
      ['/deals', 'board'],
      ['/deals?view=list', 'list'],
      ['/deals/bath', 'deal'],
      ['/deals/new', 'new'],
      ['/settings/pipelines/sales', 'pipeline'],
      ['/settings/products', 'products'],
    ] as const;
    for (const [path, name] of pages) {
      await phone.goto(panel.url + path);
      await expectNoSidewaysScroll(phone);
      await shoot(phone, `${name}-360`);
    }
    await phone.close();
    await mongoose.connection
      .collection<{ _id: string }>('staff')
      .updateOne({ _id: olga }, { $set: { 'preferences.language': 'en' } });
    const page = await open('/deals?view=list');
    for (const [path, name] of [
      ...pages.slice(1, 2),
      ...pages.slice(3),
      ['/deals/trash', 'trash'],
      ['/settings/pipelines', 'pipelines'],
    ] as const) {
      await page.goto(panel.url + path);
      await page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })");
      await expectAccessible(page);
      await shoot(page, `${name}-en`);
    }
    await page.close();
    expect(browser.complaints.filter(text => !text.includes('422'))).toEqual([]);
  });
});
