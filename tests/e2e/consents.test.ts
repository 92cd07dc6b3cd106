import { readFile } from 'node:fs/promises';
import mongoose from 'mongoose';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEraser, keyedHash } from '../../src/consents/index.ts';
import { getContact } from '../../src/contacts/index.ts';
import { getConversation } from '../../src/conversations/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { sendingRules } from '../../src/outbox/index.ts';
import { ensureOwner, readAudit } from '../../src/staff/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { expectFit, ownersPages } from '../support/signed-in.ts';

describeInBrowser('consents', browser => {
  useDatabase();
  const removeFile = async () => undefined;
  const eraser = createEraser({ hash: keyedHash('test'), removeFile, clock: systemClock, log: pino({ level: 'silent' }) });
  const panel = usePanel({ eraser });
  let corridor: Corridor;
  let page: Page;
  let contact = '';

  beforeAll(async () => {
    await ensureOwner(owner, new Date());
    corridor = await startCorridor();
    await corridor.says('700', 'Здравствуйте');
    contact = (await getConversation(conversationOf('700')))?.contact ?? '';
    page = await ownersPages(browser, panel)('/settings/sending');
  });
  afterAll(() => corridor.stop());

  it('rules of sending are set; what is dangerous is asked about, and kept in the audit', async () => {
    await expectFit(page, 'sending');
    await page.fill('#c-from', '22');
    await page.fill('#c-until', '25:00');
    await page.uncheck('input[name=consent]');
    await page.fill('input[name=topicId] >> nth=0', 'скидки');
    await page.fill('input[name=topicRu] >> nth=0', 'Скидки');
    await page.click('button[type=submit] >> text=Сохранить');
    await page.waitForSelector('.note-error');
    expect(await page.textContent('#c-until-wrong')).toContain('21:00');
    expect(await page.inputValue('#c-from')).toBe('22');
    await expectFit(page, 'sending-wrong');
    await page.fill('#c-until', '8');
    await page.check('input[name=confirm]');
    await page.click('button[type=submit] >> text=Сохранить');
    await page.waitForSelector('.note-good');
    expect(await sendingRules()).toMatchObject({
      quietHours: { on: true, from: '22:00', until: '08:00' },
      consentNeeded: false,
      topics: [{ id: 'скидки', name: { ru: 'Скидки', en: 'Скидки' } }],
    });
    expect((await readAudit(5)).map(({ facts }) => facts)).toContainEqual({ part: 'sending', advertisingNeedsConsent: false });
  });

  it('a consent on paper is written down, taken back by a word in the chat, and proven', async () => {
    await page.goto(`${panel.url}/contacts/${contact}`);
    await page.click('text=Все согласия и документы');
    await page.waitForSelector('.nothing');
    await page.check('input[name=given][value=yes]');
    await page.click('#consent-record button[type=submit]');
    await page.waitForSelector('.note-error');
    await expectFit(page, 'consents-wrong');
    await page.fill('#c-text', 'Согласен получать рекламу');
    await page.fill('#c-version', '2026-03');
    await page.fill('#c-at', '12.05.2025');
    await page.fill('#c-reason', 'Подписал в салоне');
    await page.fill('#c-evidence', 'Бумажная анкета от 12 мая 🙂');
    await page.click('#consent-record button[type=submit]');
    await page.waitForSelector('.note-good');
    expect((await getContact(contact))?.consents.advertising).toMatchObject({ given: true });
    await corridor.says('700', 'Отписаться');
    await page.reload();
    expect(await page.locator('.consent-ledger > li').count()).toBe(2);
    expect(await page.textContent('.consent-last')).toContain('Отозвано');
    expect(await page.textContent('.consent-ledger')).toContain('записал сотрудник');
    await expectFit(page, 'consents');
    const [json] = await Promise.all([page.waitForEvent('download'), page.click('text=Скачать JSON')]);
    const proof = JSON.parse(await readFile(await json.path(), 'utf8'));
    expect(proof).toMatchObject({
      person: { contact, identities: [conversationOf('700')] },
      holds: [{ about: 'advertising', given: false }],
      entries: [
        {
          given: true,
          text: 'Согласен получать рекламу',
          version: '2026-03',
          by: { kind: 'staff', evidence: expect.stringContaining('анкета') },
        },
        { given: false, by: { kind: 'word' }, message: { text: 'Отписаться' } },
      ],
    });
    const [pdf] = await Promise.all([page.waitForEvent('download'), page.click('text=Скачать PDF')]);
    const bytes = await readFile(await pdf.path());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.length).toBeGreaterThan(5000);
    expect((await readAudit(10)).map(({ what }) => what)).toContain('exported');
  });

  it('what would go by its age is counted before it is set', async () => {
    // The last of the settings: low windows show its title all the same.
    await page.setViewportSize({ width: 1280, height: 600 });
    await page.goto(`${panel.url}/settings/retention`);
    expect(await page.evaluate('scrollY')).toBe(0);
    await expectFit(page, 'retention');
    await page.fill('#c-messages', '12');
    await page.fill('#c-contacts', 'год');
    await page.click('text=Посчитать');
    await page.waitForSelector('.note-error');
    await page.fill('#c-contacts', '24');
    await page.click('text=Посчитать');
    expect(await page.textContent('.note-warn')).toContain('не попадает ничего');
  });

  it('a person is erased and a proof without a name stays', async () => {
    await page.goto(`${panel.url}/contacts/${contact}/consents`);
    await page.click('text=Стереть человека');
    expect(await page.textContent('.erase-list')).toContain('4 сообщения');
    await page.click('button.btn-danger');
    await page.waitForSelector('.note-error');
    await expectFit(page, 'erase');
    await page.fill('#c-reason', 'Заявление 17');
    await page.check('input[name=sure]');
    await page.click('button.btn-danger');
    await page.waitForSelector('.erased-list');
    expect(await page.textContent('.erased-list')).toContain('Заявление 17');
    await expectFit(page, 'erased');
    expect(await getContact(contact)).toBeUndefined();
    expect(await mongoose.connection.collection('messages').countDocuments({ conversation: conversationOf('700') })).toBe(0);
    const [stub] = await Promise.all([page.waitForEvent('download'), page.click('.erased-list a')]);
    const kept = JSON.parse(await readFile(await stub.path(), 'utf8'));
    expect(kept).toMatchObject({ id: contact, state: 'done', held: { messages: 4, consents: 2 }, consents: [{}, {}] });
    expect(JSON.stringify(kept)).not.toContain(conversationOf('700'));
    await page.fill('#c-q', conversationOf('700'));
    await page.press('#c-q', 'Enter');
    await page.waitForSelector('.erased-list');
    await page.fill('#c-q', 'nobody@example.org');
    await page.press('#c-q', 'Enter');
    await page.waitForSelector('#erased .nothing');
    expect((await readAudit(10)).map(({ what }) => what)).toContain('erased');
    // A form that is sent back is told of by the browser.
    expect(browser.complaints.filter(words => !words.includes('422'))).toEqual([]);
  });
});
