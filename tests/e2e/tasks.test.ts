import mongoose from 'mongoose';
import { beforeAll, expect, it } from 'vitest';
import { createDeal } from '../../src/deals/index.ts';
import { ensureOwner, signIn } from '../../src/staff/index.ts';
import { createTask, getTask, saveTaskRules, tasksOf } from '../../src/tasks/index.ts';
import { expectAccessible } from '../support/axe.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedPanel } from '../support/seed-panel.ts';
import { ownersPages, shoot } from '../support/signed-in.ts';
import { until } from '../support/until.ts';

describeInBrowser('tasks', browser => {
  useDatabase();
  /** A Tuesday, noon in Moscow. */
  const clock = new ManualClock('2026-11-24T09:00:00Z');
  const panel = usePanel({ clock });
  const now = clock.now();
  const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  let anna = '';
  let olga = '';

  beforeAll(async () => {
    await ensureOwner(owner, now);
    olga = (await signIn(owner, { now }))?.id ?? '';
    ({ annaContact: anna } = await seedPanel({ staff: olga, now }));
    await createDeal({
      key: 'd1',
      contact: anna,
      pipeline: 'sales',
      stage: 'new',
      title: 'Ремонт ванной',
      amount: 380_000,
      owner: olga,
      now,
    });
    const all: [key: string, title: string, hours: number, more?: object][] = [
      ['late', 'Отправить смету', -26, { contact: anna, deal: 'd1', priority: 'high' }],
      ['soon', 'Позвонить насчёт замера', 2, { contact: anna }],
      [
        'today',
        'Согласовать плитку',
        4,
        { for: { kind: 'managers' }, repeat: { unit: 'week', every: 1, weekdays: [2], timeZone: 'Europe/Moscow' } },
      ],
      ['friday', 'Выставить счёт', 74, { contact: anna }],
    ];
    for (const [key, title, hours, more] of all)
      await createTask({ key, title, for: { kind: 'staff', staff: olga }, due: later(hours), now: later(-48), ...more });
  });

  const open = ownersPages(browser, panel);

  it('are made from any page by one key, which the help tells with all the others', async () => {
    const page = await open('/contacts');
    await page.keyboard.press('?');
    await page.locator('#keys[open]').waitFor();
    await expectAccessible(page);
    await shoot(page, 'keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    await page.locator('#task-title').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.waitForURL(/\/tasks$/);
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.waitForURL(/\/deals/);
  });

  it('are made by the keyboard, with the time as one says it', async () => {
    const page = await open('/tasks');
    await expectAccessible(page);
    await shoot(page, 'day');
    await page.keyboard.press('t');
    await page.locator('#task-title').fill('Заказать затирку');
    await page.locator('#task-due').fill('пт 15:30');
    await page.getByText('пятница, 27 ноября, 15:30').waitFor();
    await page.locator('#task-find').fill('Анна');
    await page.locator('.task-found').first().click();
    await page.locator('.task-chosen').waitFor();
    await shoot(page, 'form');
    await expectAccessible(page);
    await page.locator('#task-hours [data-types="27.11 11:00"]').click();
    await page.getByText('пятница, 27 ноября, 11:00').waitFor();
    await page.locator('#task-title').press('Enter');
    await page.getByText('Задача поставлена').waitFor();
    await page.locator('#task-sheet').waitFor({ state: 'hidden' });
    const made = await until('the task', async () =>
      (await tasksOf(anna, { limit: 5 })).find(({ title }) => title === 'Заказать затирку'),
    );
    expect(made.due).toEqual(new Date('2026-11-27T08:00:00Z'));
    await page.close();
  });

  it('are done, put off and put back without the mouse', async () => {
    const page = await open('/tasks');
    await page.keyboard.press('j');
    await page.keyboard.press('d');
    await shoot(page, 'finish');
    await page.keyboard.type('Замер в четверг');
    await shoot(page, 'finish-typed');
    await page.keyboard.press('Enter');
    await page.getByText('Готово: «Позвонить насчёт замера»').waitFor();
    await until('it is done', async () => (await getTask('soon'))?.done?.result === 'Замер в четверг');
    await page.locator('.task-undo').click();
    await page.getByText('Вернули как было').waitFor();
    await page.locator('.task-row', { hasText: 'Позвонить насчёт замера' }).waitFor();
    expect(await getTask('soon')).not.toHaveProperty('done');
    await page.locator('.task-row', { hasText: 'Согласовать' }).locator('.task-title').focus();
    await page.keyboard.press('p');
    await shoot(page, 'later');
    await page.keyboard.press('Enter');
    await page.getByText('Перенесено').waitFor();
    expect((await getTask('today'))?.due).toEqual(later(5));
    await page.locator('.task-check').first().check();
    await page.locator('[data-task-bulk]').waitFor();
    await expectAccessible(page);
    await page.close();
  });

  it('are done on a page of their own too, where a reminder leads, and taken up again there', async () => {
    await createTask({ key: 'own', title: 'Перезвонить', for: { kind: 'staff', staff: olga }, now });
    await saveTaskRules({ needsResult: true, remind: '0' });
    const page = await open('/tasks/own');
    await page.locator('.task-close').getByRole('button', { name: 'Готово' }).click();
    await page.getByText('без результата задачу закрыть нельзя').waitFor();
    await page.locator('.task-close [name=result]').fill('Ждут смету');
    await page.keyboard.press('Enter');
    await page.getByText('Готово: «Перезвонить»').waitFor();
    await page.locator('.task-close .task-result', { hasText: 'Ждут смету' }).waitFor();
    await expectAccessible(page);
    await shoot(page, 'own-done');
    await page.getByRole('button', { name: 'Вернуть в работу' }).click();
    await page.locator('.task-close [name=result]').waitFor();
    expect(await getTask('own')).not.toHaveProperty('done');

    // The same form over a list that has the task as well.
    await page.goto(`${panel.url}/tasks?view=someday`);
    await page.getByRole('link', { name: 'Перезвонить' }).click();
    const sheet = page.locator('#task-sheet .task-close');
    await sheet.getByRole('button', { name: 'Готово' }).click();
    await sheet.getByText('без результата задачу закрыть нельзя').waitFor();
    await sheet.locator('[name=result]').fill('Дозвонились');
    await page.keyboard.press('Enter');
    await page.locator('#task-sheet').waitFor({ state: 'hidden' });
    expect((await getTask('own'))?.done?.result).toBe('Дозвонились');
    await saveTaskRules({ needsResult: false, remind: '0' });
    await page.close();
  });

  it('are dragged to another day of the week', async () => {
    const page = await open('/tasks?view=week');
    await shoot(page, 'week');
    await expectAccessible(page);
    await page.dragAndDrop('.task-card:has-text("Выставить счёт")', '.task-day[data-day="2026-11-26"]');
    await page.locator('.task-day[data-day="2026-11-26"] .task-card', { hasText: 'Выставить счёт' }).waitFor();
    expect((await getTask('friday'))?.due).toEqual(later(50));
    await page.close();
  });

  it('come one at a time in the feed, by digits', async () => {
    const page = await open('/tasks/feed');
    await page
      .getByRole('heading', { name: /Отправить смету/ })
      .or(page.locator('#feed-text'))
      .first()
      .waitFor();
    await shoot(page, 'feed-first');
    await expectAccessible(page);
    while ((await page.locator('#feed-text').count()) > 0) {
      const key = await page.locator('[name=key]').inputValue();
      await page.keyboard.press('4');
      await page.locator(`[name=key]:not([value="${key}"])`).waitFor({ state: 'attached' });
    }
    await page.getByRole('heading', { name: 'Отправить смету' }).waitFor();
    await page.locator('#feed-next').fill('Узнать, что решили');
    await page.locator('#feed-next-when').fill('завтра 11');
    await page.getByText('завтра, 25 ноября, 11:00').waitFor();
    await shoot(page, 'feed-task');
    await page.locator('#feed-title').click();
    await page.keyboard.press('1');
    await until('it is done', async () => (await getTask('late'))?.done !== undefined);
    await page.close();
  });

  it('fit a phone and the English reader, light and dark', { timeout: 90_000 }, async () => {
    const phone = await open('/tasks', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
    for (const [path, name] of [
      ['/tasks', 'day'],
      ['/tasks?view=week', 'week'],
      ['/tasks/new', 'form'],
      ['/tasks/feed', 'feed'],
    ] as const) {
      await phone.goto(panel.url + path);
      await expectNoSidewaysScroll(phone);
      await shoot(phone, `${name}-360`);
    }
    await phone.close();
    await mongoose.connection
      .collection<{ _id: string }>('staff')
      .updateOne({ _id: olga }, { $set: { 'preferences.language': 'en' } });
    const page = await open('/tasks?view=overdue');
    for (const [path, name] of [
      ['/tasks?view=overdue', 'overdue'],
      ['/tasks/soon', 'edit'],
      ['/settings/tasks', 'settings'],
    ] as const) {
      await page.goto(panel.url + path);
      await expectAccessible(page);
      await shoot(page, `${name}-en`);
    }
    await page.close();
    expect(browser.complaints.filter(text => !text.includes('422'))).toEqual([]);
  });
});
