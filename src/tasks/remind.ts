import type { Task } from './task.ts';
import { type TaskDocument, tasks, toTask } from './task-model.ts';

/** Nobody is reminded of what was missed for longer: the list of what is late says it. */
const missedMs = 12 * 60 * 60_000;
const atOnce = 200;

/**
 * Tells of every task whose time to remind has come, and notes that it was told. Who dies in between tells again: `tell` takes the same key
 * twice as once. Answers with how many were told.
 */
export async function remindOfTasks(now: Date, tell: (task: Task, key: string) => Promise<void>): Promise<number> {
  const found = await tasks
    // $exists: DocumentDB takes a partial index only where its condition stands in the query.
    .find({ remindAt: { $exists: true, $lte: now } })
    .sort({ remindAt: 1 })
    .limit(atOnce)
    .toArray();
  let told = 0;
  for (const task of found) {
    if (isWanted(task, now)) {
      await tell(toTask(task), `task:${task._id}:${task.remindAt?.getTime()}`);
      told++;
    }
    if (task.remindAt) await tasks.updateOne({ _id: task._id, remindAt: task.remindAt }, { $unset: { remindAt: '' } });
  }
  return told;
}

const isWanted = ({ state, remindAt }: TaskDocument, now: Date): boolean =>
  state === 'open' && remindAt !== undefined && remindAt.getTime() > now.getTime() - missedMs;
