import { AppError } from '../lib/app-error.ts';
import type { Task } from './task.ts';
import { tasks, toTask } from './task-model.ts';

/** Marks a task as done; done already it stays as it is. AppError `tasks.not_found`. */
export async function finishTask(id: string, { by, now }: { by: string; now: Date }): Promise<Task> {
  await tasks.updateOne({ _id: id, done: { $exists: false } }, { $set: { done: { at: now, by } } });
  return find(id);
}

/** Takes that back. AppError `tasks.not_found`. */
export async function reopenTask(id: string): Promise<Task> {
  await tasks.updateOne({ _id: id }, { $unset: { done: '' } });
  return find(id);
}

async function find(id: string): Promise<Task> {
  const found = await tasks.findOne({ _id: id });
  if (!found) throw new AppError('tasks.not_found', 'There is no such task. It may have been deleted.', { task: id });
  return toTask(found);
}
