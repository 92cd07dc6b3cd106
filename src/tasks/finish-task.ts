import { insertNew } from '../db/index.ts';
import { signal } from '../signals/index.ts';
import { findTask, write } from './change-task.ts';
import { nextDue } from './repeat.ts';
import type { Task } from './task.ts';
import { remindAtOf, someDay, type TaskDocument, tasks, toTask } from './task-model.ts';

interface Finish {
  /** Who of the staff did it. */
  by: string;
  now: Date;
  /** What came of it. */
  result?: string;
  version?: number;
}

/**
 * Marks a task as done; done already it stays as it is. The next one of a task that comes again is made with it, once. AppErrors
 * `tasks.not_found`, `tasks.conflict`.
 */
export async function finishTask(id: string, { by, now, result, version }: Finish): Promise<Task> {
  const task = await write(id, { now, ...(version !== undefined && { version }) }, found =>
    found.done
      ? found
      : {
          ...found,
          state: 'done',
          done: { at: now, by, ...(result && { result }) },
          ...(found.repeat && { owes: true as const }),
        },
  );
  if (task.repeat) await makeNext(await findTask(id));
  return task;
}

/** Takes that back, and the next one that came of it, if nobody has touched it. AppErrors `tasks.not_found`, `tasks.conflict`. */
export async function reopenTask(id: string, { now = new Date() }: { now?: Date } = {}): Promise<Task> {
  const task = await write(id, { now }, ({ done: _done, owes: _owes, ...found }) => ({ ...found, state: 'open' }));
  if (task.repeat) {
    const { series, round } = await findTask(id);
    await tasks.deleteOne({ _id: idOf(series, round + 1), version: 0, state: 'open' });
  }
  return task;
}

/** Makes what a process that died owed. Answers with how many. */
export async function makeOwed(limit: number): Promise<number> {
  const owing = await tasks
    .find({ owes: { $exists: true, $eq: true } })
    .limit(limit)
    .toArray();
  for (const task of owing) await makeNext(task);
  return owing.length;
}

/** The same twice is one: its id follows from the series. */
async function makeNext(task: TaskDocument): Promise<void> {
  if (!task.owes || !task.repeat || !task.done) return;
  const [isNew] = await insertNew(tasks, [followerOf(task, task.repeat, task.done.at)]);
  await tasks.updateOne({ _id: task._id, owes: true }, { $unset: { owes: '' } });
  if (isNew) signal({ topic: 'tasks', about: idOf(task.series, task.round + 1) });
}

function followerOf(task: TaskDocument, repeat: NonNullable<Task['repeat']>, now: Date): TaskDocument {
  const { done: _done, owes: _owes, stamp: _stamp, remindAt: _remindAt, ...rest } = task;
  const round = task.round + 1;
  const due = nextDue(task.due < someDay ? task.due : now, repeat, now);
  const remindAt = remindAtOf({ ...rest, due }, now);
  return {
    ...rest,
    _id: idOf(task.series, round),
    round,
    state: 'open',
    unheard: true,
    due,
    ...(remindAt && { remindAt }),
    postponed: 0,
    version: 0,
    at: now,
  };
}

const idOf = (series: string, round: number): string => `${series}~${round}`;

/** A task, or nothing. */
export async function getTask(id: string): Promise<Task | undefined> {
  const found = await tasks.findOne({ _id: id });
  return found ? toTask(found) : undefined;
}
