import { insertNew } from '../db/index.ts';
import type { Task } from './task.ts';
import { tasks } from './task-model.ts';

/** Makes a task. The same key twice is one task. */
export async function createTask({
  key,
  now,
  ...task
}: Omit<Task, 'id' | 'done' | 'at'> & { key: string; now: Date }): Promise<void> {
  await insertNew(tasks, [{ _id: key, ...task, at: now }]);
}
