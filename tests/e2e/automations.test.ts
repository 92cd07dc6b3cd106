import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { listAutomations } from '../../src/automations/index.ts';
import { createContact } from '../../src/contacts/index.ts';
import { refreshTraits } from '../../src/segments/index.ts';
import { ensureOwner, readAudit } from '../../src/staff/index.ts';
import { type Chains, dayMs, hourMs, minuteMs, startChains } from '../automations/support.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { expectFit, ownersPages, shoot } from '../support/signed-in.ts';
import { owner, startPanel } from '../support/start-panel.ts';

describeInBrowser('automations', browser => {
  useDatabase();
  let chains: Chains;
  const panel = { url: '', close: async () => {} };
  const open = ownersPages(browser, panel);

  beforeAll(async () => {
    chains = await startChains();
    await chains.corridor.put('feedback.yaml', await readFile(new URL('../../flows/feedback.yaml', import.meta.url), 'utf8'));
    await chains.corridor.flows.rereadFiles(chains.clock.now());
    Object.assign(panel, await startPanel({ clock: chains.clock, authoring: chains.corridor.authoring }));
    await ensureOwner(owner, chains.clock.now());
  }, 60_000);
  afterAll(async () => {
    await panel.close();
    await chains.stop();
  });

  const first = async () => (await listAutomations())[0]?.id ?? '';
  const step = (page: Page, words: string) => page.locator('.automation-step-head', { hasText: words });

  it('go from a ready one to a message in the chat, and to the log on the card', { timeout: 120_000 }, async () => {
    const page = await open('/automations');
    onTestFailed(() => shoot(page, 'automations-failed'));
    await page.getByText('Первая автоматизация').waitFor();
    await expectFit(page, 'automations-empty');
    await page.getByRole('button', { name: 'Взять эту: Незаконченная анкета' }).click();
    await page.getByText('Черновик').waitFor();
    const id = await first();

    // The words are changed in their place.
    await step(page, 'Написать')
      .getByRole('button', { name: /^Изменить/ })
      .click();
    await page.locator('#content-all-ru').fill('Вы не закончили запись. Продолжим?');
    await expectFit(page, 'automation-message', { whole: false });
    await page.getByRole('button', { name: 'Сохранить шаг' }).click();
    await step(page, 'Вы не закончили запись').waitFor();
    await page.getByRole('button', { name: 'Включить' }).click();
    await page.getByText('Включена', { exact: true }).waitFor();
    const switchedOn = { what: 'automationSwitchedOn', facts: { part: 'Незаконченная анкета' } };
    expect(await readAudit(10)).toContainEqual(expect.objectContaining(switchedOn));

    // Somebody falls silent in the middle of it.
    await chains.clock.advance(10);
    const contact = await chains.person('700');
    await chains.corridor.says('700', 'отзыв');
    await chains.passes(62 * minuteMs);
    await chains.passes(20 * minuteMs);
    expect(chains.heard('700').join('\n')).toContain('Вы не закончили запись. Продолжим?');

    await page.goto(`${panel.url}/contacts/${contact}`);
    await page.locator('.card-automations').getByText('В цепочке').waitFor();
    await page.goto(`${panel.url}/contacts/${contact}?only=automations`);
    await page.getByText('Незаконченная анкета').first().waitFor();

    // How many stand where opens their list, and that the log of each.
    await page.goto(`${panel.url}/automations/${id}`);
    await page.getByRole('link', { name: '1 человек', exact: true }).click();
    await expectFit(page, 'automation-runs');
    await page.locator('.automation-name').click();
    await page.getByText('Сообщение отправлено').waitFor();
    await expectFit(page, 'automation-run');
    await page.getByRole('button', { name: 'Вывести из цепочки' }).click();
    await page.getByText('вывели вручную').waitFor();
    await chains.passes(2 * dayMs, hourMs * 12);
    expect(chains.heard('700').filter(line => line.includes('Продолжим?'))).toHaveLength(1);
    await page.close();
  });

  it('are put together step by step, and say whom a change meets', { timeout: 120_000 }, async () => {
    const now = chains.clock.now();
    const zoya = await createContact(
      { name: 'Зоя Образцова' },
      { key: 'zoya', by: { kind: 'staff', id: 'seed', name: 'Ольга' }, now },
    );
    await refreshTraits([zoya.id], { now, timeZone: 'Europe/Moscow' });
    const page = await open('/automations');
    onTestFailed(() => shoot(page, 'automations-failed'));
    await page.getByRole('button', { name: 'Новая автоматизация' }).click();
    await page.getByText('В цепочке нет ни одного шага').waitFor();
    const id = await first();
    await page.selectOption('#trigger-kind', 'date');
    await page.locator('#trigger-field').selectOption({ label: 'День рождения' });
    await page.fill('#trigger-days', 'много');
    await page.locator('#begin').getByRole('button', { name: 'Сохранить' }).click();
    await page.getByText('Нужно целое число от 0 до 365.').waitFor();
    await page.fill('#trigger-days', '3');
    await page.locator('#trigger-direction').selectOption('before');
    await page.fill('#begin-name', 'Скоро праздник');
    await page.locator('#begin').getByRole('button', { name: 'Сохранить' }).click();
    await page.locator('#begin').getByText('Сохранено.').waitFor();

    await add(page, 'Подождать');
    await page.getByRole('button', { name: 'Сохранить шаг' }).click();
    await step(page, '1 день').waitFor();
    await add(page, 'Метки');
    await page.fill('#step-add', 'праздник');
    await page.getByRole('button', { name: 'Сохранить шаг' }).click();
    await step(page, '+ праздник').waitFor();
    await add(page, 'Развилка');
    await page.getByRole('button', { name: 'Сохранить шаг' }).click();
    await page.getByText('Добавьте хотя бы одно условие.').waitFor();
    await page.locator('#rule-rule-rows [id$=add]').first().click();
    await page.locator('#rule-r-0-field, [name="rule.field.r-0"]').first().selectOption('contact.city');
    await page.locator('[name="rule.value.r-0"]').fill('Казань');
    await page.getByRole('button', { name: 'Сохранить шаг' }).click();
    await page.getByText('Если нет').waitFor();
    // Into the branch and out again by the keyboard.
    await step(page, '+ праздник').getByRole('button', { name: /^Ниже/ }).press('Alt+ArrowDown');
    await page.locator('.automation-arm', { hasText: 'праздник' }).first().waitFor();
    await page.getByRole('button', { name: 'Включить' }).click();
    await page.getByText('Включена', { exact: true }).waitFor();

    await page.goto(`${panel.url}/automations/${id}/runs`);
    await page.getByText('Добавить человека вручную').click();
    await page.locator('#run-find').pressSequentially('Зоя');
    await page.locator('#run-found').getByRole('button').click();
    await page.getByText('Человек добавлен.').waitFor();
    await chains.settle();
    await page.goto(`${panel.url}/automations/${id}`);
    page.once('dialog', dialog => void dialog.accept());
    await step(page, '1 день')
      .getByRole('button', { name: /^Удалить шаг/ })
      .click();
    await page.getByText('Сразу перейдут к шагу').waitFor();
    await expectFit(page, 'automation-effects');
    await page.getByRole('button', { name: 'Всё равно сохранить' }).click();
    await step(page, '1 день').waitFor({ state: 'detached' });
    await page.close();
  });

  it('are read in English on a phone, in the dark', { timeout: 30_000 }, async () => {
    const page = await open('/automations', { viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'en-GB' });
    await expectNoSidewaysScroll(page);
    await shoot(page, 'automations-dark-360');
    await page.close();
  });
});

async function add(page: Page, kind: string): Promise<void> {
  await page.locator('.automation-add').last().click();
  await page.locator('.automation-picker').getByRole('button', { name: kind, exact: true }).click();
  await page.locator('[data-open-form]').waitFor();
}
