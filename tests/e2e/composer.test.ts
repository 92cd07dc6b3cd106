import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program } from '../../src/start.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../tools/stand-ins/index.ts';
import { expectAccessible } from '../support/axe.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { samplePicture } from '../support/sample-files.ts';
import { startTestProgram, testOwner } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

describeInBrowser('what is written in an open conversation', browser => {
  const database = useDatabase();
  let telegram: TelegramStandIn;
  let program: Program;
  let manager: Page;
  type Customer = ReturnType<TelegramStandIn['customer']>;
  let anna: Customer;

  beforeAll(async () => {
    telegram = await startTelegramStandIn({ limits: false });
    await mongoose.disconnect();
    program = await startTestProgram({ uri: database.uri, telegram });
    manager = await browser.open({ permissions: ['microphone'] });
    await manager.goto(`${program.url}/inbox`);
    await manager.fill('#email', testOwner.email);
    await manager.fill('#password', testOwner.password);
    await manager.click('form[action="/login"] button');
    await manager.waitForSelector('#inbox');
    anna = telegram.customer({ firstName: 'Анна', lastName: 'Примерова' });
    await anna.start();
    await anna.receives(/./);
    await anna.says('Сколько стоит ёлка?');
  }, 60_000);
  afterAll(async () => {
    await program?.stop();
    await telegram?.stop();
    await mongoose.connect(database.uri);
  });

  const look = async (name: string) => {
    if (process.env.PICTURES) await manager.screenshot({ path: `${process.env.PICTURES}/${name}.png` });
  };
  const listening = () => manager.waitForSelector('html[data-live="on"]', { state: 'attached' });

  it('a canned reply is made, found by /, filled in and completed, and goes with its files and buttons', async () => {
    await manager.goto(`${program.url}/settings/replies`);
    await manager.waitForSelector('.nothing');
    await expectAccessible(manager);
    await look('replies-empty');
    await manager.click('.leaf-head .btn-primary');
    await manager.fill('#name', 'Цены на ёлки');
    await manager.fill('#ru', '{{contact.firstName|Здравствуйте}}, из города {{contact.city}} доставка 500 ₽.');
    await manager.setInputFiles('#files', { name: 'прайс.png', mimeType: 'image/png', buffer: samplePicture() });
    await manager.waitForSelector('#reply-files [data-upload]');
    await manager.fill('[name=buttonLabel]', 'Беру');
    await expectAccessible(manager);
    await look('reply-edit');
    await manager.click('.tile-foot .btn-primary');
    await manager.waitForSelector('.note-good');

    await manager.goto(`${program.url}/inbox?view=all`);
    await manager.locator('.line', { hasText: 'Анна' }).click();
    await manager.click('#take-over');
    await manager.waitForSelector('#reply');
    await listening();
    await manager.locator('#reply').pressSequentially('/елк');
    await manager.waitForSelector('#suggest [role=option]:not([hidden])');
    await look('suggest');
    await manager.keyboard.press('Enter');
    await manager.waitForSelector('#uploads [data-upload]');
    expect(await manager.inputValue('#reply')).toBe('Анна, из города ⟦город⟧ доставка 500 ₽.');
    await look('gaps');
    await manager.keyboard.press('Enter');
    await manager.waitForSelector('#gaps:not([hidden])');
    await manager.keyboard.type('Казань');
    await manager.keyboard.press('Enter');
    await anna.receives(/из города Казань доставка 500/);
    await manager.waitForSelector('.msg-out .sent-buttons:has-text("Беру")');
    expect(await manager.inputValue('#reply')).toBe('');
  }, 60_000);

  it('a reply goes later, is changed before, is held back when the customer was quicker, and goes when told to', async () => {
    await manager.fill('#reply', 'Напомню утром');
    await manager.click('#later summary');
    await look('later');
    await manager.getByRole('button', { name: 'Завтра в 9:00' }).click();
    await manager.waitForSelector('.scheduled-item:has-text("Напомню утром")');
    expect(await manager.inputValue('#reply')).toBe('');
    // What has just been exchanged hears no click yet.
    await until('it opens to be changed', async () => {
      await manager
        .locator('.scheduled-item')
        .getByRole('button', { name: 'Изменить' })
        .click({ timeout: 3000 })
        .catch(() => undefined);
      return manager.waitForSelector('.scheduled-edit textarea', { timeout: 3000 }).catch(() => undefined);
    });
    await manager.fill('.scheduled-edit textarea', 'Напомню завтра утром');
    await manager.fill('.scheduled-edit [name=atLocal]', '2020-01-01T10:00');
    await manager.click('.scheduled-edit .btn-primary');
    await manager.waitForSelector('.scheduled-edit .note-error');
    expect(await manager.inputValue('.scheduled-edit textarea')).toBe('Напомню завтра утром');
    await manager.fill('.scheduled-edit [name=atLocal]', '2027-01-15T10:00');
    await look('scheduled-edit');
    await manager.click('.scheduled-edit .btn-primary');
    await manager.waitForSelector('.scheduled-item:has-text("Напомню завтра утром")');
    await anna.says('Я уже тут');
    await manager.waitForSelector('.scheduled-item.is-held', { timeout: 90_000 });
    await look('held');
    await expectAccessible(manager, '#conversation');
    await manager.getByRole('button', { name: 'Отправить сейчас' }).click();
    await anna.receives(/Напомню завтра утром/);
    await manager.waitForSelector('.scheduled-item', { state: 'detached' });
  }, 60_000);

  it('a note calls a colleague and never goes out; drafts stay through reloads', async () => {
    await manager.click('#note-box summary');
    await manager.fill('#note', 'Скидку не обещать');
    await manager.fill('#reply', 'черновик ответа');
    await manager.reload();
    await listening();
    expect(await manager.inputValue('#note')).toBe('Скидку не обещать');
    expect(await manager.inputValue('#reply')).toBe('черновик ответа');
    await look('note');
    await manager.click('#note-form .btn');
    await manager.waitForSelector('.msg-note:has-text("Скидку не обещать")');
    await expect.poll(() => manager.inputValue('#reply')).toBe('черновик ответа');
    await manager.fill('#reply', '');
  }, 60_000);

  it('a file that takes its time is lost neither to a change of the conversation nor to an early Enter', async () => {
    let go = () => {};
    let held = Promise.resolve();
    await manager.route('**/files', async route => {
      await held;
      await route.continue();
    });
    const begins = async (name: string) => {
      held = new Promise(done => {
        go = done;
      });
      const asked = manager.waitForRequest('**/files');
      await manager.setInputFiles('#attach', { name, mimeType: 'image/png', buffer: samplePicture() });
      await asked;
    };
    await begins('план.png');
    const renewed = manager.waitForResponse('**/state');
    await manager.evaluate('htmx.trigger(document.body, "conversation-changed")');
    await renewed;
    go();
    await manager.locator('#uploads [data-upload]', { hasText: 'план.png' }).waitFor();
    await begins('смета.png');
    await manager.fill('#reply', 'План и смета');
    await manager.press('#reply', 'Enter');
    go();
    await manager.waitForSelector('.msg-out:has-text("План и смета"):has(.album) .delivery-sent');
    await anna.receives(/План и смета/);
    await manager.unroute('**/files');
  });

  it('words are found with е for ё, a place and a voice go out, and the page is for everybody', async () => {
    await manager.click('#find summary');
    await manager.fill('#find-words', 'елка');
    await manager.locator('#find-list [data-jump]', { hasText: 'Сколько стоит ёлка?' }).click();
    await manager.waitForSelector('.msg.is-found:has-text("Сколько стоит ёлка?")');
    await look('found');
    await manager.keyboard.press('Escape');
    await manager.click('.composer .pop summary >> nth=0');
    await manager.getByRole('button', { name: 'Место на карте' }).click();
    await manager.fill('#place', 'https://yandex.ru/maps/?ll=49.11%2C55.79&z=16');
    await manager.fill('#place-title', 'Наш склад');
    await manager.click('#send');
    await manager.waitForSelector('.bubble-place[href*="mlat=55.79"]');
    await manager.click('.composer .pop summary >> nth=0');
    await manager.click('#record');
    await expect.poll(() => manager.textContent('#voice-time')).toBe('0:01');
    await look('voice');
    await manager.click('#voice-stop');
    await manager.click('#voice-send');
    await manager.waitForSelector('#uploads .upload-voice input:checked');
    await manager.click('#send');
    await manager.waitForSelector('.msg-out .sound');
    await manager.click('.msg-out [data-speed]');
    expect(await manager.textContent('.msg-out [data-speed]')).toContain('1.5×');
    await expectAccessible(manager, '#conversation');
    await manager.setViewportSize({ width: 360, height: 740 });
    await manager.click('.composer .pop summary >> nth=0');
    await look('phone');
    await expectNoSidewaysScroll(manager);
    await manager.goto(`${program.url}/settings/alerts`);
    await expectNoSidewaysScroll(manager);
    await look('alerts-phone');
    await manager.setViewportSize({ width: 1280, height: 800 });
    await expectAccessible(manager);
    await look('alerts');
    expect(browser.complaints.filter(words => !words.includes('422'))).toEqual([]);
  }, 60_000);

  it('a manager’s own messenger is connected by a one-time link and is no customer', async () => {
    await manager.goto(`${program.url}/settings/alerts`);
    await manager.click('form[action="/settings/alerts/link/telegram"] button');
    const link = await manager.getAttribute('#alert-link a', 'href');
    const code = new URL(link ?? '').searchParams.get('start') ?? '';
    const olga = telegram.customer({ firstName: 'Ольга', lastName: 'Тестова' });
    await olga.says(`/start ${code}`);
    await olga.receives(/Готово/);
    await manager.reload();
    await manager.waitForSelector('text=Ольга Тестова');
    await look('linked');
    await olga.says('Спасибо');
    await olga.receives(/только уведомления/);
    expect(
      await mongoose
        .createConnection(database.uri)
        .asPromise()
        .then(async other => {
          const found = await other.collection('contacts').countDocuments({ firstName: 'Ольга' });
          await other.close();
          return found;
        }),
    ).toBe(0);
  }, 60_000);
});
