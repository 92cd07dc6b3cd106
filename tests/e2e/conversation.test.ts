import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program } from '../../src/start.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn, type VkStandIn } from '../../tools/stand-ins/index.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { samplePicture } from '../support/sample-files.ts';
import { startTestProgram, testOwner } from '../support/start-test-program.ts';

describeInBrowser('a conversation of the whole program', browser => {
  const database = useDatabase();
  let telegram: TelegramStandIn;
  let vk: VkStandIn;
  let program: Program;
  let manager: Page;

  beforeAll(async () => {
    [telegram, vk] = await Promise.all([startTelegramStandIn({ limits: false }), startVkStandIn({ limits: false })]);
    await mongoose.disconnect();
    program = await startTestProgram({ uri: database.uri, telegram, vk });
    manager = await browser.open();
    await manager.goto(`${program.url}/inbox`);
    await manager.fill('#email', testOwner.email);
    await manager.fill('#password', testOwner.password);
    await manager.click('form[action="/login"] button');
    await manager.waitForSelector('#inbox');
  });
  afterAll(async () => {
    await program?.stop();
    await Promise.all([telegram?.stop(), vk?.stop()]);
    await mongoose.connect(database.uri);
  });

  const picture = (kind: string) => ({ name: `${kind}.png`, mimeType: 'image/png', buffer: samplePicture() });

  async function opens(name: string) {
    await manager.goto(`${program.url}/inbox?view=all`);
    await manager.locator('.line', { hasText: name }).click();
    await manager.waitForSelector('#conversation');
  }

  /** What the page does not tell of by itself is there when it is opened again. */
  async function comes(selector: string) {
    await expect
      .poll(async () => {
        await manager.reload();
        return manager.locator(selector).count();
      })
      .toBe(1);
  }

  async function takesOver() {
    await manager.click('#take-over');
    await manager.waitForSelector('.conv-mode:has-text("Ведёте вы")');
  }

  it('shows an album as one, quotes, foreign cards and both wordings, and the picture of who writes', {
    timeout: 90_000,
  }, async () => {
    const anna = telegram.customer({ firstName: 'Анна', lastName: 'Примерова', photo: samplePicture() } as Parameters<
      TelegramStandIn['customer']
    >[0]);
    await anna.start();
    await anna.receives(/./);
    await opens('Анна Примерова');
    await takesOver();
    await anna.sendsAlbum(undefined, 'Наша кухня');
    await manager.waitForSelector('.msg-in .album >> nth=0');
    await expect.poll(() => manager.locator('.msg-in .album .picture').count()).toBe(2);
    expect(await manager.locator('.msg-in:has(.album)').count()).toBe(1);
    const said = await anna.says('Нужен замер');
    await anna.replies('Вот это', said);
    await manager.waitForSelector('.msg-in .quote:has-text("Нужен замер")');
    await anna.passesOn({ from: 'Пётр', text: 'Звоните после шести' });
    await manager.waitForSelector('.msg-in:has-text("Переслано: Пётр")');
    await anna.sharesContactOf({ firstName: 'Олег', phone: '+79990000002' });
    await manager.waitForSelector('.bubble-shared:has-text("номер другого человека")');
    await anna.edits('Нужен замер завтра', said);
    await manager.waitForSelector('.msg-in:has-text("Нужен замер завтра") .edits');
    await manager.click('.edits summary');
    await manager.waitForSelector('.edit:has-text("Нужен замер")');
    await comes('.conv-head .avatar-round img');
    expect(browser.complaints).toEqual([]);
  });

  it('answers one of several messages, and thinks better of it', { timeout: 90_000 }, async () => {
    const vera = telegram.customer({ firstName: 'Вера', lastName: 'Образцова' });
    await vera.start();
    await vera.receives(/./);
    await vera.says('Сколько стоит кухня?');
    await vera.says('И когда замер?');
    await opens('Вера Образцова');
    const asked = manager.locator('.msg-in', { hasText: 'Сколько стоит' });
    await asked.waitFor();
    expect(await asked.locator('.verbs').isVisible()).toBe(false);
    await takesOver();
    const quote = manager.locator('#quote');
    const answers = async () => {
      await asked.locator('.verbs summary').click();
      await asked.getByRole('button', { name: 'Ответить' }).click();
      await quote.filter({ hasText: 'Сколько стоит кухня?' }).waitFor();
    };
    await answers();
    await manager.keyboard.press('Escape');
    await quote.waitFor({ state: 'hidden' });
    await answers();
    await quote.getByRole('button').click();
    await quote.waitFor({ state: 'hidden' });
    await answers();
    await expectNoSidewaysScroll(manager);
    await manager.keyboard.type('От 90 000 ₽');
    await manager.keyboard.press('Enter');
    await manager.waitForSelector('.msg-out:has(.quote:has-text("Сколько стоит кухня?")):has-text("От 90 000")');
    expect((await vera.receives(/90 000/)).raw.reply_to_message).toMatchObject({ text: 'Сколько стоит кухня?' });
    await quote.waitFor({ state: 'hidden' });
    await manager.fill('#reply', 'Замер завтра');
    await manager.keyboard.press('Enter');
    expect((await vera.receives(/Замер завтра/)).raw).not.toHaveProperty('reply_to_message');
    expect(browser.complaints).toEqual([]);
  });

  it('sends an album, changes and takes back what was sent, and the customer sees it', { timeout: 90_000 }, async () => {
    const boris = telegram.customer({ firstName: 'Борис', lastName: 'Образцов' });
    await boris.start();
    await boris.receives(/./);
    await opens('Борис Образцов');
    await takesOver();
    await manager.setInputFiles('#attach', [picture('one'), picture('two')]);
    await expect.poll(() => manager.locator('#uploads [data-upload]').count()).toBe(2);
    await manager.fill('#reply', 'Два варианта');
    await manager.press('#reply', 'Enter');
    await manager.waitForSelector('.msg-out:has(.album):has-text("Два варианта") .delivery-sent');
    await boris.receives(/Два варианта/);

    const ours = manager.locator('.msg-out', { hasText: 'Встретимся' });
    await manager.fill('#reply', 'Встретимся во вторник');
    await manager.press('#reply', 'Enter');
    await ours.locator('.delivery-sent').waitFor();
    await ours.locator('.verbs summary').focus();
    await manager.keyboard.press('Enter');
    await ours.getByRole('button', { name: 'Изменить' }).click();
    await ours.locator('textarea').fill('Встретимся в среду');
    // The stream brings the message before the form is answered.
    await manager.route('**/edit', async route => {
      const response = await route.fetch();
      await ours.locator('.bubble > .bubble-text', { hasText: 'в среду' }).waitFor();
      await route.fulfill({ response });
    });
    await manager.keyboard.press('Control+Enter');
    await boris.seesEdit(/в среду/);
    await ours.locator('.bubble > .bubble-text', { hasText: 'в среду' }).waitFor();
    await ours.locator('[data-edit]').waitFor({ state: 'detached' });
    await manager.unroute('**/edit');
    await ours.locator('.edits summary').click();
    await ours.locator('.edit', { hasText: 'во вторник' }).waitFor();

    manager.once('dialog', dialog => dialog.accept());
    await ours.locator('.verbs summary').click();
    await ours.getByRole('button', { name: 'Удалить у клиента' }).click();
    await ours.locator('.after-words', { hasText: 'Удалил(а)' }).waitFor();
    expect(await ours.locator('.verbs').count()).toBe(0);
    expect(browser.complaints).toEqual([]);
  });

  it('offers another messenger where this one is stopped', { timeout: 90_000 }, async () => {
    const vera = telegram.customer({ firstName: 'Вера', lastName: 'Пробная' });
    const twin = vk.customer({ firstName: 'Вера', lastName: 'Пробная' });
    await vera.start();
    await vera.receives(/./);
    await twin.start();
    await twin.receives(/./);
    await join(`telegram:${telegram.bot.id}:${vera.id}`, `vk:${vk.group.id}:${twin.id}`);
    await vera.blocks();
    await manager.goto(`${program.url}/inbox/telegram:${telegram.bot.id}:${vera.id}`);
    await comes('#unreachable');
    expect(await manager.locator('#unreachable p').textContent()).toMatch(/^Остановил\(а\) бота в Telegram сегодня/);
    await manager.getByRole('link', { name: 'Написать в VK' }).click();
    await manager.waitForSelector('.conv-mode .messenger-vk');
    expect(await manager.locator('#unreachable').count()).toBe(0);
    expect(browser.complaints).toEqual([]);
  });

  it('shows an operator who answers in VK itself, and holds the bot back until it is given back', {
    timeout: 90_000,
  }, async () => {
    const gleb = vk.customer({ firstName: 'Глеб', lastName: 'Вкашный' });
    await gleb.start();
    await gleb.receives(/./);
    await opens('Глеб Вкашный');
    await vk.operatorReplies(gleb.id, 'Здравствуйте, это Вера из мастерской');
    await manager.waitForSelector('.msg-out:has-text("Вера из мастерской")');
    await manager.waitForSelector('.event:has-text("Бот замолчал")');
    await manager.waitForSelector('.conv-mode:has-text("Ответ дан в мессенджере")');
    await gleb.says('А сколько стоит?');
    await manager.waitForSelector('.msg-in:has-text("А сколько стоит?")');
    await manager.click('#give-back');
    await manager.waitForSelector('.conv-mode:has-text("Ведёт бот")');
    expect(browser.complaints).toEqual([]);
  });

  /** One person in two messengers, as they will be when their cards have been merged. */
  async function join(one: string, other: string) {
    const connection = await mongoose.createConnection(database.uri).asPromise();
    const contacts = connection.collection<{ _id: string; identities: { key: string }[] }>('contacts');
    await expect.poll(() => contacts.countDocuments({ 'identities.key': { $in: [one, other] } })).toBe(2);
    const absorbed = await contacts.findOneAndDelete({ 'identities.key': other });
    const identities = absorbed?.identities ?? [];
    await contacts.updateOne({ 'identities.key': one }, { $push: { identities: { $each: identities } } });
    const kept = await contacts.findOne({ 'identities.key': one });
    await connection.collection<{ _id: string }>('conversations').updateOne({ _id: other }, { $set: { contact: kept?._id } });
    await connection.close();
  }

  it('fits a phone, in the dark as well', { timeout: 60_000 }, async () => {
    const phone = await manager.context().newPage();
    await phone.setViewportSize({ width: 360, height: 740 });
    await phone.emulateMedia({ colorScheme: 'dark' });
    await phone.goto(`${program.url}/inbox?view=all`);
    await phone.locator('.line', { hasText: 'Анна Примерова' }).click();
    await phone.waitForSelector('.msg-in .album');
    await expectNoSidewaysScroll(phone);
    await phone.close();
  });
});
