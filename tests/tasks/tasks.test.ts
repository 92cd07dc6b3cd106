import mongoose from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Signal, watchSignals } from '../../src/signals/index.ts';
import {
  adoptTasks,
  changeTask,
  countByHour,
  countOverdue,
  createTask,
  finishTask,
  getTask,
  listTasks,
  makeOwed,
  type NewTask,
  nextTaskAt,
  openTasksOf,
  postponeTask,
  reopenTask,
  restoreTask,
  tasksOf,
  tasksOfDeal,
  trashTask,
} from '../../src/tasks/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2026-11-22T07:00:00Z');
const hour = 3_600_000;
const later = (hours: number) => new Date(now.getTime() + hours * hour);
const collection = () => mongoose.connection.collection<{ _id: string; [field: string]: unknown }>('tasks');
const make = (key: string, more: Partial<NewTask> = {}) =>
  createTask({
    key,
    title: `Задача ${key}`,
    for: { kind: 'staff', staff: 'olga' },
    contact: 'anna',
    due: later(1),
    now,
    ...more,
  });

beforeEach(async () => void (await collection().deleteMany({})));

describe('a task', () => {
  it('is one however often it is made, and tells the pages once', async () => {
    const told: Signal[] = [];
    const stop = watchSignals(signal => told.push(signal));
    await make('t1');
    await make('t1');
    stop();
    expect(await tasksOf('anna', { limit: 5 })).toMatchObject([{ id: 't1', priority: 'normal', assignee: 'olga', version: 0 }]);
    expect(told).toMatchObject([{ topic: 'tasks', about: 't1' }]);
  });

  it('is not changed by who read an earlier version', async () => {
    await make('t1');
    const changed = await changeTask('t1', { title: 'Позвонить', due: null, remind: null }, { now, version: 0 });
    expect(changed).toMatchObject({ title: 'Позвонить', version: 1 });
    expect(changed).not.toHaveProperty('due');
    expect(changed).not.toHaveProperty('remind');
    await expect(changeTask('t1', { title: 'Другое' }, { now, version: 0 })).rejects.toMatchObject({ code: 'tasks.conflict' });
    await expect(changeTask('gone', { title: 'Другое' }, { now })).rejects.toMatchObject({ code: 'tasks.not_found' });
  });

  it('keeps its result, comes back, goes into the trash and out of it', async () => {
    await make('t1');
    await finishTask('t1', { by: 'olga', now, result: 'Договорились' });
    await finishTask('t1', { by: 'ivan', now: later(1), result: 'Другое' });
    expect((await getTask('t1'))?.done).toEqual({ at: now, by: 'olga', result: 'Договорились' });
    expect(await reopenTask('t1')).not.toHaveProperty('done');
    await trashTask('t1', { now });
    expect(await tasksOf('anna', { limit: 5 })).toEqual([]);
    expect((await restoreTask('t1', { now })).deletedAt).toBeUndefined();
    expect(await tasksOf('anna', { limit: 5 })).toHaveLength(1);
  });

  it('counts how often it was put off', async () => {
    await make('t1');
    await postponeTask('t1', { due: later(5) }, { now });
    expect(await postponeTask('t1', { due: later(2) }, { now })).toMatchObject({ postponed: 1, due: later(2) });
  });
});

describe('a task that comes again', () => {
  const weekly = { unit: 'week', every: 1, timeZone: 'Europe/Moscow' } as const;

  it('makes its next one when it is done, once, and takes it back', async () => {
    await make('t1', { repeat: weekly });
    await Promise.all([finishTask('t1', { by: 'olga', now }), finishTask('t1', { by: 'olga', now }).catch(() => {})]);
    const open = (await tasksOf('anna', { limit: 0 })).filter(task => !task.done);
    expect(open).toMatchObject([{ id: 't1~1', due: later(1 + 7 * 24), remind: 0 }]);
    await reopenTask('t1');
    expect((await tasksOf('anna', { limit: 5 })).map(({ id }) => id)).toEqual(['t1']);
  });

  it('is not lost when the process dies between being done and its next one', async () => {
    await make('t1', { repeat: weekly });
    await finishTask('t1', { by: 'olga', now });
    await collection().deleteOne({ _id: 't1~1' });
    await collection().updateOne({ _id: 't1' }, { $set: { owes: true } });
    expect(await makeOwed(10)).toBe(1);
    expect(await makeOwed(10)).toBe(0);
    expect(await getTask('t1~1')).toMatchObject({ due: later(1 + 7 * 24) });
  });
});

describe('the lists', () => {
  it('tell a deal’s tasks, and when its next step is due', async () => {
    await make('t1', { deal: 'd1', due: later(3) });
    await make('t2', { deal: 'd1', due: later(2) });
    await createTask({ key: 't3', title: 'Когда-нибудь', for: { kind: 'managers' }, deal: 'd2', now });
    await make('t4', { deal: 'd3' });
    await finishTask('t4', { by: 'olga', now });
    expect((await tasksOfDeal('d1', { limit: 5 })).map(({ id }) => id)).toEqual(['t2', 't1']);
    expect([...(await openTasksOf(['d1', 'd2', 'd3'])).keys()].sort()).toEqual(['d1', 'd2']);
    expect(await nextTaskAt('d1')).toEqual(later(2));
    expect(await nextTaskAt('d2')).toBeUndefined();
    expect(await nextTaskAt('d3')).toBeUndefined();
  });

  it('are of one of the staff with what is anybody’s, or of everybody', async () => {
    await make('mine');
    await make('his', { for: { kind: 'staff', staff: 'ivan' } });
    await make('owned', { for: { kind: 'owner' }, owner: 'ivan' });
    await make('anybody', { for: { kind: 'managers' }, due: later(-1) });
    const page = { page: 1, perPage: 10 };
    const day = { until: later(24) };
    const ids = async (whose: { staff: string } | 'everybody') =>
      (await listTasks({ whose, which: day, ...page })).tasks.map(({ id }) => id).sort();
    expect(await ids({ staff: 'olga' })).toEqual(['anybody', 'mine']);
    expect(await ids({ staff: 'ivan' })).toEqual(['anybody', 'his', 'owned']);
    expect(await ids('everybody')).toHaveLength(4);
    expect(await countOverdue({ staff: 'olga' }, { now, most: 100 })).toBe(1);
    await finishTask('mine', { by: 'olga', now });
    expect((await listTasks({ whose: { staff: 'olga' }, which: { doneUntil: now }, ...page })).total).toBe(1);
  });

  it('counts the tasks of each hour of a day, but not those of the whole day', async () => {
    await make('t1');
    await make('t2');
    await make('t3', { allDay: true });
    const counts = await countByHour('olga', { from: later(-10), until: later(17), timeZone: 'Europe/Moscow' });
    expect([...counts]).toEqual([[11, 2]]);
  });

  it('take in tasks of earlier versions', async () => {
    await collection().insertOne({
      _id: 'old',
      title: 'Старая',
      due: later(1),
      for: { kind: 'owner' },
      contact: 'anna',
      at: now,
    });
    await adoptTasks(now);
    expect(await tasksOf('anna', { limit: 5 })).toMatchObject([{ id: 'old', version: 0, postponed: 0 }]);
  });
});
