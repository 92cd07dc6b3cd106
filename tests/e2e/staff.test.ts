import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { ensureOwner } from '../../src/staff/index.ts';
import { expectAccessible } from '../support/axe.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';

const phone = { viewport: { width: 360, height: 740 }, locale: 'en-GB', colorScheme: 'dark' as const };

describeInBrowser('people of the firm', browser => {
  useDatabase();
  const panel = usePanel();
  let boss: Page;

  beforeAll(async () => {
    await ensureOwner(owner, new Date());
    boss = await browser.open();
    await boss.goto(`${panel.url}/login`);
    await boss.fill('#email', owner.email);
    await boss.fill('#password', owner.password);
    await boss.click('form[action="/login"] button');
    await boss.waitForURL('**/inbox');
  });

  it('are invited, join on a phone and set up the code', { timeout: 90_000 }, async () => {
    await boss.goto(`${panel.url}/settings/staff`);
    await expectAccessible(boss);
    await boss.fill('#email', 'ivan@example.org');
    await boss.selectOption('#role', 'manager');
    await boss.click('form[action="/settings/staff"] button');
    const link = (await boss.textContent('#link-address')) ?? '';

    const ivan = await browser.open(phone);
    await ivan.goto(link);
    await expectAccessible(ivan);
    await ivan.fill('#name', 'Иван');
    await ivan.fill('#password', 'eight-blue-plates');
    await ivan.fill('#repeated', 'eight-blue-plates');
    await ivan.click('form[action^="/join/"] button');
    await ivan.waitForURL('**/inbox');

    await ivan.goto(`${panel.url}/settings/security`);
    await ivan.getByRole('button', { name: 'Set up' }).click();
    const secret = (await ivan.textContent('#factor-secret')) ?? '';
    await expectAccessible(ivan);
    await expectNoSidewaysScroll(ivan);
    const totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
    await ivan.fill('#confirm-code', totp.generate());
    await ivan.press('#confirm-code', 'Enter');
    const codes = ((await ivan.textContent('#recovery-codes')) ?? '').trim().split(/\s+/);
    expect(codes).toHaveLength(10);
    await expectAccessible(ivan);

    const again = await browser.open(phone);
    await again.goto(`${panel.url}/login`);
    await again.fill('#email', 'ivan@example.org');
    await again.fill('#password', 'eight-blue-plates');
    await again.press('#password', 'Enter');
    await again.waitForURL('**/login/code');
    await expectAccessible(again);
    await again.fill('#code', codes[0] ?? '');
    await again.press('#code', 'Enter');
    await again.waitForURL('**/inbox');

    await boss.goto(`${panel.url}/settings/staff`);
    await boss.getByRole('link', { name: 'Иван' }).click();
    await expectAccessible(boss);
    await boss.getByRole('button', { name: 'Завершить все сеансы' }).click();
    await boss.getByText('Сеансы завершены').waitFor();
    await again.goto(`${panel.url}/inbox`);
    expect(new URL(again.url()).pathname).toBe('/login');
  });

  it('have roles and an audit, by keyboard and without scrolling sideways on a phone', { timeout: 90_000 }, async () => {
    await boss.goto(`${panel.url}/settings/roles`);
    await boss.locator('summary', { hasText: 'Новая роль' }).press('Enter');
    await expectAccessible(boss);
    await boss.fill('#new-name', 'Стажёр');
    await boss.press('#new-name', 'Enter');
    await boss.getByText('Роль создана').waitFor();
    expect(await boss.locator('.matrix thead').textContent()).toContain('Стажёр');

    await boss.setViewportSize(phone.viewport);
    for (const page of ['roles', 'audit', 'staff', 'security']) {
      await boss.goto(`${panel.url}/settings/${page}`);
      await expectAccessible(boss);
      await expectNoSidewaysScroll(boss);
    }
    await boss.goto(`${panel.url}/settings/audit`);
    await boss.selectOption('#kind', 'roles');
    await boss.getByRole('button', { name: 'Показать' }).click();
    await boss.getByText('Создана роль').waitFor();
    // The pages whose session was ended above ask once more, and are refused.
    expect(browser.complaints.filter(text => !text.includes('401'))).toEqual([]);
  });
});
