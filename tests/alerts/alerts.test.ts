import mongoose from 'mongoose';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import {
  alertSettingsOf,
  alertStaff,
  changeAlertSettings,
  createAlerter,
  createStaffIntake,
  makeLinkCode,
  noteSeen,
  unlinkMessenger,
} from '../../src/alerts/index.ts';
import { history, type Incoming, type StoredMessage, type Update } from '../../src/messages/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { seedConversation } from '../support/seed-panel.ts';

useDatabase();
const clock = new ManualClock();
const woken: string[] = [];
const outbox = { wake: (conversation: string) => void woken.push(conversation) };
const own = 'telegram:1:900';
let staff = '';
let customer: { conversation: string };
const minute = 60_000;

const passed: string[] = [];
const intake = createStaffIntake({
  inbox: { accept: async (_messenger, updates) => void passed.push(...updates.map(({ key }) => key)) },
  outbox,
  clock,
});
const alerter = createAlerter({ outbox, publicUrl: 'https://crm.example.org/', timeZone: 'Europe/Moscow', region: 'RU', clock });
const sent = () =>
  mongoose.connection
    .collection<{ _id: string; forStaff: string; text: string; about?: string[]; delivery: StoredMessage['delivery'] }>(
      'messages',
    )
    .find({ forStaff: staff })
    .sort({ order: 1 })
    .toArray();

let n = 0;
function update(content: Incoming['content'], more: Partial<Incoming> = {}, chat = '900'): Update {
  const at = clock.now();
  const address = { messenger: 'telegram' as const, account: '1', chat };
  return {
    key: `u${++n}`,
    raw: {},
    order: n,
    incoming: { address, from: { id: chat, firstName: 'Ольга' }, at, content, ...more },
  };
}

async function link() {
  const code = await makeLinkCode(staff, clock.now());
  await intake.accept('telegram', [update({ kind: 'start' }, { link: `staff-${code}` })]);
  return code;
}

beforeAll(async () => {
  await ensureOwner({ email: 'olga@example.org', password: 'seven-green-cups' }, clock.now());
  staff = (await mongoose.connection.collection<{ _id: string }>('staff').findOne({}))?._id ?? '';
  customer = await seedConversation(
    {
      address: { messenger: 'telegram', account: '1', chat: '5' },
      person: { id: '5', firstName: 'Пётр' },
      mode: 'queue',
      waits: 0,
      lines: [{ from: 'customer', ago: 0, text: 'Есть кто живой?' }],
    },
    clock.now(),
  );
});
beforeEach(async () => {
  await mongoose.connection.collection('messages').deleteMany({ forStaff: { $exists: true } });
  await mongoose.connection.collection('alertSettings').deleteMany({});
  await mongoose.connection.collection('alerts').deleteMany({});
  passed.length = 0;
});

it('a one-time code connects a messenger once, and who comes by it is no customer', async () => {
  const code = await link();
  expect((await alertSettingsOf(staff)).link).toMatchObject({ conversation: own, name: 'Ольга' });
  await intake.accept('telegram', [update({ kind: 'start' }, { link: `staff-${code}` }, '901')]);
  expect((await alertSettingsOf(staff)).link?.conversation).toBe(own);
  expect(passed).toEqual([]);
  await unlinkMessenger(staff);
  expect((await alertSettingsOf(staff)).link).toBeUndefined();
});

it('a code that is too old connects nobody', async () => {
  const code = await makeLinkCode(staff, new Date(clock.now().getTime() - 16 * minute));
  await intake.accept('telegram', [update({ kind: 'start' }, { link: `staff-${code}` })]);
  expect((await alertSettingsOf(staff)).link).toBeUndefined();
});

