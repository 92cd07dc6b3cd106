import type { Page } from 'playwright-core';
import { expectAccessible } from './axe.ts';
import { type BrowserUnderTest, expectNoSidewaysScroll } from './browser.ts';
import { owner } from './panel.ts';

type Session = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>;

/** Opens pages of a panel as the owner, who signs in once for all of them. */
export function ownersPages(browser: BrowserUnderTest, panel: { readonly url: string }) {
  let session: Session | undefined;
  return async (path: string, options?: Parameters<BrowserUnderTest['open']>[0]): Promise<Page> => {
    const page = await browser.open({ ...options, ...(session && { storageState: session }) });
    await page.goto(panel.url + path);
    if (page.url().includes('/login')) {
      await page.fill('[name=email]', owner.email);
      await page.fill('[name=password]', owner.password);
      await page.click('form[action="/login"] button[type=submit]');
      await page.waitForURL(`**${path.split('?')[0]}**`);
      session = await page.context().storageState();
    }
    return page;
  };
}

const folder = process.env.SHOTS;

/** Keeps a picture of the page in the folder that SHOTS names; nothing without. */
export async function shoot(page: Page, name: string, { whole = true } = {}): Promise<void> {
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: whole });
}

/** The page is fit for everybody, on a desktop and on a phone: nothing sticks out, and axe finds no fault. `within` is the part that axe looks at. */
export async function expectFit(
  page: Page,
  name: string,
  { within, whole }: { within?: string; whole?: boolean } = {},
): Promise<void> {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expectNoSidewaysScroll(page);
    await shoot(page, `${name}-${width}`, { ...(whole !== undefined && { whole }) });
  }
  await expectAccessible(page, within);
}
