import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program } from '../../src/start.ts';
import { describeInBrowser } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { startTestProgram, testOwner } from '../support/start-test-program.ts';

describeInBrowser('a manager and a customer of the whole program', browser => {
  const database = useDatabase();
  let program: Program;
  beforeAll(async () => {
    program = await startTestProgram({ uri: database.uri });
  });
  afterAll(async () => {
    await program.stop();
    // The program ends the connection that the database is dropped over.
    await mongoose.connect(database.uri);
  });

  it('talk with each other, and the bot comes back to its question', { timeout: 60_000 }, async () => {
    const customer = await browser.open({ viewport: { width: 400, height: 700 } });
    await customer.goto(`${program.url}/chat`);
    await customer.getByRole('button', { name: 'Начать' }).click();
    await customer.locator('.message:not(.own) .bubble').first().waitFor();

    const manager = await browser.open();
    await manager.goto(`${program.url}/inbox`);
    await manager.fill('#email', testOwner.email);
    await manager.fill('#password', testOwner.password);
    await manager.click('form[action="/login"] button');
    await manager.locator('.line').first().click();
    await manager.waitForSelector('#conversation');
    const question = (await manager.locator('.msg-bot .bubble-text').last().textContent()) ?? '';
    expect(question).not.toBe('');

    await manager.click('#take-over');
    await manager.waitForSelector('.conv-mode:has-text("Ведёте вы")');
    await manager.fill('#reply', 'Здравствуйте, это человек');
    await manager.press('#reply', 'Enter');
    await customer.getByText('Здравствуйте, это человек').waitFor();
    await manager.waitForSelector('.msg-out:has-text("это человек") .delivery-sent');

    await customer.getByLabel('Сообщение', { exact: true }).fill('Рад знакомству');
    await customer.getByRole('button', { name: 'Отправить' }).click();
    await manager.waitForSelector('.msg-in:has-text("Рад знакомству")');

    await manager.click('#give-back');
    await manager.waitForSelector('.conv-mode:has-text("Ведёт бот")');
    await manager.waitForSelector('.event:has-text("вернул(а) диалог боту")');
    await manager.waitForSelector(`.msg-event:has-text("вернул(а)") ~ .msg-bot`);
    expect((await manager.locator('.msg-bot .bubble-text').last().textContent()) ?? '').toContain(question.slice(0, 20));
    expect(browser.complaints).toEqual([]);
  });
});
