import { Readable } from 'node:stream';
import { beforeAll, expect, it } from 'vitest';
import { createField, getContact } from '../../src/contacts/index.ts';
import { recordRun } from '../../src/conversations/index.ts';
import { createDeal, noteOnCards } from '../../src/deals/index.ts';
import { saveFile } from '../../src/files/index.ts';
import { scheduleReply } from '../../src/messages/index.ts';
import { createRole, ensureOwner } from '../../src/staff/index.ts';
import { createTask, getTask } from '../../src/tasks/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedConversation } from '../support/seed-panel.ts';
import { theOwner } from '../support/the-owner.ts';
import { visitor } from '../support/visitor.ts';
import { routes } from './rights-of-routes.ts';

useDatabase();
const panel = usePanel();
const guest = visitor(() => panel.url);
const boss = visitor(() => panel.url);
const now = new Date();
const htmx = { 'hx-request': 'true' };
const phone = '+79161112202';
/** As people write it, in whatever stands on a card and around it. */
const says = 'Мой номер 8 (916) 111-22-02, почта nadezhda@example.org';
const conversation = 'telegram:1:902';
const by = { kind: 'staff', id: 'someone', name: 'Кто-то' } as const;
const ids = { contact: '', other: '', deal: 'deal-902', task: 'task-902', file: '', message: '', scheduled: 'later-902' };

beforeAll(async () => {
  await ensureOwner(owner, now);
  const rights = ['seeAll', 'write', 'create', 'delete', 'export', 'mail', 'author', 'settings', 'administer'] as const;
  const role = await createRole(
    { name: 'Без телефонов', rights: [...rights], needsSecondFactor: false },
    { by: await theOwner(), now },
  );
  await addStaff({ email: 'me@example.org', role: role.id });
  await createField({ title: 'Заметки', type: 'text' }, { key: 'more' });
  const file = await saveFile({ stream: Readable.from('план'), name: `План ${phone}.txt`, owner: { conversation } });
  const attachments = [{ file: file.id, kind: 'document' as const, name: file.name, mime: file.mime }];
  const from = 'customer' as const;
  const { contact } = await seedConversation(
    {
      address: { messenger: 'telegram', account: '1', chat: '902' },
      person: { id: '902', firstName: 'Надежда', lastName: phone },
      mode: 'queue',
      waits: 5,
      card: {
        set: { phone, email: 'nadezhda@example.org', company: says, requisites: says },
        custom: { more: says },
        addTags: [phone],
      },
      lines: [
        { from, ago: 9, text: says, edits: [{ at: now, before: `Было: ${says}` }] },
        { from: 'bot', ago: 8, text: says, buttons: [[{ label: phone, action: { kind: 'press', data: 'a' } }]] },
        { from, ago: 7, kind: 'contact', text: phone, shared: { own: true, phone, name: `Надежда ${phone}` } },
        { from, ago: 6, text: 'Смотрите', quoted: [{ relation: 'reply', text: says, from: phone }] },
        { from, ago: 5, kind: 'media', text: says, attachments },
        { from: 'event', ago: 4, event: { what: 'note', values: {} }, text: says },
        { from: 'staff', id: 'mine:902', ago: 3, text: `Записали: ${says}` },
        { from, ago: 2, text: 'Пишите', entities: [{ type: 'link', offset: 0, length: 6, url: 'https://wa.me/79161112202' }] },
        { from, ago: 1, text: says },
      ],
    },
    now,
  );
  const { contact: other } = await seedConversation(
    { address: { messenger: 'vk', account: '1', chat: '903' }, person: { id: '903', firstName: `Надя ${phone}` }, lines: [] },
    now,
  );
  Object.assign(ids, { contact, other, file: file.id, message: 'mine:902' });
  await noteOnCards([contact], { key: 'deals', by, now });
  const about = { contact, title: says, now };
  await createDeal({ ...about, key: ids.deal, pipeline: 'sales', stage: 'new', fields: { Заметки: says } });
  await createTask({ ...about, key: ids.task, deal: ids.deal, due: now, for: { kind: 'managers' } });
  const answers = [{ step: 'phone', question: 'Телефон?', value: phone, text: says, at: now.toISOString() }];
  const run = { id: 'run-902', flow: 'lead', revision: 'r', title: 'Заявка', startedAt: now.toISOString(), answers };
  await recordRun({ ...run, outcome: 'finished', endedAt: now.toISOString() }, { conversation, contact, now });
  const later = {
    conversation,
    staff: { id: by.id, name: by.name },
    text: says,
    at: new Date(now.getTime() + 9e6),
    holds: false,
  };
  await scheduleReply({ ...later, key: ids.scheduled }, now);
  await guest.signIn({ ...owner, email: 'me@example.org' });
  await boss.signIn(owner);
}, 60_000);

