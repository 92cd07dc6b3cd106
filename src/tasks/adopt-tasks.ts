import { remindAtOf, someDay, type TaskDocument, tasks } from './task-model.ts';

const atOnce = 500;

/** Gives tasks of earlier versions of the program what the lists go by. Those that have it cost one look. */
export async function adoptTasks(now: Date): Promise<void> {
  for (;;) {
    const found = await tasks
      .find({ state: { $exists: false } })
      .limit(atOnce)
      .toArray();
    for (const task of found) await tasks.updateOne({ _id: task._id }, { $set: missingOf(task, now) });
    if (found.length < atOnce) return;
  }
}

function missingOf({ _id, due = someDay, for: to, done }: Partial<TaskDocument>, now: Date): Partial<TaskDocument> {
  const remindAt = done ? undefined : remindAtOf({ due, remind: 0 }, now);
  return {
    state: done ? 'done' : 'open',
    due,
    assignee: to?.kind === 'staff' ? to.staff : '',
    deal: '',
    priority: 'normal',
    remind: 0,
    ...(remindAt && { remindAt }),
    postponed: 0,
    version: 0,
    ...(_id !== undefined && { series: _id }),
    round: 0,
  };
}
