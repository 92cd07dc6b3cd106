import mongoose from 'mongoose';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { alertStaff } from '../../src/alerts/index.ts';
import { keepMessage } from '../../src/messages/index.ts';
import { signal } from '../../src/signals/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { eventStream } from '../support/event-stream.ts';
import { owner, usePanel } from '../support/panel.ts';
import { message, seedConversation } from '../support/seed-panel.ts';
import { until } from '../support/until.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
let place: { contact: string; conversation: string };
const say = (text: string, conversation = place.conversation, now = new Date()) =>
  keepMessage(message({ from: 'customer', ago: 0, text }, { ...place, conversation, now }));
const listen = (query: string, headers: Record<string, string> = {}) =>
  eventStream(`${panel.url}/live?${query}`, { cookie: `kartoteka=${olga.cookies.get('kartoteka')}`, ...headers });

beforeAll(async () => {
  await ensureOwner(owner, new Date());
  await olga.signIn(owner);
  place = await seedConversation(
    {
      address: { messenger: 'telegram', account: '1', chat: '5' },
      person: { id: '5', firstName: 'Анна' },
      lines: [{ from: 'customer', ago: 90, text: 'давно' }],
    },
    new Date(Date.now() - 60 * 60_000),
  );
});

it('a message arrives as its bubble, and the list is told to look again', async () => {
  const stream = await listen(`conversation=${place.conversation}`);
  await say('пришло только что');
  const event = await stream.next('message');
  expect(event.data).toContain('пришло только что');
  expect(event.data).toContain('class="msg msg-in');
  expect(event.id).toMatch(/^\d+$/);
  await stream.next('inbox');
  stream.close();
});

it('other conversations change the list only', async () => {
  const stream = await listen(`conversation=${place.conversation}`);
  await say('чужое', 'telegram:1:6');
  await stream.next('inbox');
  await say('своё');
  expect((await stream.next('message')).data).not.toContain('чужое');
  stream.close();
});

it('a stream that was cut off goes on from the last event it heard, without losing any', async () => {
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
  // Longer ago than the feed itself looks back.
  await say('уже показано', place.conversation, ago(120));
  await say('во время обрыва 1', place.conversation, ago(60));
  await say('во время обрыва 2', place.conversation, ago(30));
  const again = await listen(`conversation=${place.conversation}`, { 'last-event-id': String(ago(90).getTime()) });
  const missed = await again.next('message');
  expect(missed.data).toContain('во время обрыва 1');
  expect(missed.data).toContain('во время обрыва 2');
  expect(missed.data).not.toContain('уже показано');
  await say('после');
  expect((await again.next('message')).data).toContain('после');
  again.close();
});

it('a page begins where it was made: nothing falls between it and its stream', async () => {
  const made = Date.now() - 60_000;
  await say('между страницей и потоком', place.conversation, new Date(made + 1000));
  const stream = await listen(`conversation=${place.conversation}&since=${made}`);
  expect((await stream.next('message')).data).toContain('между страницей и потоком');
  stream.close();
});

it('counters and lists that were read before something came are told so, also by a page that was hidden meanwhile', async () => {
  const left = Date.now() - 30_000;
  await say('пока страница была скрыта', 'telegram:1:6', new Date(left + 10_000));
  // A page in view again asks by an address of its own, without a header.
  const again = await listen(`since=${left}`);
  await again.next('inbox');
  again.close();
});

it('is only for who signed in', async () => {
  const response = await fetch(`${panel.url}/live`, { headers: { accept: 'text/event-stream' } });
  expect(response.status).toBe(401);
});

it('a part of a page is told that its topic is not what it was; many of one kind are told as one', async () => {
  const stream = await listen('');
  await stream.next('hello');
  signal({ topic: 'deals', about: 'd1' });
  expect(JSON.parse((await stream.next('changed')).data)).toEqual([{ topic: 'deals', about: 'd1' }]);
  for (let i = 0; i < 50; i++) signal({ topic: 'contacts', about: `c${i}` });
  expect(JSON.parse((await stream.next('changed')).data)).toEqual([{ topic: 'contacts' }]);
  stream.close();
});

