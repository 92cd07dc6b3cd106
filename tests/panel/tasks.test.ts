import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDeal } from '../../src/deals/index.ts';
import { ensureOwner, signIn } from '../../src/staff/index.ts';
import { createTask, getTask, saveTaskRules } from '../../src/tasks/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedPanel } from '../support/seed-panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
/** A Monday, noon in Moscow. */
const clock = new ManualClock('2026-11-23T09:00:00Z');
const panel = usePanel({ clock });
const olga = visitor(() => panel.url);
const ivan = visitor(() => panel.url);
const htmx = { 'hx-request': 'true' };
const hour = 3_600_000;
const now = clock.now();
const later = (hours: number) => new Date(now.getTime() + hours * hour);
let anna = '';
let olgaId = '';
let ivanId = '';

beforeAll(async () => {
  await ensureOwner(owner, now);
  ivanId = await addStaff({ email: 'ivan@example.org', role: 'manager' });
  ({ annaContact: anna } = await seedPanel({ staff: 'nobody', now }));
  await olga.signIn(owner);
  await ivan.signIn({ ...owner, email: 'ivan@example.org' });
  const found = await mongoose.connection.collection<{ _id: string; email: string }>('staff').findOne({ email: owner.email });
  olgaId = found?._id ?? '';
});

const make = (key: string, due: Date | undefined, more: object = {}) =>
  createTask({
    key,
    title: `Задача ${key}`,
    for: { kind: 'staff', staff: olgaId },
    ...(due && { due }),
    now: later(-48),
    ...more,
  });

describe('the form of a task', () => {
  it('makes one out of what a person types, once', async () => {
    const form = await olga.get(`/tasks/new?contact=${anna}`, htmx);
    expect(form.page).toContain('Анна');
    const key = /name="key" value="(\w+)"/.exec(form.page)?.[1] ?? '';
    const typed = {
      key,
      title: 'Позвонить насчёт сметы',
      due: 'завтра 10',
      for: 'me',
      contact: anna,
      remind: '15',
      repeat: 'week',
      every: '2',
    };
    expect((await olga.post('/tasks', typed, htmx)).page).toContain('завтра 10:00');
    await olga.post('/tasks', typed, htmx);
    expect(await mongoose.connection.collection('tasks').countDocuments({ title: typed.title })).toBe(1);
    expect(await getTask(key)).toMatchObject({
      due: new Date('2026-11-24T07:00:00Z'),
      contact: anna,
      remind: 15,
      by: olgaId,
      repeat: { unit: 'week', every: 2, weekdays: [2], timeZone: 'Europe/Moscow' },
    });
  });

  it('keeps the day of the month that was meant, though the time at hand says an earlier one', async () => {
    const repeat = { unit: 'month' as const, every: 1, day: 31, timeZone: 'Europe/Moscow' };
    await make('rent', new Date('2027-02-28T07:00:00Z'), { repeat });
    const typed = { title: 'Оплатить аренду', for: 'me', repeat: 'month', every: '1' };
    await olga.post('/tasks/rent', { ...typed, due: '28.02.2027 10:00' }, htmx);
    expect(await getTask('rent')).toMatchObject({ title: typed.title, repeat });
    await olga.post('/tasks/rent', { ...typed, due: '15.02.2027 10:00' }, htmx);
    expect((await getTask('rent'))?.repeat).toEqual({ ...repeat, day: 15 });
    await mongoose.connection.collection<{ _id: string }>('tasks').deleteOne({ _id: 'rent' });
  });

  it('says which field is wrong and keeps what was typed', async () => {
    const wrong = await olga.post('/tasks', { title: ' ', due: 'когда-нибудь <b>', repeat: 'day', every: '0' }, htmx);
    expect(wrong.status).toBe(422);
    expect(wrong.page).toContain('Напишите, что нужно сделать.');
    expect(wrong.page).toContain('Не понятно: «когда-нибудь &lt;b&gt;»');
    expect(wrong.page).toContain('Число от 1 до 99.');
    expect(wrong.page).toContain('value="когда-нибудь &lt;b&gt;"');
  });

  it('shows back while one types how the time was understood, and how full the hours are', async () => {
    expect((await olga.get(`/tasks/due?due=${encodeURIComponent('пт 15:30')}`, htmx)).page).toContain(
      'пятница, 27 ноября, 15:30',
    );
    expect((await olga.get('/tasks/due?due=', htmx)).page).toBe('');
    const strip = await olga.get(`/tasks/hours?due=${encodeURIComponent('завтра')}&for=me`, htmx);
    expect(strip.page).toContain('data-types="24.11 10:00"');
    expect(strip.page).toContain('10:00, уже 1 задача');
  });

  it('does not write over what somebody else has written, and keeps what was typed', async () => {
    await make('f1', later(5));
    const first = await olga.get('/tasks/f1', htmx);
    expect(first.page).toContain('value="23.11.2026 17:00"');
    await olga.post('/tasks/f1', { title: 'Первая', due: '23.11.2026 17:00', version: '0' }, htmx);
    const second = await olga.post('/tasks/f1', { title: 'Вторая', due: '', version: '0' }, htmx);
    expect(second.status).toBe(409);
    expect(second.page).toContain('value="Вторая"');
    expect(second.page).toContain('name="version" value="1"');
    expect(await getTask('f1')).toMatchObject({ title: 'Первая', due: later(5) });
    await olga.post('/tasks/f1', { title: 'Вторая', due: '', version: '1' }, htmx);
    expect(await getTask('f1')).not.toHaveProperty('due');
  });
});

