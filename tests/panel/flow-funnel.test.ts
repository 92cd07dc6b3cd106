import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { beforeAll, expect, it } from 'vitest';
import { recordFacts } from '../../src/analytics/index.ts';
import { loadFlows } from '../../src/flows/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { describeInBrowser, expectNoSidewaysScroll } from '../support/browser.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedConversation } from '../support/seed-panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
const now = new Date();
const revision = 'a'.repeat(64);
let contacts: string[] = [];
/** Addresses as they are, not as they are escaped. */
const plain = (page: string) => page.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');

beforeAll(async () => {
  const log = pino({ level: 'silent' });
  await loadFlows({ folder: await folderOfEarlierLead(), now: new Date(now.getTime() - 60_000), log });
  await loadFlows({ folder: resolve('flows'), now, log });
  await ensureOwner(owner, now);
  await olga.signIn(owner);
});

/** The same flow when it still asked for something else. */
async function folderOfEarlierLead(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kartoteka-earlier-'));
  await cp(resolve('flows/consents'), join(folder, 'consents'), { recursive: true });
  const lead = await readFile(resolve('flows/lead.yaml'), 'utf8');
  const earlier = lead.replace(
    '  - id: area\n',
    '  - id: gone\n    ask: text\n    text: Какой у вас *подъезд*?\n\n  - id: area\n',
  );
  await writeFile(join(folder, 'lead.yaml'), earlier);
  return folder;
}

it('says so while nobody was asked anything', async () => {
  const { page } = await olga.get('/flows/lead');
  expect(page).toContain('За эти дни вопросов никому не задано');
});

it('counts each question, in the order of the flow, and leads to the people behind a number', async () => {
  contacts = [];
  for (const [n, name] of ['Анна', 'Борис', 'Вера'].entries()) {
    const { contact, conversation } = await seedConversation(
      { address: { messenger: 'web', account: 'site', chat: `${n}` }, person: { id: `${n}`, firstName: name }, lines: [] },
      now,
    );
    contacts.push(contact);
    const place = {
      contact,
      conversation,
      messenger: 'web' as const,
      version: 1,
      at: now,
      source: { link: n ? 'promo' : 'site' },
    };
    const question = { flow: 'lead', revision, run: `run-${n}` };
    await recordFacts(
      [
        { ...question, step: 'name', what: 'shown' },
        { ...question, step: 'name', what: 'answered' },
        { ...question, step: 'phone', what: 'shown' },
      ],
      place,
    );
    if (n === 0)
      await recordFacts([{ ...question, step: 'phone', what: 'invalid', text: 'не <скажу>' }], { ...place, version: 2 });
    if (n === 1) await recordFacts([{ ...question, step: 'phone', what: 'left' }], { ...place, version: 2 });
  }
  await recordFacts([{ flow: 'lead', revision, run: 'run-0', step: 'gone', what: 'shown' }], {
    contact: contacts[0] ?? '',
    conversation: 'web:site:0',
    messenger: 'web',
    version: 3,
    at: now,
  });

  const page = plain((await olga.get('/flows/lead')).page);
  expect(page.indexOf('Как к вам обращаться')).toBeGreaterThan(0);
  expect(page.indexOf('Как к вам обращаться')).toBeLessThan(page.indexOf('step=phone'));
  expect(page).toContain('Какой у вас подъезд?');
  expect(page).toContain('из прежних версий');
  const link = (step: string, what: string) =>
    new RegExp(`href="(/flows/lead/people\\?step=${step}&what=${what}[^"]*)">(\\d+)<`).exec(page);
  expect(link('phone', 'seen')?.[2]).toBe('3');
  expect(link('phone', 'left')?.[2]).toBe('1');
  expect(link('phone', 'waiting')?.[2]).toBe('2');
  expect(link('phone', 'answered')).toBeNull();

  const refused = await olga.get(link('phone', 'invalid')?.[1] ?? '');
  expect(refused.page).toContain('Анна');
  expect(refused.page).toContain('«не &lt;скажу&gt;»');
  expect(refused.page).not.toContain('Борис');
});

it('narrows to days, sources and revisions', async () => {
  expect((await olga.get('/flows/lead?from=2020-01-01&to=2020-01-31')).page).toContain('За эти дни вопросов никому не задано');
  const page = plain((await olga.get('/flows/lead?days=7&source=promo')).page);
  expect(/step=phone&what=seen[^"]*source=promo[^"]*">(\d+)</.exec(page)?.[1]).toBe('2');
  expect((await olga.get(`/flows/lead?revision=${'b'.repeat(64)}`)).page).toContain('За эти дни');
});

it('takes days in either order, and wrong ones for the usual span', async () => {
  expect((await olga.get('/flows/lead?from=2020-02-01&to=2020-01-01')).page).toContain('value="2020-01-01"');
  expect((await olga.get('/flows/lead?from=2020-13-41')).status).toBe(200);
});

it('knows no funnel of a flow that is not there, and no number that is none', async () => {
  expect((await olga.get('/flows/nothing')).status).toBe(404);
  expect((await olga.get('/flows/lead/people?step=name&what=everything')).status).toBe(400);
});

describeInBrowser('the funnel and its people', browser => {
  it('stay within the width of a phone', async () => {
    const page = await browser.open({ viewport: { width: 360, height: 780 } });
    await page.goto(`${panel.url}/flows/lead`);
    await page.fill('[name=email]', owner.email);
    await page.fill('[name=password]', owner.password);
    await page.click('form[action="/login"] button');
    await page.waitForURL(/flows/);
    await expectNoSidewaysScroll(page);
    await page.locator('.funnel-invalid a').first().click();
    await page.waitForURL(/people/);
    await expectNoSidewaysScroll(page);
    expect(browser.complaints).toEqual([]);
  });
});