it('what changed while a stream was cut off is told when it comes back; after too long a time, that everything may have', async () => {
  const left = Date.now();
  signal({ topic: 'tasks', about: 't1' });
  await until('it is kept', async () => (await mongoose.connection.collection('signals').countDocuments({ topic: 'tasks' })) > 0);
  const again = await listen('', { 'last-event-id': String(left) });
  expect(JSON.parse((await again.next('changed')).data)).toContainEqual({ topic: 'tasks', about: 't1' });
  again.close();
  const late = await listen('', { 'last-event-id': String(left - 60 * 60_000) });
  expect(JSON.parse((await late.next('changed')).data)).toEqual([{ topic: 'everything' }]);
  late.close();
});

/** The customer waits for people since half a minute, until the test is over. Tells the time. */
async function customerWaits(): Promise<Date> {
  const conversations = mongoose.connection.collection<{ _id: string }>('conversations');
  const at = new Date();
  const waitingSince = new Date(at.getTime() - 30_000);
  await conversations.updateOne({ _id: place.conversation }, { $set: { mode: 'queue', waitingSince, lastAt: at } });
  onTestFinished(async () => {
    await conversations.updateOne({ _id: place.conversation }, { $unset: { waitingSince: '' } });
  });
  return at;
}

it('a page that was cut off is told of the customers who wrote meanwhile and wait, once for each', async () => {
  const at = await customerWaits();
  await say('Вы там?');
  const again = await listen('', { 'last-event-id': String(at.getTime() - 60_000) });
  const told = JSON.parse((await again.next('alert')).data);
  expect(told).toMatchObject({ text: 'Вы там?', conversation: place.conversation });
  again.close();
});

it('of two pages that come back within a second the later one misses nothing that was told between', async () => {
  const at = await customerWaits();
  const cutOff = { 'last-event-id': String(at.getTime() - 60_000) };
  const first = await listen('', cutOff);
  await first.next('alert');
  await say('А теперь?');
  expect(JSON.parse((await first.next('alert')).data)).toMatchObject({ text: 'А теперь?' });
  const second = await listen('', cutOff);
  expect(JSON.parse((await second.next('alert')).data)).toMatchObject({ text: 'А теперь?' });
  first.close();
  second.close();
});

it('two who look at one conversation learn of each other, and of who leaves', async () => {
  await addStaff({ email: 'masha@example.org', role: 'manager' });
  const masha = visitor(() => panel.url);
  await masha.signIn({ ...owner, email: 'masha@example.org' });
  const first = await listen(`conversation=${place.conversation}`);
  await first.next('hello');
  const second = await eventStream(`${panel.url}/live?conversation=${place.conversation}`, {
    cookie: `kartoteka=${masha.cookies.get('kartoteka')}`,
  });
  expect(JSON.parse((await first.next('typing')).data)).toMatchObject({ what: 'came', staff: 'staff-masha@example.org' });
  expect(JSON.parse((await second.next('typing')).data)).toMatchObject({ what: 'here' });
  second.close();
  expect(JSON.parse((await first.next('typing')).data)).toMatchObject({ what: 'gone' });
  first.close();
});

it('a customer who waits for people calls those who answer, and a note calls whom it names', async () => {
  const waiting = await seedConversation(
    {
      address: { messenger: 'telegram', account: '1', chat: '77' },
      person: { id: '77', firstName: 'Пётр' },
      mode: 'queue',
      lines: [{ from: 'customer', ago: 1, text: 'раньше' }],
    },
    new Date(),
  );
  const stream = await listen('');
  await stream.next('hello');
  await keepMessage(message({ from: 'customer', ago: 0, text: 'Есть кто живой?' }, { ...waiting, now: new Date() }));
  expect(JSON.parse((await stream.next('alert')).data)).toMatchObject({
    title: 'Пётр ждёт ответа',
    text: 'Есть кто живой?',
    href: `/inbox/${waiting.conversation}`,
    sound: true,
  });
  const staff = (await mongoose.connection.collection<{ _id: string }>('staff').findOne({ role: 'owner' }))?._id ?? '';
  const called = { key: 'n1', kind: 'mention' as const, conversation: waiting.conversation, who: 'Маша', text: 'глянь' };
  await alertStaff({ ...called, staff: 'somebody-else', at: new Date() });
  await alertStaff({ ...called, key: 'n2', staff, at: new Date() });
  expect(JSON.parse((await stream.next('alert')).data)).toMatchObject({ key: 'n2', title: 'Маша зовёт вас в заметке' });
  stream.close();
});
