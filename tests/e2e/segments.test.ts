import { beforeAll, expect, it } from 'vitest';
import { createContact } from '../../src/contacts/index.ts';
import { refreshTraits } from '../../src/segments/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { expectAccessible } from '../support/axe.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, usePanel } from '../support/panel.ts';
import { ownersPages, shoot } from '../support/signed-in.ts';

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

  it('are put together of nested groups, counted and explained', async () => {
    const page = await open('/segments');
    await expectAccessible(page);
    await shoot(page, 'empty');
    await page.getByRole('link', { name: 'Сегмент по условиям' }).first().click();
    await page.locator('#segment-name').fill('Казань или vip');
    await page.getByText('Подходят 4 человека').waitFor();
    await page.locator('#rule-r-add').click();
    await page.locator('#rule-r-0-field').selectOption('contact.city');
    await page.locator('#rule-r-0-value').fill('Казань');
    await page.getByText('Подходят 2 человека').waitFor();
    await shoot(page, 'builder');
    await expectAccessible(page);
    expect(page.url()).toContain('/segments/new');
    await expectNoSidewaysScroll(page);
    await page.close();
  });
});
