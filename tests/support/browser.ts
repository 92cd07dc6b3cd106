import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';

/** Told by `BROWSER_PATH`, or wherever systems put it; one that was made without a window takes half of the processor. */
const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const path = process.env.BROWSER_PATH ?? places.find(existsSync);

/** No part of the browser calls anybody; `--no-sandbox` because containers run as root. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that hums, and nobody to ask for it.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

export interface BrowserUnderTest {
  /** A page of a visitor of its own. Whatever it complains about in its console, or cannot fetch, is in `complaints`. */
  open(options?: BrowserContextOptions): Promise<Page>;
  readonly complaints: string[];
}

/** Tests in a real browser; passed over, and said so, where there is none. */
export function describeInBrowser(name: string, body: (browser: BrowserUnderTest) => void): void {
  if (!path) console.warn(`No browser for "${name}": install chromium or set BROWSER_PATH.`);
  describe.skipIf(!path)(`${name}, in a browser,`, () => {
    let launched: Browser;
    const complaints: string[] = [];
    beforeAll(async () => {
      launched = await chromium.launch({ ...(path && { executablePath: path }), args });
    });
    afterAll(() => launched.close());

    body({
      complaints,
      async open(options) {
        const context = await launched.newContext({ locale: 'ru-RU', viewport: { width: 1280, height: 800 }, ...options });
        context.setDefaultTimeout(30_000);
        const page = await context.newPage();
        page.on('pageerror', error => complaints.push(error.message));
        page.on('console', message => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
        return page;
      },
    });
  });
}

/** Nothing sticks out to the right: what a page on a phone must never do. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, window] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [number, number];
  expect(content).toBeLessThanOrEqual(window);
}
