import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { changeContact, getContact } from '../../src/contacts/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedPanel } from '../support/seed-panel.ts';
import { expectFit, ownersPages, shoot } from '../support/signed-in.ts';

describeInBrowser('the card', browser => {
  useDatabase();
  const panel = usePanel();
  let page: Page;
  let anna = '';
  const by = { kind: 'staff', id: 'other', name: 'Мария' } as const;

  beforeAll(async () => {
    await ensureOwner(owner, new Date());
    ({ annaContact: anna } = await seedPanel({ staff: 'nobody', now: new Date() }));
    page = await ownersPages(browser, panel)('/inbox');
  }, 60_000);

  const both = (name: string) => expectFit(page, `card-${name}`);

  it('gets fields of one’s own, and their order by keyboard', async () => {
    await page.goto(`${panel.url}/settings/fields`);
    await page.fill('#title-new', '');
    await page.click('#new .btn-primary');
    await page.waitForSelector('#new .field-error');
    for (const [title, type, choices] of [
      ['Бюджет', 'money', ''],
      ['Откуда узнали', 'list', 'Реклама\nДрузья'],
    ] as const) {
      if (!(await page.isVisible('#title-new'))) await page.click('#new summary');
      await page.fill('#title-new', title);
      await page.selectOption('#type-new', type);
      if (choices) await page.fill('#choices-new', choices);
      await page.click('#new .btn-primary');
      await page.waitForSelector(`.defined-what b:text-is("${title}")`);
    }
    await page.focus('.defined-field:last-child [data-move="-1"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.defined-field:first-child b:text-is("Откуда узнали")');
    await page.click('.defined-field:first-child summary');
    await both('fields');
  });

  it('is edited by keyboard: Tab goes on, Esc leaves, Enter saves', async () => {
    await page.goto(`${panel.url}/contacts/${anna}`);
    await both('card');
    await page.focus('#field-city .field-edit');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#input-city');
    await page.fill('#input-city', 'спб');
    await page.keyboard.press('Tab');
    await page.waitForSelector('#field-city.is-saved');
    const next = page.locator('.person .field-form input:not([type=hidden]), .person .field-form select');
    await next.waitFor();
    await page.keyboard.press('Escape');
    await page.waitForSelector('.person .field-form', { state: 'detached' });
    expect((await getContact(anna))?.city).toBe('спб');
  });

  it('leaves open what was refused, however often Tab goes on, and Enter saves what was chosen in a list', async () => {
    await page.goto(`${panel.url}/contacts/${anna}`);
    await page.click('.more-fields summary');
    await page.click('#field-country .field-edit');
    await page.fill('#input-country', 'Нарния');
    for (const key of ['Enter', 'Tab', 'Tab']) {
      const answered = page.waitForResponse(response => response.status() === 422);
      await page.keyboard.press(key);
      await answered;
      await page.waitForSelector('#field-country .field-error');
      expect(await page.inputValue('#input-country')).toBe('Нарния');
      await page.waitForSelector('#input-country:focus');
    }
    await page.keyboard.press('Escape');
    await page.waitForSelector('#field-country .field-empty');
    await page.click('#field-gender .field-edit');
    await page.selectOption('#input-gender', 'female');
    await page.focus('#input-gender');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#field-gender.is-saved');
    expect((await getContact(anna))?.gender).toBe('female');
  });

  it('suggests what could be put in order, and writes it only when it is accepted', async () => {
    await page.goto(`${panel.url}/contacts/${anna}`);
    await page.click('.suggestions li:has-text("Санкт-Петербург") button[value=yes]');
    await page.waitForSelector('#field-city .field-value:has-text("Санкт-Петербург")');
    expect((await getContact(anna))?.city).toBe('Санкт-Петербург');
  });

  it('says when somebody else changed the same field, and loses neither', async () => {
    await page.goto(`${panel.url}/contacts/${anna}`);
    await page.click('.more-fields summary');
    await page.click('#field-company .field-edit');
    await page.fill('#input-company', 'Моя версия');
    await changeContact(anna, { company: 'Их версия' }, { by, now: new Date() });
    await page.keyboard.press('Enter');
    await page.waitForSelector('.field-choice');
    expect(await page.textContent('#field-company .field-error')).toContain('Их версия');
    expect(await page.inputValue('#input-company')).toBe('Моя версия');
    await shoot(page, 'card-conflict');
    await page.click('.field-choice .btn-primary');
    await page.waitForSelector('#field-company.is-saved');
    expect((await getContact(anna))?.company).toBe('Моя версия');
  });

  it('asks why somebody is lost as soon as they are, and takes no answer for an answer', async () => {
    await page.goto(`${panel.url}/contacts/${anna}`);
    await page.click('#field-category .field-edit');
    await page.selectOption('#input-category', 'lost');
    await page.click('#field-category .btn-primary');
    await page.waitForSelector('#input-lostReason:focus');
    await both('card-lost');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#field-lostReason .field-empty');
    await page.click('#field-lostReason .field-edit');
    await page.fill('#input-lostReason', 'Выбрали других');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#field-lostReason.is-saved');
    expect(await getContact(anna)).toMatchObject({ category: 'lost', lostReason: 'Выбрали других' });
  });

  it('shows one stream of what happened, narrowed as one likes', async () => {
    await page.click('.timeline-tabs a:text-is("Изменения")');
    await page.waitForSelector('.timeline-tabs a.on:text-is("Изменения")');
    expect(await page.textContent('#timeline')).toContain('Их версия');
    await page.click('.timeline-tabs a:text-is("Файлы")');
    await page.waitForSelector('#timeline .msg');
    await both('files');
  });

  it('is made by hand while who is like it shows', async () => {
    await page.goto(`${panel.url}/contacts/new`);
    await page.click('.tile-foot .btn-primary');
    await page.waitForSelector('.field-error');
    await page.fill('#new-phone', '8 999 000 00 01');
    await page.waitForSelector('#similar .note');
    await both('new');
    await page.fill('#new-phone', '8 999 000 00 77');
    await page.fill('#new-firstName', 'Пётр');
    await page.click('.tile-foot .btn-primary');
    await page.waitForSelector('.card-page h1:text-is("Пётр")');
  });

  it('is found by its owner and grade, and many are changed at once', async () => {
    await page.goto(`${panel.url}/contacts`);
    await page.check('[data-row]:nth-child(1) [data-pick]');
    await page.check('[data-row]:nth-child(2) [data-pick]');
    await page.fill('[data-bulk-bar] [name=tag]', 'выставка');
    await both('list');
    await page.click('[data-bulk-bar] [value=tag]');
    await page.waitForSelector('#contacts .note-good');
    expect(await page.locator('.tag-chip:text-is("выставка")').count()).toBe(2);
    await page.selectOption('#contacts-filters [name=owner]', { label: owner.name ?? 'Ольга' }).catch(() => undefined);
    await page.waitForURL(/owner=/);
  });

  it('is graded by rules that can be changed', async () => {
    await page.goto(`${panel.url}/settings/grading`);
    await both('grading');
    const fresh = page.locator('#temperature .grading-rule').last();
    await fresh.locator('[name=to]').selectOption('hot');
    await fresh.locator('[name=kind]').selectOption('tag');
    await page.click('#temperature .tile-foot .btn-primary');
    await page.waitForSelector('#temperature .note-error');
    await page.locator('#temperature .grading-rule').nth(2).locator('[name=value]').first().fill('выставка');
    await page.click('#temperature .tile-foot .btn-primary');
    await page.waitForSelector('.note-good');
  });
});