it('what the staff write under notifications stays out of the inbox; whoever begins with /start is let through, like everybody else', async () => {
  await link();
  await intake.refresh();
  const [answer, start, other] = [
    update({ kind: 'text', text: 'ок' }),
    update({ kind: 'start' }),
    update({ kind: 'text', text: 'а' }, {}, '5'),
  ];
  await intake.accept('telegram', [answer, start, other]);
  expect(passed).toEqual([start.key, other.key]);
  await intake.accept('telegram', [update({ kind: 'reachability', reachable: false, reason: 'blocked' })]);
  expect((await alertSettingsOf(staff)).link?.stoppedAt).toBeDefined();
});

it('who allows us to write a moment before the code comes is no customer; anybody else who does so meanwhile is, a little later', async () => {
  const code = await makeLinkCode(staff, clock.now());
  await intake.refresh();
  const allowed = { kind: 'reachability', reachable: true, reason: 'allowed' } as const;
  const [mine, others] = [update(allowed, {}, '902'), update(allowed, {}, '903')];
  await intake.accept('telegram', [mine, others]);
  await intake.accept('telegram', [update({ kind: 'text', text: 'Привет' }, { link: `staff-${code}` }, '902')]);
  expect(passed).toEqual([]);
  clock.set(new Date(clock.now().getTime() + 11_000));
  await intake.refresh();
  expect(passed).toEqual([others.key]);
});

it('who is away is told once of a customer who waits, as a live message with a link', async () => {
  await link();
  await alerter.work();
  await alerter.work();
  const [told, ...more] = await sent();
  expect(more).toEqual([]);
  expect(told?.text).toBe(`Пётр ждёт ответа\n«Есть кто живой?»\nhttps://crm.example.org/inbox/${customer.conversation}`);
  expect(told?.delivery).toMatchObject({ state: 'queued', priority: 'live' });
  expect(told?.about).toEqual([customer.conversation]);
  expect(woken).toContain(own);
  expect(await history(own, { limit: 5 })).toEqual([]);
});

it('whose page is open, or who has quiet hours, is not called; a mention waits for the morning', async () => {
  await link();
  await noteSeen(staff, clock.now());
  await alerter.work();
  expect(await sent()).toEqual([]);
  await mongoose.connection.collection<{ _id: string }>('alertSettings').updateOne({ _id: staff }, { $unset: { seenAt: '' } });
  // It is noon in Moscow.
  await changeAlertSettings(staff, { quiet: { from: '11:00', until: '13:00' } });
  const call = { kind: 'mention' as const, conversation: customer.conversation, who: 'Маша', text: 'глянь', at: clock.now() };
  await alertStaff({ ...call, key: 'm1', staff });
  await alerter.work();
  expect(await sent()).toEqual([]);
  await changeAlertSettings(staff, { quiet: null, away: { mine: true, queue: false, personal: true } });
  await alerter.work();
  expect((await sent()).map(({ text }) => text.split('\n')[0])).toEqual(['Маша зовёт вас в заметке']);
});

it('what comes within five minutes is told together afterwards', async () => {
  await link();
  await alerter.work();
  const call = { kind: 'mention' as const, conversation: customer.conversation, who: 'Маша', text: '', at: clock.now() };
  for (const key of ['a', 'b', 'c', 'd', 'e']) await alertStaff({ ...call, key, staff });
  await alerter.work();
  expect(await sent()).toHaveLength(1);
  await clock.advance(6 * minute);
  await alerter.work();
  const told = await sent();
  expect(told).toHaveLength(2);
  expect(told[1]?.text).toMatch(/И ещё 2 диалога\.$/);
});

it('what was decided on and not queued when the program died is queued by the next look', async () => {
  await link();
  const pending = { id: 'alert:left', text: 'осталось' };
  await mongoose.connection
    .collection<{ _id: string }>('alertSettings')
    .updateOne({ _id: staff }, { $set: { pending, toldAt: clock.now() } });
  await alerter.work();
  await alerter.work();
  expect((await sent()).map(({ _id }) => _id)).toEqual(['alert:left']);
});
