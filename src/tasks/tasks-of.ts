import type { Filter } from 'mongodb';
import type { Task } from './task.ts';
import { someDay, type TaskDocument, tasks, toTask } from './task-model.ts';

/** A contact's tasks: those to do by the time they are due, then the `limit` latest of those done. */
export function tasksOf(contact: string, { limit }: { limit: number }): Promise<Task[]> {
  return openThenDone({ contact }, limit);
}

/** A deal's tasks in the same order. */
export function tasksOfDeal(deal: string, { limit }: { limit: number }): Promise<Task[]> {
  return openThenDone({ deal }, limit);
}

/** The tasks to do of many deals at once, each deal's by the time they are due. Deals without any are not in it. */
export async function openTasksOf(deals: string[]): Promise<Map<string, Task[]>> {
  const wanted = [...new Set(deals)].filter(deal => deal !== '');
  if (wanted.length === 0) return new Map();
  const found = await tasks
    .find({ deal: { $in: wanted }, state: 'open' })
    .sort({ due: 1, _id: 1 })
    .toArray();
  const byDeal = new Map<string, Task[]>();
  for (const document of found) byDeal.set(document.deal, [...(byDeal.get(document.deal) ?? []), toTask(document)]);
  return byDeal;
}

/** When the next step of a deal is due; `undefined` where nothing with a date is to be done. */
export async function nextTaskAt(deal: string): Promise<Date | undefined> {
  const [first] = await tasks.find({ deal, state: 'open' }).sort({ due: 1 }).limit(1).toArray();
  return first && first.due < someDay ? first.due : undefined;
}

async function openThenDone(of: Filter<TaskDocument>, limit: number): Promise<Task[]> {
  const [toDo, done] = await Promise.all([
    tasks
      .find({ ...of, state: 'open' })
      .sort({ due: 1, _id: 1 })
      .toArray(),
    tasks
      .find({ ...of, state: 'done' })
      .sort({ due: -1 })
      .limit(limit)
      .toArray(),
  ]);
  return [...toDo, ...done].map(toTask);
}
