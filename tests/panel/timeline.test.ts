import { beforeAll, expect, it } from 'vitest';
import { createDraft } from '../../src/broadcasts/index.ts';
import { recordConsent } from '../../src/consents/index.ts';
import { changeContact } from '../../src/contacts/index.ts';
import { recordRun } from '../../src/conversations/index.ts';
import { createDeal, importOrder, noteOnCards } from '../../src/deals/index.ts';
import { planDeliveries } from '../../src/deliveries/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { createTask } from '../../src/tasks/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedConversation } from '../support/seed-panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
const start = Date.UTC(2026, 0, 10, 9);
const now = new Date(start + 400 * 60_000);
const by = { kind: 'staff', id: 's1', name: 'Маша Образцова' } as const;
const conversation = 'telegram:1:777';
/** More than a page of each. */
const many = Array.from({ length: 50 }, (_, n) => ({ n, at: new Date(start + n * 60_000) }));
let contact = '';

beforeAll(async () => {
  await ensureOwner(owner, now);
  const ago = (n: number) => 400 - n;
  const picture = { file: 'f', kind: 'photo' as const, mime: 'image/png' };
  ({ contact } = await seedConversation(
    {
      address: { messenger: 'telegram', account: '1', chat: '777' },
      person: { id: '777', firstName: 'Анна' },
      lines: many.flatMap(({ n }) => [
        { from: 'customer' as const, ago: ago(n), text: `слово-${n}.` },
        { from: 'event' as const, ago: ago(n), event: { what: 'note' as const, values: {} }, text: `памятка-${n}.` },
        { from: 'customer' as const, ago: ago(n), kind: 'media' as const, text: `снимок-${n}.`, attachments: [picture] },
      ]),
    },
    now,
  ));
  await noteOnCards([contact], { key: 'deals', by, now: new Date(start) });
  for (const { n, at } of many) {
    await createDeal({ key: `deal-${n}`, contact, pipeline: 'sales', stage: 'new', title: `сделка-${n}.`, now: at });
    await importOrder({ contact, title: `заказ-${n}.`, sum: 100.1, currency: 'RUB', date: at }, `order-${n}`, {
      now: at,
      recount: n === 49,
    });
    await createTask({ key: `task-${n}`, contact, title: `дело-${n}.`, for: { kind: 'managers' }, now: at });
    const said = { contact, kind: 'advertising' as const, given: true, hash: 'h', text: 'да', conversation, at };
    await recordConsent({ ...said, id: `consent-${n}`, version: `согласие-${n}.` });
    const run = { id: `run-${n}`, flow: 'lead', revision: 'r', title: `анкета-${n}.`, startedAt: at.toISOString(), answers: [] };
    await recordRun({ ...run, outcome: 'finished', endedAt: at.toISOString() }, { conversation, contact, now: at });
    await changeContact(contact, { city: `город-${n}.` }, { by, now: at });
    const { id } = await createDraft({ name: `рассылка-${n}.`, by: 's1', now: at });
    const sent = n % 2 === 0;
    const delivery = { source: { kind: 'broadcast' as const, id }, contact, priority: 'broadcast' as const, advertising: true };
    const state = sent ? ({ state: 'sent', sentAt: at } as const) : ({ state: 'suppressed', reason: 'noConsent' } as const);
    const where = { conversation, account: 'telegram:1', messenger: 'telegram' as const };
    const rest = { due: at, attempts: 1, plannedAt: at, changedAt: at, token: `token-${n}-12345` };
    await planDeliveries([{ ...delivery, ...where, ...state, ...rest, id: `${id}:${contact}` }]);
  }
  await olga.signIn(owner);
}, 120_000);

const kinds = {
  messages: ['слово', 'памятка', 'снимок'],
  notes: ['памятка'],
  files: ['снимок'],
  answers: ['анкета'],
  deals: ['сделка'],
  orders: ['заказ'],
  tasks: ['дело'],
  mailings: ['рассылка'],
  consents: ['согласие'],
  changes: ['город'],
};

/** All pages of the stream, one after the other. */
async function walk(only?: string): Promise<string[]> {
  const pages: string[] = [];
  let next: string | undefined = `/contacts/${contact}/timeline${only ? `?only=${only}` : ''}`;
  while (next) {
    const { page }: { page: string } = await olga.get(next, { 'hx-request': 'true' });
    pages.push(page);
    next = /hx-get="([^"]+before[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
  }
  return pages;
}

/** How often each of something is told: a change tells of what it takes away as well. */
const told = (pages: string[], word: string) =>
  many.map(
    ({ n }) => pages.join('').split(new RegExp(word === 'город' ? `<ins>${word}-${n}\\.` : `${word}-${n}\\.(?!»)`)).length - 1,
  );

it.each(Object.entries(kinds))('shows of %s all there are, each once, page by page, and nothing else', async (only, words) => {
  const pages = await walk(only);
  expect(pages.length).toBeGreaterThan(1);
  for (const word of words) expect(told(pages, word), word).toEqual(many.map(() => 1));
  for (const other of Object.values(kinds).flat())
    if (!words.includes(other)) expect(pages.join(''), other).not.toContain(`${other}-`);
});

it('lays all of it into one stream without losing or repeating anything', async () => {
  const pages = await walk();
  for (const word of new Set(Object.values(kinds).flat())) expect(told(pages, word), word).toEqual(many.map(() => 1));
});

it('says what became of each mailing and why, with the way to it for who may see it', async () => {
  const [first = ''] = await walk('mailings');
  expect(first).toMatch(/рассылка-48\.<\/b><\/a> <span class="hint">Отправлено/);
  expect(first.replace(/\s+/g, ' ')).toMatch(/рассылка-49\.<\/b><\/a> <span class="hint">Не отправлено: [^<]+/);
  await addStaff({ email: 'viewer@example.org', role: 'viewer' });
  const guest = visitor(() => panel.url);
  await guest.signIn({ ...owner, email: 'viewer@example.org' });
  const { page } = await guest.get(`/contacts/${contact}/timeline?only=mailings`, { 'hx-request': 'true' });
  expect(page).toContain('<b>рассылка-49.</b>');
  expect(page).not.toContain('/broadcasts/');
});

it('the card tells what the orders come to, and the stream shows every one that is counted', async () => {
  for (const { n, at } of many)
    for (const year of [2024, 2025]) {
      const order = {
        contact,
        title: `покупка-${n}-${year}`,
        sum: 100.1,
        currency: 'RUB',
        date: new Date(at.getTime() - (2026 - year) * 3e10),
      };
      await importOrder(order, `order-${n}-${year}`, { now, recount: n === 49 });
    }
  const { page } = await olga.get(`/contacts/${contact}`);
  expect(page).toContain('150 заказов');
  expect(page.replace(/\s/g, ' ')).toContain('15 015 ₽');
  const shown = (await walk('orders')).join('');
  expect(many.filter(({ n }) => !shown.includes(`покупка-${n}-2024`))).toEqual([]);
});
