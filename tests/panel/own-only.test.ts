import { Readable } from 'node:stream';
import mongoose from 'mongoose';
import { beforeAll, expect, it } from 'vitest';
import { changeContact } from '../../src/contacts/index.ts';
import { createDeal, dealsOf, noteOnCards } from '../../src/deals/index.ts';
import { saveFile } from '../../src/files/index.ts';
import { history } from '../../src/messages/index.ts';
import { createRole, ensureOwner } from '../../src/staff/index.ts';
import { createTask, tasksOf } from '../../src/tasks/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedConversation } from '../support/seed-panel.ts';
import { theOwner } from '../support/the-owner.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const guest = visitor(() => panel.url);
const boss = visitor(() => panel.url);
const now = new Date();
const htmx = { 'hx-request': 'true' };
let me = '';
let mine: Awaited<ReturnType<typeof person>>;
let theirs: Awaited<ReturnType<typeof person>>;

/** Somebody whom the bot talks with, whose card one of the staff answers for: a message with a file, a deal and a task of that person. */
async function person(chat: string, name: string, staff: string) {
  const address = { messenger: 'telegram', account: '1', chat } as const;
  const file = await saveFile({ stream: Readable.from('план'), name: 'план.txt', owner: { conversation: `telegram:1:${chat}` } });
  const attachments = [{ file: file.id, kind: 'document' as const, name: file.name, mime: file.mime }];
  const lines = [
    { from: 'customer' as const, ago: 5, text: `Пишет ${name}`, attachments },
    { from: 'staff' as const, ago: 4, text: 'Ответ' },
  ];
  const seeded = await seedConversation({ address, person: { id: chat, firstName: name }, mode: 'queue', waits: 5, lines }, now);
  const { contact, conversation } = seeded;
  await changeContact(contact, { owner: staff }, { by: { kind: 'staff', id: staff, name: 'Кто-то' }, now });
  await noteOnCards([contact], { key: `deals-${chat}`, by: { kind: 'staff', id: staff, name: 'Кто-то' }, now });
  const about = { contact, title: `Дело: ${name}`, now };
  await createDeal({ ...about, key: `deal-${chat}`, pipeline: 'sales', stage: 'new', owner: staff });
  await createTask({ ...about, key: `task-${chat}`, deal: `deal-${chat}`, due: now, for: { kind: 'staff', staff } });
  const message = (await history(conversation, { limit: 1 }))[0]?.id ?? '';
  return { ...seeded, file: file.id, deal: `deal-${chat}`, task: `task-${chat}`, message };
}

beforeAll(async () => {
  await ensureOwner(owner, now);
  const by = await theOwner();
  const rights = ['seePhones', 'write', 'create', 'delete', 'export'] as const;
  const role = await createRole({ name: 'Свои', rights: [...rights], needsSecondFactor: false }, { by, now });
  me = await addStaff({ email: 'me@example.org', role: role.id });
  const other = await addStaff({ email: 'other@example.org', role: 'manager' });
  mine = await person('901', 'Светлана', me);
  theirs = await person('902', 'Маргарита', other);
  await guest.signIn({ ...owner, email: 'me@example.org' });
  await boss.signIn(owner);
}, 60_000);

it('nobody’s conversation on a card of somebody else is in no list, no number and not in the feed', async () => {
  for (const path of ['/inbox', '/inbox/list?view=all', '/inbox/list?view=waiting', '/tasks/feed']) {
    const { page } = await guest.get(path, htmx);
    expect(page, path).toContain('Светлана');
    expect(page, path).not.toContain('Маргарита');
  }
  expect((await guest.get('/inbox/mark', htmx)).page).toContain('data-count="1"');
  expect((await boss.get('/inbox/mark', htmx)).page).toContain('data-count="2"');
  const key = `conversation:${theirs.conversation}`;
  await guest.post('/tasks/feed', { key, once: 'aaaaaaaaaaaaaaaaaaaa', act: 'reply', text: 'Взлом' }, htmx);
  expect(panel.desk.notes).toEqual([]);
});

it('a file of somebody else’s conversation is none of theirs, also asked for again', async () => {
  for (const [ids, status] of [
    [mine, 200],
    [theirs, 404],
  ] as const) {
    expect((await guest.get(`/files/${ids.file}`)).status).toBe(status);
    expect((await guest.post(`/files/${ids.file}/fetch`, {}, htmx)).status).toBe(status);
  }
  expect((await boss.get(`/files/${theirs.file}`)).status).toBe(200);
});

it('a task is made about nobody else’s person or deal, nor changed to be, and its form names none', async () => {
  for (const path of ['/tasks/new', '/tasks/about'])
    for (const about of [`contact=${theirs.contact}`, `deal=${theirs.deal}`]) {
      const { page } = await guest.get(`${path}?${about}`, htmx);
      expect(page, `${path} ${about}`).not.toContain('Маргарита');
    }
  expect((await guest.get(`/tasks/about?contact=${mine.contact}`, htmx)).page).toContain('Светлана');
  for (const path of ['/tasks', `/tasks/${mine.task}`])
    for (const about of [{ contact: theirs.contact }, { deal: theirs.deal }])
      expect((await guest.post(path, { title: 'Взлом', due: 'завтра', ...about }, htmx)).status, path).toBe(404);
  expect(await tasksOf(theirs.contact, { limit: 9 })).toHaveLength(1);
  const kept = { title: 'Позвонить', due: 'завтра', contact: mine.contact, deal: mine.deal };
  expect((await guest.post(`/tasks/${mine.task}`, kept, htmx)).status).toBe(200);
});

it('another’s task and message are reached through no card and no conversation of one’s own', async () => {
  expect((await guest.post(`/contacts/${mine.contact}/tasks/${theirs.task}`, { done: '1' }, htmx)).status).toBe(404);
  expect((await tasksOf(theirs.contact, { limit: 9 }))[0]?.done).toBeUndefined();
  const message = encodeURIComponent(theirs.message);
  expect((await guest.post(`/inbox/${mine.conversation}/messages/${message}/send-again`, {}, htmx)).status).toBe(422);
  expect(panel.desk.notes).toEqual([]);
});

it('a colleague’s deal is on no card and in no history of one’s own', async () => {
  await mongoose.connection.collection('deals').updateOne({ contact: mine.contact }, { $set: { owner: 'somebody' } });
  expect(await dealsOf(mine.contact)).toHaveLength(1);
  for (const path of [`/contacts/${mine.contact}`, `/contacts/${mine.contact}/timeline?only=deals`]) {
    expect((await guest.get(path, htmx)).page, path).not.toContain('Дело: Светлана</b>');
    expect((await boss.get(path, htmx)).page, path).toContain('Дело: Светлана</b>');
  }
});

it('what is no list of tasks is told, not a fault of ours', async () => {
  expect((await guest.post('/tasks/back', { item: '{' }, htmx)).status).toBe(400);
});
