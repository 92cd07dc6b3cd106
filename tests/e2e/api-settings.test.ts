import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { createKey } from '../../src/keys/index.ts';
import { changeProfile, ensureOwner } from '../../src/staff/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { expectFit, ownersPages, shoot } from '../support/signed-in.ts';
import { theOwner } from '../support/the-owner.ts';

describeInBrowser('keys and webhooks', browser => {
  useDatabase();
  const panel = usePanel();
  let page: Page;

  beforeAll(async () => {
    await ensureOwner(owner, new Date());
    page = await ownersPages(browser, panel)('/inbox');
  }, 60_000);

  const both = (name: string) => expectFit(page, name, { within: '.settings-page' });

  it('a key is made, shown once, works, and is revoked', async () => {
    await page.goto(`${panel.url}/settings/api`);
    await both('api-empty');
    await page.fill('#name', 'Сайт');
    await page.click('form[action="/settings/api"] button[type=submit]');
    await page.waitForSelector('#scopes-wrong');
    expect(await page.inputValue('#name')).toBe('Сайт');
    await page.check('input[value="contacts:read"]');
    await page.click('form[action="/settings/api"] button[type=submit]');
    const secret = (await page.textContent('#made-secret')) ?? '';
    expect(secret).toMatch(/^kk_[\w-]{43}$/);
    await both('api-made');
    const ask = () => fetch(`${panel.url}/api/v1/contacts`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await ask()).status).toBe(200);
    await page.goto(`${panel.url}/settings/api`);
    expect(await page.content()).not.toContain(secret);
    page.once('dialog', dialog => void dialog.accept());
    await page.click('.api-keys button');
    await page.waitForSelector('.note-good');
    expect((await ask()).status).toBe(401);
  });

  it('an address is added with its secret, tried, and refused where it leads inside', async () => {
    await page.goto(`${panel.url}/settings/webhooks`);
    await page.fill('#name', 'Склад');
    await page.fill('#url', 'http://10.0.0.1/hook');
    await page.check('input[value="deal.won"]');
    await page.click('form[action="/settings/webhooks"] button[type=submit]');
    await page.waitForSelector('#url-wrong');
    await both('webhooks-wrong');
    await page.fill('#url', 'https://example.org/hook');
    await page.click('form[action="/settings/webhooks"] button[type=submit]');
    expect(await page.textContent('#secret')).toMatch(/^whsec_/);
    await page.click('form[action$="/test"] button');
    await page.waitForSelector('.api-log li');
    await page.click('.api-log summary');
    await both('webhook');
    // Its outcome comes by itself, and what one reads meanwhile stays open.
    await mongoose.connection
      .collection('webhookDeliveries')
      .updateOne({}, { $set: { state: 'sent', tries: [{ at: new Date(), status: 204 }] } });
    await page.waitForSelector('.api-log code:has-text("204")');
    await page.waitForSelector('.api-log details[open] pre');
    await page.click('.api-log summary');
    await page.waitForSelector('.api-log details:not([open])');
    await page.click('form[action*="/deliveries/"] button');
    await page.waitForSelector('.note-good');
    expect(await page.locator('.api-log li').count()).toBe(1);
  });

  it('speaks English too', async () => {
    const by = await theOwner();
    await createKey({ name: 'Till', scopes: ['deals:read'] }, { by, now: new Date() });
    await changeProfile(by.id, { language: 'en' });
    await page.goto(`${panel.url}/settings/api`);
    expect(await page.textContent('h1')).toBe('API keys');
    await shoot(page, 'api-en');
  });
});