const addressOf = (path: string) =>
  path
    .replace(/^\/(contacts|deals|tasks|files|inbox)\/:id/, (_all, noun: string) => {
      const id = { contacts: ids.contact, deals: ids.deal, tasks: ids.task, files: ids.file, inbox: conversation }[noun];
      return `/${noun}/${id}`;
    })
    .replace(':message', ids.message)
    .replace(':reply', ids.scheduled)
    .replace(':field', 'fields.more')
    .replace(/[:*]\w+/g, 'x1')
    .replace(/[{}]/g, '');

/** A page without the signs that a number may be written with. */
const bare = (page: string) => page.replace(/[\s()\u00a0-]/g, '');
const tells = (page: string) => bare(page).includes('9161112202') || page.includes('nadezhda@');

it('no page tells a phone or an e-mail to who may not see them, wherever they stand', { timeout: 120_000 }, async () => {
  const own = routes
    .filter(([route, need]) => route.startsWith('GET /') && need !== 'everybody' && route !== 'GET /live')
    .map(([route]) => addressOf(route.slice(4)));
  const asked = [
    ...['company', 'requisites', 'lastName', 'fields.more'].map(field => `/contacts/${ids.contact}/fields/${field}?edit`),
    ...['title', 'fields.Заметки'].map(field => `/deals/${ids.deal}/fields/${encodeURIComponent(field)}?edit`),
    ...['messages', 'answers', 'deals', 'tasks', 'changes', 'files'].map(
      kind => `/contacts/${ids.contact}/timeline?only=${kind}`,
    ),
    `/search?q=${encodeURIComponent('надежда')}`,
    `/inbox/${conversation}/find?q=${encodeURIComponent('номер')}`,
    '/inbox/list?view=all',
    '/deals?view=list',
    '/tasks?view=week&who=all',
    `/tasks/about?contact=${ids.contact}`,
    `/contacts/merges/new?one=${ids.contact}&two=${ids.other}`,
    '/contacts/export/file?format=csv&columns=name&columns=phones&columns=company&columns=tags&columns=fields.more',
  ];
  const told: string[] = [];
  for (const path of [...own, ...asked]) if (tells((await guest.get(path, htmx)).page)) told.push(path);
  expect(told).toEqual([]);
  expect(tells((await boss.get(`/inbox/${conversation}`, htmx)).page)).toBe(true);
});

it('nor does the stream of events', async () => {
  const cookie = [...guest.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const stream = await fetch(`${panel.url}/live?conversation=${conversation}&since=${now.getTime() - 60_000}`, {
    headers: { cookie },
  });
  const reader = stream.body?.getReader();
  let heard = '';
  while (!heard.includes('event: message')) heard += Buffer.from((await reader?.read())?.value ?? []).toString();
  await reader?.cancel();
  expect(heard).toContain('916 •••-••-02');
  expect(tells(heard)).toBe(false);
});

it('what is masked is not written over by who cannot see it, and stays when it comes back with a form', async () => {
  for (const field of ['company', 'fields.more', 'lastName'])
    expect((await guest.post(`/contacts/${ids.contact}/fields/${field}`, { value: 'Иное' }, htmx)).status, field).toBe(403);
  expect((await getContact(ids.contact))?.company).toBe(says);
  expect((await guest.post(`/contacts/${ids.contact}/fields/city`, { value: 'Казань' }, htmx)).status).toBe(200);
  expect((await guest.post(`/deals/${ids.deal}/fields/title`, { value: 'Иное', was: JSON.stringify(says) }, htmx)).status).toBe(
    403,
  );
  const words = { text: 'Иное' };
  expect((await guest.post(`/inbox/${conversation}/messages/${ids.message}/edit`, words, htmx)).status).toBe(403);
  const { page } = await guest.get(`/tasks/${ids.task}`, htmx);
  const title = /name="title"[^>]*value="([^"]+)"/.exec(page)?.[1] ?? '';
  expect(title).toContain('•••');
  const form = { title, due: 'завтра', for: 'managers', contact: ids.contact, deal: ids.deal };
  expect((await guest.post(`/tasks/${ids.task}`, form, htmx)).status).toBe(200);
  expect((await getTask(ids.task))?.title).toBe(says);
});
