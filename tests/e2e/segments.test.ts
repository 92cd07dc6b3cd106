import { beforeAll, expect, it } from 'vitest';
import { createDraft } from '../../src/broadcasts/index.ts';
import { createContact } from '../../src/contacts/index.ts';
import { listSegments, refreshTraits, saveSegment } from '../../src/segments/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { expectAccessible } from '../support/axe.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, usePanel } from '../support/panel.ts';
import { expectFit, ownersPages, shoot } from '../support/signed-in.ts';

describeInBrowser('segments', browser => {
  useDatabase();
  const clock = new ManualClock('2026-11-24T09:00:00Z');
  const panel = usePanel({ clock });
  const now = clock.now();

  beforeAll(async () => {
    await ensureOwner(owner, now);
    const by = { kind: 'staff' as const, id: 'seed', name: 'Ольга' };
    const people = [
      { firstName: 'Анна', lastName: 'Примерова', city: 'Казань', addTags: ['vip'] },
      { firstName: 'Борис', lastName: 'Образцов', city: 'Казань', addTags: ['опт'] },
      { firstName: 'Вера', lastName: 'Шаблонова', city: 'Пермь', addTags: ['vip', 'опт'] },
      { firstName: 'Глеб', lastName: 'Тестов', city: 'Пермь' },
    ];
    const made = [];
    for (const person of people) made.push((await createContact(person, { key: person.firstName, by, now })).id);
    await refreshTraits(made, { now, timeZone: 'Europe/Moscow' });
  });

  const open = ownersPages(browser, panel);

  it('find a mailing by its name, and keep those that are chosen', async () => {
    for (const name of ['Весенняя распродажа', 'Осенние новости']) await createDraft({ name, by: 'seed', now });
    const page = await open('/segments/new');
    await page.locator('#rule-r-add').click();
    await page.locator('#rule-r-0-field').selectOption('mailings.received');
    await page.getByLabel('Весенняя распродажа').check();
    await page.getByPlaceholder('Найти рассылку по названию').fill('новости');
    await page.locator('#rule-r-0-boxes .rule-box').nth(1).waitFor();
    expect(await page.getByLabel('Весенняя распродажа').isChecked()).toBe(true);
    await page.getByLabel('Осенние новости').check();
    await page.locator('.rules-counted b').waitFor();
    expect(await page.locator('[name="rule.value.r-0"]:checked').count()).toBe(2);
    await shoot(page, 'mailings');
    await expectFit(page, 'mailings');
  });

  it('are put together of nested groups, counted, shown and explained', async () => {
    const page = await open('/segments');
    await page.getByText('Сегментов пока нет').waitFor();
    await page.getByRole('link', { name: 'Сегмент по условиям' }).first().click();
    await page.locator('#segment-name').fill('Казань или vip без опта');
    await page.getByText('Подходят 4 человека').waitFor();
    await page.locator('#rule-r-add').click();
    await page.locator('#rule-r-0-field').selectOption('contact.city');
    await page.locator('#rule-r-0-value').fill('Казань');
    await page.getByText('Подходят 2 человека').waitFor();

    // Into a group of its own by the keyboard, and another one beside it there.
    await page.locator('#rule-r-0-value').press('Alt+ArrowRight');
    await page.locator('#rule-r-0-0-value').waitFor();
    expect(await page.locator('#rule-r-0-is').inputValue()).toBe('any');
    await page.locator('#rule-r-0-add').click();
    await page.locator('#rule-r-0-1-field').selectOption('contact.tags');
    await page.locator('#rule-r-0-1-op').selectOption('hasAny');
    await page.locator('[name="rule.value.r-0-1"]').first().fill('vip');
    await page.getByText('Подходят 3 человека').waitFor();
    await page.locator('#rule-r-add').click();
    await page.locator('#rule-r-1-field').selectOption('contact.tags');
    await page.locator('#rule-r-1-op').selectOption('hasNone');
    await page.locator('[name="rule.value.r-1"]').first().fill('опт');
    await page.getByText('Подходит 1 человек').waitFor();

    await page.getByRole('button', { name: 'Показать 10 человек' }).click();
    await page.locator('.rules-people').getByText('Анна Примерова').waitFor();
    await page.getByText('Почему человек подходит или нет').click();
    await page.locator('#rule-rule-find').pressSequentially('Вера');
    await page.locator('.rules-found .menu-item').first().click();
    await page.getByText('не подходит').waitFor();
    await page.getByText('сейчас: vip, опт').first().waitFor();
    await expectFit(page, 'builder');
    await page.locator('.tile-foot button').click();
    await page.getByText('Сегмент сохранён.').waitFor();
    await page.getByText('Подходит 1 человек').waitFor();
    const [segment] = await listSegments();
    expect(segment?.rule).toMatchObject({ all: [{ any: [{ field: 'contact.city' }, { op: 'hasAny' }] }, { op: 'hasNone' }] });
    await page.close();
  });

  it('narrow the list of contacts, and are not deleted while they are used', async () => {
    const [segment] = await listSegments();
    const value = [segment?.id ?? ''];
    await saveSegment({ name: 'Ещё уже', kind: 'rule', rule: { field: 'segment', op: 'in', value }, by: 'seed', now });
    const page = await open('/contacts');
    await page.locator('select[name=segment]').selectOption({ label: 'Казань или vip без опта' });
    await page.waitForURL('**segment=**');
    await page.getByText('1 контакт').waitFor();
    expect(await page.locator('.contacts-table tbody tr').count()).toBe(1);

    await page.goto(`${panel.url}/segments`);
    await page.getByText('Подходит 1 человек').nth(1).waitFor();
    await expectFit(page, 'list');
    await page.getByRole('link', { name: 'Казань или vip без опта', exact: true }).click();
    page.once('dialog', dialog => void dialog.accept());
    await page.getByRole('button', { name: 'Удалить' }).click();
    await page.getByText('Сегмент нужен ещё в одном месте').waitFor();
    await expectAccessible(page);
    await shoot(page, 'refused');
    await page.close();
  });

  it('say at each row what is wrong, in English and on a phone', async () => {
    const page = await open('/segments/new', { viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'en-GB' });
    await page.evaluate(`document.querySelector('html').dataset.theme = 'dark'`);
    await page.locator('#segment-name').fill('Проба');
    await page.locator('#rule-r-add').click();
    await page.locator('#rule-r-0-field').selectOption('contact.score');
    await page.locator('#rule-r-0-value').fill('много');
    await page.locator('#rule-r-add').click();
    await page.locator('#rule-r-1-field').waitFor();
    await page.locator('.tile-foot button').click();
    await page.getByText('It has to be a number').waitFor();
    await page.getByText('Choose what to go by.').waitFor();
    expect(await page.locator('#rule-r-0-value').inputValue()).toBe('много');
    await expectNoSidewaysScroll(page);
    await page.evaluate(`document.querySelector('html').dataset.theme = 'dark'`);
    await shoot(page, 'wrong-dark-360');
    await expectAccessible(page);
    await page.close();
  });

  it('that are lists take people one by one', async () => {
    const page = await open('/segments/new?kind=list');
    await page.locator('#segment-name').fill('Приглашённые');
    await page.locator('.tile-foot button').click();
    await page.getByText('В списке пока никого.').waitFor();
    await page.locator('#member-find').pressSequentially('Глеб');
    await page.locator('#member-found .menu-item').first().click();
    await page.getByText('Добавлен 1 человек.').waitFor();
    await page.locator('#members').getByText('Глеб Тестов').waitFor();
    await expectFit(page, 'members');
    await page.getByRole('button', { name: 'Убрать из списка: Глеб Тестов' }).click();
    await page.getByText('В списке пока никого.').waitFor();
    // What was given up for a newer count, and the form that was not right, are meant to be told.
    expect(browser.complaints.filter(each => !/^htmx:(afterRequest|sendAbort)|422/.test(each))).toEqual([]);
    await page.close();
  });
});
