import { readOn, type Stretch } from '../db/index.ts';
import type { Task } from './task.ts';
import { tasks, toTask } from './task-model.ts';

/** Tasks that are not in the trash, by their ids. */
export async function readTasks({ where = {}, ...stretch }: Stretch): Promise<{ tasks: Task[]; hasMore: boolean }> {
  const { found, hasMore } = await readOn(tasks, { ...stretch, where: { $and: [{ state: { $ne: 'trash' } }, where] } });
  return { tasks: found.map(toTask), hasMore };
}

/** Tasks done from one moment until before another, by the time of it. */
export async function tasksDoneSince(
  since: Date,
  until: Date,
  { skip, limit }: { skip: number; limit: number },
): Promise<Task[]> {
  const found = await tasks
    .find({ state: 'done', 'done.at': { $gte: since, $lt: until } })
    .sort({ 'done.at': 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(toTask);
}
