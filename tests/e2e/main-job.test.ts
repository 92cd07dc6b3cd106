import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program } from '../../src/start.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn, type VkStandIn } from '../../tools/stand-ins/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { chatSide, messengerSide } from '../support/customer-side.ts';
import { useDatabase } from '../support/database.ts';
import { startTestProgram, testOwner } from '../support/start-test-program.ts';

const answers: [question: RegExp, answer: { says: string } | { presses: string }][] = [
  [/Что нужно сделать\?/, { presses: 'Ванная' }],
  [/Сколько квадратных метров/, { says: '6,5' }],
  [/На какой бюджет/, { presses: 'больше миллиона' }],
  [/Всё верно\?/, { presses: 'Всё верно' }],
];

describeInBrowser('a customer and a manager', browser => {
  const database = useDatabase();
  let telegram: TelegramStandIn;
  let vk: VkStandIn;
  let program: Program;
  let manager: Page;

  beforeAll(async () => {
    telegram = await startTelegramStandIn();
    vk = await startVkStandIn();
    // The program has this process's one connection.
    await mongoose.disconnect();
    program = await startTestProgram({ uri: database.uri, telegram, vk });
    manager = await browser.open();
    await manager.goto(`${program.url}/inbox`);
    await manager.fill('[name=email]', testOwner.email);
    await manager.fill('[name=password]', testOwner.password);
    await manager.click('form[action="/login"] button');
    await manager.waitForURL(/\/inbox/);
  });
  afterAll(async () => {
    await program?.stop();
    await Promise.all([telegram?.stop(), vk?.stop()]);
    await mongoose.connect(database.uri);
  });

  const sides = {
    telegram: async () => messengerSide(telegram.customer({ firstName: 'Анна', lastName: 'Примерова' }), 'promo-vk-ads'),
    vk: async () => messengerSide(vk.customer({ firstName: 'Вера', lastName: 'Образцова' }), 'promo-vk-ads'),
    web: async () =>
      chatSide(await browser.open({ viewport: { width: 400, height: 760 } }), `${program.url}/chat?ref=promo-site`),
  };

  it.each([
    { messenger: 'telegram', name: 'Аннушка', phone: '+7 999 000-00-11' },
    { messenger: 'vk', name: 'Верочка', phone: '8 (999) 000-00-12' },
    { messenger: 'web', name: 'Глаша', phone: '9990000013' },
  ] as const)(
    'go through lead in $messenger, with a person in the middle of it',
    { timeout: 90_000 },
    async ({ messenger, name, phone }) => {
      const customer = await sides[messenger]();
      await customer.start();
      await customer.hears(/Можно сохранить ваши ответы/);
      await customer.presses('Даю согласие');
      await customer.hears(/Как к вам обращаться/);
      await customer.says(name);
      await customer.hears(/на какой номер/);
      await customer.says(phone);
      await customer.hears(/Что нужно сделать\?/);

      await manager.goto(`${program.url}/inbox?view=all`);
      await manager.locator('.line', { hasText: name }).first().click();
      await manager.click('#take-over');
      await manager.waitForSelector('.conv-mode:has-text("Ведёте вы")');
      await manager.fill('#reply', `${name}, добрый день! Это Ольга, мастер.`);
      await manager.press('#reply', 'Enter');
      await customer.hears(/Это Ольга, мастер/);
      await manager.waitForSelector('.msg-out:has-text("Это Ольга") .delivery-sent');
      await customer.says('А когда приедете?');
      await manager.waitForSelector('.msg-in:has-text("А когда приедете?")');
      await manager.click('#give-back');

      for (const [question, answer] of answers) {
        await customer.hears(question);
        await ('says' in answer ? customer.says(answer.says) : customer.presses(answer.presses));
      }
      await customer.hears(/Спасибо, .*Мастер позвонит/);
      await manager.waitForSelector('.msg-bot:has-text("Мастер позвонит")');

      await manager.goto(`${program.url}/contacts?query=${encodeURIComponent(name)}`);
      await manager.locator('main').getByText(name).first().click();
      await manager.waitForSelector('text=Заявка на ремонт');
      const card = ((await manager.locator('body').textContent()) ?? '').replaceAll('\u00a0', ' ');
      for (const shown of [name, phone.slice(-5), 'Ванная', '6,5', 'больше миллиона', 'крупный']) expect(card).toContain(shown);
      expect(browser.complaints).toEqual([]);
    },
  );
});
