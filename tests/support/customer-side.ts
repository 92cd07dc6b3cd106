import type { Page } from 'playwright-core';
import type { Customer } from '../../tools/stand-ins/index.ts';
import { until } from './until.ts';

/** A customer's side of a conversation, whatever the messenger. */
export interface Side {
  start(): Promise<unknown>;
  says(text: string): Promise<unknown>;
  presses(label: string): Promise<unknown>;
  hears(text: RegExp): Promise<unknown>;
}

/** Comes by a deep link. */
export function messengerSide(customer: Customer, link: string): Side {
  return {
    start: () => customer.start(link),
    says: text => customer.says(text),
    presses: label => customer.presses(label),
    hears: text => customer.receives(text, { timeoutMs: 15_000 }),
  };
}

/** The page of the site's chat: only what came after the last thing heard counts as heard. */
export async function chatSide(page: Page, url: string): Promise<Side> {
  await page.goto(url);
  let heard = 0;
  return {
    start: () => page.getByRole('button', { name: 'Начать' }).click(),
    async says(text) {
      await page.getByLabel('Сообщение', { exact: true }).fill(text);
      await page.getByRole('button', { name: 'Отправить' }).click();
    },
    presses: label => page.getByRole('button', { name: label }).click(),
    async hears(text) {
      const at = await until(`an answer like ${text}`, async () => {
        const said = await page.locator('.message:not(.own) .bubble').allTextContents();
        const found = said.findIndex((words, i) => i >= heard && text.test(words));
        return found < 0 ? undefined : { found };
      });
      heard = at.found + 1;
    },
  };
}
