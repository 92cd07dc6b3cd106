import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureOwner } from '../../src/staff/index.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { type Corridor, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { owner, startPanel } from '../support/start-panel.ts';

useDatabase();
let corridor: Corridor;
let panel: { url: string; close(): Promise<void> };

const older = `id: visit
title: Запись к стоматологу
start: { default: true }
steps:
  - { id: name, ask: text, text: "Как вас зовут? Напишите, пожалуйста, имя и отчество, чтобы врач знал, как обращаться" }
  - id: service
    ask: choice
    text: "Что нужно?"
    options: [{ value: look, label: "Осмотр" }, { value: clean, label: "Чистка" }]
  - { say: "Спасибо!" }
`;
const dialogues = `- name: записывается
  talk: |
    > привет
    < Как вас зовут?…
    > Анна
    < Что нужно?
    > [Чистка]
    < До встречи!
`;

beforeAll(async () => {
  corridor = await startCorridor();
  await corridor.put('visit.yaml', older);
  await corridor.put('visit.dialogues.yaml', dialogues);
  await corridor.flows.rereadFiles(new Date());
  for (const person of ['anna', 'boris', 'vera']) await corridor.does(person, { kind: 'start' });
  await corridor.says('vera', 'Вера');
  await corridor.put('visit.yaml', older.replace('id: name', 'id: who').replace('Спасибо', 'Благодарим'));
  await corridor.flows.rereadFiles(new Date());
  panel = await startPanel({ authoring: corridor.authoring });
  await ensureOwner(owner, new Date());
});
afterAll(async () => {
  await panel.close();
  await corridor.stop();
});

async function signIn(page: Page) {
  await page.goto(`${panel.url}/login`);
  await page.fill('[name=email]', owner.email);
  await page.fill('[name=password]', owner.password);
  await page.press('[name=password]', 'Enter');
  await page.waitForURL('**/inbox');
}

describeInBrowser('the revisions of a flow', browser => {
  it('people are moved after a dry run that follows each choice', async () => {
    const page = await browser.open();
    await signIn(page);
    await page.goto(`${panel.url}/flows/visit/revisions`);
    await page.getByRole('link', { name: 'Перевести людей' }).click();
    await page.getByText('2 останутся на прежней версии').first().waitFor();
    await page.selectOption('select[name="to.name"]', 'step:who');
    await page.getByText('2 продолжат с другого шага').first().waitFor();
    expect(await corridor.heard('anna')).toHaveLength(1);
    await page.getByRole('button', { name: 'Перевести 3 человека' }).click();
    await page.getByText('Перевод с версии № 1 на № 2').waitFor();
    await corridor.mover.work();
    // The page asks by itself how far it is.
    await page.getByText('закончен', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'услышали новый шаг: 2' }).click();
    expect(await page.locator('tbody tr').count()).toBe(2);
    expect(await corridor.heard('anna')).toHaveLength(2);
    expect(await corridor.heard('vera')).toHaveLength(2);
  });

  it('an older one runs again after its difference has been seen', async () => {
    const page = await browser.open();
    await signIn(page);
    await page.goto(`${panel.url}/flows/visit/revisions/1?with=running`);
    expect(await page.locator('.diff mark').allTextContents()).toContain('Спасибо');
    await page.getByRole('button', { name: 'Вернуть эту версию' }).click();
    await page.getByText('Работает версия № 3').waitFor();
  });

  it('a dialogue that goes otherwise is mended on its page', async () => {
    const page = await browser.open();
    await signIn(page);
    await page.goto(`${panel.url}/flows/visit/dialogues`);
    await page.getByText('Не сошёлся 1 из 1').waitFor();
    await page.getByText('В диалоге написано:').waitFor();
    await page.fill('textarea', dialogues.replace('До встречи!', 'Спасибо!'));
    await page.getByRole('button', { name: 'Записать в файл' }).click();
    await page.getByText('1 диалог сошёлся').waitFor();
    await page.getByText('Записано в файл visit.dialogues.yaml').waitFor();
  });

  it('every page fits a phone', async () => {
    const page = await browser.open({ viewport: { width: 360, height: 700 } });
    await signIn(page);
    for (const path of ['revisions', 'revisions/1', 'revisions/2?with=running', 'revisions/2/move', 'dialogues']) {
      await page.goto(`${panel.url}/flows/visit/${path}`);
      await expectNoSidewaysScroll(page);
    }
    expect(browser.complaints).toEqual([]);
  });
});
