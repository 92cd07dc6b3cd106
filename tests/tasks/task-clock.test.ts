import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { alertTask } from '../../src/alerts/index.ts';
import { type GivenSignal, watchSignals } from '../../src/signals/index.ts';
import { createTask, createTaskClock, finishTask, getTask } from '../../src/tasks/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const start = new Date('2026-11-23T09:00:00Z');

it('time reminds of tasks, makes what is owed and follows who answers', async () => {
  let now = start;
  const clock = createTaskClock({
    tell: alertTask,
    ownersOf: async ids => new Map(ids.map(id => [id, 'ivan'])),
    everybody: async () => ['olga', 'ivan'],
    now: () => now,
  });
  const due = new Date(start.getTime() + 60_000);
  const task = { contact: 'anna', due, now: start };
  await createTask({ ...task, key: 'owned', title: 'Позвонить', for: { kind: 'owner' }, owner: 'olga' });
  await createTask({ ...task, key: 'anybodys', title: 'Смета', for: { kind: 'managers' } });
  await createTask({
    ...task,
    key: 'again',
    title: 'Отчёт',
    for: { kind: 'managers' },
    remind: false,
    repeat: { unit: 'day', every: 1, timeZone: 'UTC' },
  });
  await finishTask('again', { by: 'olga', now });
  const tasks = mongoose.connection.collection<{ _id: string }>('tasks');
  await tasks.deleteOne({ _id: 'again~1' });
  await tasks.updateOne({ _id: 'again' }, { $set: { owes: true } });

  const told: GivenSignal[] = [];
  const stop = watchSignals(given => void (given.topic === 'alerts' && told.push(given)));
  await clock.work();
  expect(told).toEqual([]);
  expect(await getTask('owned')).toMatchObject({ assignee: 'ivan' });
  expect(await getTask('again~1')).toBeDefined();

  now = due;
  await clock.work();
  await tasks.updateOne({ _id: 'owned' }, { $set: { remindAt: due } });
  await clock.work();
  stop();
  expect(told.map(({ about, facts }) => `${about}: ${facts?.text} ${facts?.href}`).sort()).toEqual([
    'ivan: Позвонить /tasks/owned',
    'ivan: Смета /tasks/anybodys',
    'olga: Смета /tasks/anybodys',
  ]);
});