describe('the lists', () => {
  it('show what is late, today, without a date and done, with the ways to each', async () => {
    await make('l1', later(-3), { contact: anna, priority: 'high' });
    await make('l2', later(2));
    await make('l3', undefined);
    const day = await olga.get('/tasks');
    expect(day.page).toContain('Задача l2');
    expect(day.page).not.toContain('Задача l3');
    expect(day.page).toContain('1 задача просрочена');
    expect(day.page).toMatch(/id="mark-tasks" data-count="1"/);
    const late = await olga.get('/tasks?view=overdue');
    expect(late.page).toContain('просрочено на 3 часа');
    expect(late.page).toContain(`/contacts/${anna}`);
    expect(late.page).toContain('href="tel:');
    expect((await olga.get('/tasks?view=someday')).page).toContain('Задача l3');
    const week = await olga.get('/tasks?view=week');
    expect(week.page).toContain('data-day="2026-11-29"');
    expect(week.page).toContain('>23–29 ноября<');
    expect((await olga.get('/tasks?view=done')).page).toContain('Сделанных задач пока нет');
    expect((await olga.get('/tasks?view=nothing&day=2026-99-99&page=-4')).status).toBe(200);
  });

  it('are put off by a click, a day of the week or words, and back', async () => {
    await olga.post('/tasks/l2/postpone', { to: 'tomorrow' }, htmx);
    expect((await getTask('l2'))?.due).toEqual(later(26));
    const moved = await olga.post('/tasks/l2/postpone', { day: '2026-11-27' }, htmx);
    expect((await getTask('l2'))?.due).toEqual(later(98));
    const item = /name="item" value="([^"]+)"/.exec(moved.page)?.[1]?.replaceAll('&quot;', '"') ?? '';
    await olga.post('/tasks/back', { item }, htmx);
    expect((await getTask('l2'))?.due).toEqual(later(26));
    const wrong = await olga.post('/tasks/l2/postpone', { when: 'вчера' }, htmx);
    expect([wrong.status, wrong.headers.get('hx-retarget')]).toEqual([422, '#toasts']);
    await olga.post(
      '/tasks/postpone',
      [
        ['id', 'l1'],
        ['id', 'l2'],
        ['to', 'monday'],
      ],
      htmx,
    );
    expect((await getTask('l1'))?.due).toEqual(new Date('2026-11-30T06:00:00Z'));
    expect((await getTask('l2'))?.due).toEqual(new Date('2026-11-30T11:00:00Z'));
  });

  it('close a task with its result, ask for it where the firm wants one, and open it again', async () => {
    await saveTaskRules({ needsResult: true, remind: '0' });
    const refused = await olga.post('/tasks/l1/finish', { result: '' }, htmx);
    expect(refused.status).toBe(422);
    expect(refused.page).toContain('Напишите, чем закончилось');
    expect((await olga.post('/tasks/l1/finish', { result: 'Договорились' }, htmx)).page).toContain('/tasks/l1/reopen');
    expect((await olga.get('/tasks?view=done')).page).toContain('Договорились');
    await olga.post('/tasks/l1/reopen', {}, htmx);
    expect(await getTask('l1')).not.toHaveProperty('done');
    await saveTaskRules({ needsResult: false, remind: '0' });
    await olga.post('/tasks/l1/trash', {}, htmx);
    expect((await olga.get('/tasks?view=week')).page).not.toContain('Задача l1');
    await olga.post('/tasks/l1/restore', {}, htmx);
  });
});

