import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const script = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
  preload: false, // only rules that are not asked for look into style sheets and videos
};

interface Fault {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Nothing on the page keeps people from using it, as far as axe can tell; `within` is a part of it, as a selector. `page.evaluate` is not held by the content security policy. */
export async function expectAccessible(page: Page, within = 'html'): Promise<void> {
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(script);
  const faults = (await page.evaluate(
    `axe.run(${JSON.stringify(within)}, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  )) as Fault[];
  expect(
    faults.map(
      ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(node => `${node.html} ${node.failureSummary}`).join('\n  ')}`,
    ),
    page.url(),
  ).toEqual([]);
}
