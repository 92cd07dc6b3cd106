import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { getContact, patchContact } from '../../src/contacts/index.ts';
import { newId, nextOrder } from '../../src/lib/ids.ts';
import { keepMessage } from '../../src/messages/index.ts';
import { ensureOwner, signIn } from '../../src/staff/index.ts';
import { type BrowserUnderTest, describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { cuttingProxy } from '../support/cutting-proxy.ts';
import { useDatabase } from '../support/database.ts';
import { messengerIn, owner, usePanel } from '../support/panel.ts';
import { message, seedPanel } from '../support/seed-panel.ts';
import { until } from '../support/until.ts';

describeInBrowser('the panel', browser => {
  useDatabase();
  const panel = usePanel({ messengers: [messengerIn('telegram', { state: 'ready', name: 'remont_bot' })] });
  let anna: { conversation: string; contact: string };

  beforeAll(async () => {
    await ensureOwner(owner, new Date());
    const staff = await signIn(owner, { now: new Date() });
    const seeded = await seedPanel({ staff: staff?.id ?? '', now: new Date() });
    anna = { conversation: seeded.anna, contact: seeded.annaContact };
    writeWhatIsDone();
  });

  /** The desk of these tests writes to the history what the inbox would. */
  function writeWhatIsDone() {
    const set = (id: string, change: object) =>
      mongoose.connection.collection<{ _id: string }>('conversations').updateOne({ _id: id }, { $set: change });
    const entry = (conversation: string) => ({
      id: newId(),
      conversation,
      contact: anna.contact,
      order: nextOrder(new Date()),
      at: new Date(),
      changedAt: new Date(),
    });
    panel.desk.takeOver = async (id, staff) => {
      await set(id, { mode: 'staff', staff: staff.id });
      await keepMessage({
        ...entry(id),
        author: { kind: 'staff', ...staff },
        kind: 'event',
        text: '',
        event: { what: 'taken', values: { name: staff.name } },
      });
    };
    panel.desk.giveBack = async (id, staff) => {
      await set(id, { mode: 'bot' });
      await keepMessage({
        ...entry(id),
        author: { kind: 'staff', ...staff },
        kind: 'event',
        text: '',
        event: { what: 'givenBack', values: { name: staff.name } },
      });
    };
    panel.desk.reply = async ({ conversation, staff, text, attachments }) => {
      const files = attachments?.map(({ id, ...file }) => ({ file: id, ...file }));
      await keepMessage({
        ...entry(conversation),
        author: { kind: 'staff', ...staff },
        kind: files ? 'media' : 'text',
        text,
        ...(files && { attachments: files }),
        delivery: { state: 'queued', attempts: 0 },
      });
    };
  }

  const customerSays = (text: string) => keepMessage(message({ from: 'customer', ago: 0, text }, { ...anna, now: new Date() }));

  type Visit = Parameters<BrowserUnderTest['open']>[0];
  let session: NonNullable<Visit>['storageState'];

  /** Signs in once and comes back with the same session afterwards. */
  async function signedIn(options?: Visit): Promise<Page> {
    const page = await browser.open({ ...options, ...(session && { storageState: session }) });
    await page.goto(`${panel.url}/inbox`);
    if (session) return page;
    await page.fill('#email', owner.email);
    await page.fill('#password', owner.password);
    await page.click('form[action="/login"] button');
    await page.waitForURL('**/inbox');
    session = await page.context().storageState();
    return page;
  }

  it('a message arrives without reloading, and the place one reads at stays', async () => {
    const page = await signedIn();
    await page.click('.line:has-text("Анна Ветрова")');
    await page.waitForSelector('#conversation');
    expect(page.url()).toContain(anna.conversation);
    await streamIsOpen(page);
    await customerSays('сообщение вживую');
    await page.waitForSelector('.bubble:has-text("сообщение вживую")');
    expect(await page.isVisible('#pill')).toBe(false);

    await page.evaluate("document.getElementById('messages-scroll').scrollTop = 0");
    await customerSays('пока читаю старое');
    await page.waitForSelector('#pill:visible');
    expect(await page.evaluate("document.getElementById('messages-scroll').scrollTop")).toBeLessThan(50);
    await page.click('#pill');
    await page.waitForSelector('#pill', { state: 'hidden' });
    await until('the end is in sight', () =>
      page.evaluate("(p => p.scrollHeight - p.scrollTop - p.clientHeight < 5)(document.getElementById('messages-scroll'))"),
    );
    await page.context().close();
  });

  it('one takes over, replies by Enter, and gives back by a key', async () => {
    const page = await signedIn();
    await page.goto(`${panel.url}/inbox/${anna.conversation}`);
    await streamIsOpen(page);
    await page.click('#take-over');
    await page.waitForSelector('.event:has-text("Ольга ведёт диалог")');
    await page.waitForSelector('.conv-mode:has-text("Ведёте вы")');
    await page.fill('#reply', 'Первая строка');
    await page.press('#reply', 'Shift+Enter');
    await page.type('#reply', 'вторая');
    await page.press('#reply', 'Enter');
    await page.waitForSelector('.msg-out .bubble:has-text("Первая строка")');
    await until('the field is empty', async () => (await page.inputValue('#reply')) === '');
    expect(await page.getAttribute('.msg-out:last-child .delivery', 'title')).toBe('В очереди');
    expect(await page.evaluate('document.activeElement.id')).toBe('reply');

    await page.press('#reply', 'Escape');
    await page.keyboard.press('b');
    await page.waitForSelector('.event:has-text("вернул(а) диалог боту")');
    await page.waitForSelector('.desk-notice:has-text("Сейчас отвечает бот")');
    expect(await page.isVisible('#reply')).toBe(false);
    await page.context().close();
  });

  it('a reply that was not sent yet is there again after looking elsewhere', async () => {
    const page = await signedIn();
    await page.goto(`${panel.url}/inbox/vk:1:702?view=mine`);
    await page.fill('#reply', 'Недописанный ответ');
    await page.click('.line:has-text("Мария Голубева")');
    await page.waitForSelector('.conv-name:has-text("Мария")');
    expect(await page.inputValue('#reply')).toBe('');
    await page.click('.line:has-text("Игорь Самойлов")');
    await page.waitForSelector('.conv-name:has-text("Игорь")');
    expect(await page.inputValue('#reply')).toBe('Недописанный ответ');
    await page.context().close();
  });

  it('a file is attached, seen before it is sent, and goes with the reply', async () => {
    const page = await signedIn();
    await page.goto(`${panel.url}/inbox/vk:1:702?view=mine`);
    await streamIsOpen(page);
    await page.setInputFiles('#attach', { name: 'Смета.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n') });
    await page.waitForSelector('.upload-name:has-text("Смета.pdf")');
    await page.fill('#reply', '');
    await page.click('#send');
    await page.waitForSelector('.msg-out .file-name:has-text("Смета.pdf")');
    await page.waitForSelector('.upload', { state: 'detached' });
    await page.context().close();
  });

  it('a file that was not sent yet is there again after looking elsewhere, also one that was still on its way', async () => {
    const page = await signedIn();
    const igor = `${panel.url}/inbox/vk:1:702?view=mine`;
    const attach = (name: string) =>
      page.setInputFiles('#attach', { name, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n') });
    const names = () => page.locator('.upload-name').allTextContents();
    const look = async (name: string) => {
      await page.click(`.line:has-text("${name}")`);
      await page.waitForSelector(`.conv-name:has-text("${name}")`);
    };
    await page.goto(igor);
    await streamIsOpen(page);
    await attach('Смета.pdf');
    await page.waitForSelector('.upload-name:has-text("Смета.pdf")');

    let come = () => {};
    const wanted = new Promise<void>(resolve => {
      come = resolve;
    });
    const isUpload = ({ pathname }: URL) => pathname.endsWith('/files');
    await page.route(isUpload, async route => {
      await wanted;
      await route.continue();
    });
    await attach('План.pdf');
    await look('Мария');
    expect(await names()).toEqual([]);
    const uploaded = page.waitForResponse(response => isUpload(new URL(response.url())));
    come();
    await (await uploaded).finished();
    await look('Игорь');
    await until('both are there', async () => (await names()).length === 2);
    expect(await names()).toEqual(['Смета.pdf', 'План.pdf']);

    await page.goto(`${panel.url}/contacts`);
    await page.goto(igor);
    await page.waitForSelector('.upload-name:has-text("План.pdf")');
    expect(await names()).toEqual(['Смета.pdf', 'План.pdf']);
    await look('Мария');
    await page.goBack();
    await page.waitForSelector('.upload-name:has-text("План.pdf")');
    await page.locator('.upload', { hasText: 'Смета.pdf' }).locator('button').click();
    await page.locator('.upload', { hasText: 'Смета.pdf' }).waitFor({ state: 'detached' });
    await page.click('#send');
    await page.waitForSelector('.msg-out .file-name:has-text("План.pdf")');
    await page.waitForSelector('.upload', { state: 'detached' });
    await look('Мария');
    await look('Игорь');
    expect(await names()).toEqual([]);
    await page.context().close();
  });

  it('going back shows whole pages, also of addresses of which only a part was fetched before', async () => {
    const page = await signedIn();
    const isWhole = async (name: string) => {
      await page.waitForSelector(`.conv-name:has-text("${name}")`);
      await page.waitForSelector('.rail a[href="/contacts"]');
      await page.waitForSelector('.line:has-text("Игорь Самойлов")');
    };
    await page.goto(`${panel.url}/inbox/vk:1:702?view=mine`);
    await page.click('.line:has-text("Мария Голубева")');
    await isWhole('Мария');
    await page.goBack();
    await isWhole('Игорь');
    await page.goForward();
    await isWhole('Мария');
    await page.click('.line:has-text("Игорь Самойлов")');
    await isWhole('Игорь');
    await page.goto(`${panel.url}/contacts`);
    await page.goBack();
    await isWhole('Игорь');
    await page.context().close();
  });

  it('after signing out, going back leads to signing in', async () => {
    const page = await browser.open();
    await page.goto(`${panel.url}/contacts`);
    await page.fill('#email', owner.email);
    await page.fill('#password', owner.password);
    await page.press('#password', 'Enter');
    await page.waitForURL('**/contacts');
    await page.goto(`${panel.url}/settings`);
    await page.click('form[action="/logout"] button');
    await page.waitForURL('**/login');
    await page.goBack();
    await page.goBack();
    await page.waitForURL('**/login?next=%2Fcontacts**');
    await page.context().close();
  });

  it('the keyboard walks the list, opens, searches and tells the keys', async () => {
    const page = await signedIn();
    await page.goto(`${panel.url}/inbox?view=all`);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await page.evaluate("document.activeElement.closest('li') === document.querySelector('#rows li')")).toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#conversation');
    await page.keyboard.press('f');
    await page.keyboard.type('лунин');
    await until('one line is left', async () => (await page.locator('#rows .line').count()) === 1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.waitForSelector('#keys[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#keys[open]', { state: 'detached' });
    await page.context().close();
  });

  it('a card opens beside the list and a field is edited in place', async () => {
    const page = await signedIn();
    await page.goto(`${panel.url}/contacts`);
    await page.fill('[data-search]', 'ветр');
    await until('one line is left', async () => (await page.locator('[data-row]').count()) === 1);
    expect(page.url()).toContain(`q=${encodeURIComponent('ветр')}`);
    await page.click('.contact-link');
    await page.waitForSelector('#aside .card-page');
    expect(page.url()).toContain(`open=${anna.contact}`);
    await page.hover('#field-city');
    await page.click('#field-city .field-edit');
    await page.fill('#input-city', 'Самара');
    await page.press('#input-city', 'Enter');
    await page.waitForSelector('#field-city.is-saved');
    expect((await getContact(anna.contact))?.city).toBe('Самара');
    await page.fill('.tag-add input', 'новая метка');
    await page.press('.tag-add input', 'Enter');
    await page.waitForSelector('.tag-chip:has-text("новая метка")');
    await page.click('[data-close-aside]');
    expect(await page.isVisible('#aside')).toBe(false);
    await page.context().close();
  });

  it('the card beside a conversation follows what the bot writes to it', async () => {
    const page = await signedIn();
    await page.goto(`${panel.url}/inbox/${anna.conversation}`);
    await streamIsOpen(page);
    const by = { kind: 'flow' as const, flow: 'lead' };
    await patchContact(anna.contact, { set: { company: 'Студия «Вереск»' } }, { key: newId(), by, now: new Date() });
    await customerSays('я из студии');
    await page.waitForSelector('#inbox-card #field-company:has-text("Вереск")');
    await page.context().close();
  });

  it('a picture opens large where one is', async () => {
    const page = await signedIn();
    await page.goto(`${panel.url}/inbox/${anna.conversation}`);
    await page.locator('[data-lightbox]').first().click();
    await page.waitForSelector('#lightbox[open] img');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#lightbox[open]', { state: 'detached' });
    await page.context().close();
  });

  it('a page in the background says in its title how many wait', async () => {
    const page = await signedIn();
    await until('the title counts', async () => /^\(\d+\) /.test(await page.title()));
    await page.context().close();
  });

  it('styles and scripts are fetched once, also those that scripts ask for', async () => {
    const page = await signedIn();
    await page.goto(`${panel.url}/contacts`);
    await page.goto(`${panel.url}/inbox`);
    const fetched = `performance.getEntriesByType('resource').filter(({ name, transferSize }) => name.includes('/assets/') && transferSize > 0)`;
    expect(
      await page.evaluate(`[${fetched}.map(({ name }) => name), performance.getEntriesByType('resource').length > 20]`),
    ).toEqual([[], true]);
    await page.context().close();
  });

  it('after the server was away the page catches up by itself', async () => {
    const page = await signedIn();
    await page.goto(`${panel.url}/inbox/${anna.conversation}`);
    await streamIsOpen(page);
    await page.context().setOffline(true);
    // Chromium keeps streams that are open already, so the page is made to open another one.
    await page.evaluate("dispatchEvent(new Event('pagehide'))");
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    await page.waitForSelector('#offline:visible');
    await customerSays('написано без связи');
    await page.context().setOffline(false);
    await page.waitForSelector('.bubble:has-text("написано без связи")', { timeout: 90_000 });
    await page.waitForSelector('#offline', { state: 'hidden' });
    await page.context().close();
  });

  it('after a laptop slept, and its stream ended without a word, the page catches up by itself', async () => {
    const line = await cuttingProxy(panel.url);
    const page = await signedIn();
    await page.clock.install();
    await page.goto(`http://127.0.0.1:${line.port}/inbox/${anna.conversation}`);
    await streamIsOpen(page);
    line.lose();
    await customerSays('написано во сне');
    // The browser does not know either which of its connections still lead anywhere.
    await until('the page shows what was written', async () => {
      await page.clock.fastForward('01:30');
      return page.isVisible('.bubble:has-text("написано во сне")');
    });
    await page.context().close();
    await line.stop();
  });

  it('nothing sticks out at 360 px, and one pane shows at a time', async () => {
    const page = await signedIn({ viewport: { width: 360, height: 740 } });
    for (const path of [
      '/inbox',
      `/inbox/${anna.conversation}`,
      '/contacts',
      `/contacts/${anna.contact}`,
      '/flows',
      '/messengers',
      '/settings',
      '/nowhere',
    ]) {
      await page.goto(panel.url + path);
      await expectNoSidewaysScroll(page);
    }
    await page.goto(`${panel.url}/inbox`);
    await page.click('.line:has-text("Пётр")');
    await page.waitForSelector('#conversation');
    expect(await page.isVisible('.inbox-list')).toBe(false);
    await page.click('.conv-back');
    await page.waitForSelector('.inbox-list');
    expect(await page.isVisible('#conversation')).toBe(false);
    await page.context().close();
  });

  it('nothing breaks the content security policy or fails in a script', () => {
    const accidents = browser.complaints.filter(complaint => !/ERR_INTERNET_DISCONNECTED|404 \(Not Found\)/.test(complaint));
    expect(accidents).toEqual([]);
  });
});

/** Every change from here on comes by itself. */
async function streamIsOpen(page: Page): Promise<void> {
  await page.waitForSelector('html[data-live="on"]');
}