describe('rights', () => {
  it('whoever does not see all sees their own and nobody’s', async () => {
    await make('r1', later(1));
    await make('r2', later(1), { for: { kind: 'managers' } });
    await make('r3', later(1), { for: { kind: 'staff', staff: ivanId } });
    const all = await olga.get('/tasks?who=all');
    for (const key of ['r1', 'r2', 'r3']) expect(all.page).toContain(`Задача ${key}`);
    expect((await ivan.get('/tasks')).page).not.toContain('Задача r1');
    expect((await ivan.get('/tasks')).page).toContain('Задача r2');
  });

  it('whoever may only look changes nothing', async () => {
    const staff = mongoose.connection.collection<{ _id: string; role: string }>('staff');
    await staff.updateOne({ _id: ivanId }, { $set: { role: 'viewer' } });
    expect((await ivan.post('/tasks/r3/finish', { result: '' }, htmx)).status).toBe(403);
    expect((await ivan.get('/tasks/feed')).status).toBe(403);
    expect((await ivan.get('/settings/tasks')).status).toBe(403);
    expect((await ivan.get('/tasks')).page).not.toContain('data-key="t"');
    await staff.updateOne({ _id: ivanId }, { $set: { role: 'manager' } });
  });
});

describe('the feed', () => {
  const onceOf = (page: string) => /name="once" value="(\w+)"/.exec(page)?.[1] ?? '';
  const keyOf = (page: string) => /name="key" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const act = (who: typeof olga, page: string, form: Record<string, string>) =>
    who.post('/tasks/feed', { key: keyOf(page), once: onceOf(page), ...form }, htmx);

  it('hands out the most urgent thing with its reason, and to another person another thing', async () => {
    await mongoose.connection.collection('tasks').deleteMany({});
    await mongoose.connection.collection('conversations').updateMany({}, { $unset: { waitingSince: '' } });
    await make('u1', later(-5), { for: { kind: 'managers' }, contact: anna, priority: 'high' });
    await make('u2', later(-2), { for: { kind: 'managers' } });
    const mine = await olga.get('/tasks/feed');
    expect(mine.page).toContain('Задача u1');
    expect(mine.page).toContain('просрочено на 5 часов');
    expect(mine.page).toContain('Важная');
    expect((await ivan.get('/tasks/feed')).page).toContain('Задача u2');
  });

  it('closes with a result and the next step, and goes on', async () => {
    await ivan.post('/tasks/feed/leave');
    const mine = await olga.get('/tasks/feed');
    const wrong = await act(olga, mine.page, { act: 'done', result: 'Не дозвонилась', nextWhen: 'ой' });
    expect(wrong.status).toBe(422);
    expect(wrong.page).toContain('value="Не дозвонилась"');
    const next = await act(olga, wrong.page, {
      act: 'done',
      result: 'Не дозвонилась',
      next: 'Перезвонить',
      nextWhen: 'завтра 11',
    });
    expect(next.page).toContain('Задача u2');
    expect((await getTask('u1'))?.done?.result).toBe('Не дозвонилась');
    expect(await getTask(onceOf(wrong.page))).toMatchObject({ title: 'Перезвонить', contact: anna, due: later(23) });
    expect((await act(olga, next.page, { act: 'hour' })).page).not.toContain('Задача u2');
    expect((await getTask('u2'))?.due).toEqual(later(1));
  });

  it('hands out deals without a next step, and what was skipped last', async () => {
    await createDeal({ key: 'd1', contact: anna, pipeline: 'sales', stage: 'new', title: 'Ремонт ванной', now: later(-100) });
    await make('u3', later(-1));
    const first = await olga.get('/tasks/feed');
    expect(keyOf(first.page)).toBe('task:u3');
    const deal = await act(olga, first.page, { act: 'skip' });
    expect(deal.page).toContain('Запланировать шаг: Ремонт ванной');
    expect((await act(olga, deal.page, { act: 'done' })).page).toContain('Напишите следующий шаг.');
    const last = await act(olga, deal.page, { act: 'done', next: 'Замер', nextWhen: 'пт 12' });
    expect(keyOf(last.page)).toBe('task:u3');
    expect(await getTask(onceOf(deal.page))).toMatchObject({ deal: 'd1', contact: anna, title: 'Замер' });
  });

  it('works as a plain form too: who presses before the scripts are there loses nothing', async () => {
    const { page } = await olga.get('/tasks/feed');
    expect(page).toMatch(/<form class="feed-form" method="post" action="\/tasks\/feed"/);
    const next = await olga.post('/tasks/feed', { key: keyOf(page), once: onceOf(page), act: 'done', next: ' ' });
    expect(next.page).toContain('<html');
    expect(keyOf(page)).toBe('task:u3');
    expect((await getTask('u3'))?.done).toBeDefined();
  });

  it('hands out a customer who waits past the promised time, and sends the reply', async () => {
    await mongoose.connection.collection('tasks').deleteMany({});
    const conversations = mongoose.connection.collection<{ _id: string }>('conversations');
    const waiting = await conversations.findOne({ contact: anna });
    const id = waiting?._id ?? '';
    await conversations.updateOne(
      { _id: id },
      { $set: { mode: 'queue', waitingSince: new Date('2026-11-23T07:00:00Z'), lastAt: now } },
    );
    const shown = await olga.get('/tasks/feed');
    expect(shown.page).toContain('ждёт ответа дольше обещанного на 1 час');
    expect((await act(olga, shown.page, { act: 'reply', text: ' ' })).page).toContain('Напишите ответ.');
    await act(olga, shown.page, { act: 'reply', text: 'Добрый день!' });
    expect(panel.desk.notes).toMatchObject([{ takeOver: id }, { reply: id, text: 'Добрый день!' }]);
  });

  it('goes by the time that a conversation has of its own, offers to put it off, and leaves out those that are', async () => {
    const conversations = mongoose.connection.collection<{ _id: string }>('conversations');
    const waiting = await conversations.findOne({ contact: anna });
    const _id = waiting?._id ?? '';
    for (const kept of ['feedClaims', 'feedSkips']) await mongoose.connection.collection(kept).deleteMany({});
    await conversations.updateOne({ _id }, { $set: { dueAt: new Date(now.getTime() - 1_800_000) } });
    const shown = await olga.get('/tasks/feed');
    expect(shown.page).toContain('ждёт ответа дольше обещанного на 30 минут');
    expect(shown.page).toMatch(/name="act" value="tomorrow"/);
    await conversations.updateOne({ _id }, { $set: { snoozed: { until: later(2), by: olgaId } } });
    expect(keyOf((await act(olga, shown.page, { act: 'tomorrow' })).page)).not.toContain('conversation');
  });
});

it('the firm decides whether a result is asked for', async () => {
  expect((await olga.post('/settings/tasks', { needsResult: '1', remind: '15' })).status).toBe(303);
  const page = await olga.get('/settings/tasks');
  expect(page.page).toMatch(/name="needsResult" value="1" checked/);
  expect((await olga.get('/tasks/new', htmx)).page).toMatch(/value="15" selected/);
  expect(await signIn(owner, { now })).toBeDefined();
});
