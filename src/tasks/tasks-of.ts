import type { Task } from './task.ts';
import { tasks, toTask } from './task-model.ts';

/** A contact's tasks: those to do by the time they are due, then the `limit` latest of those done. */
export async function tasksOf(contact: string, { limit }: { limit: number }): Promise<Task[]> {
  const [toDo, done] = await Promise.all([
    tasks
      .find({ contact, done: { $exists: false } })
      .sort({ due: 1, _id: 1 })
      .toArray(),
    tasks
      .find({ contact, done: { $exists: true } })
      .sort({ due: -1 })
      .limit(limit)
      .toArray(),
  ]);
  return [...toDo, ...done].map(toTask);
}
