import { insertNew } from '../db/index.ts';
import { signal } from '../signals/index.ts';
import type { Task } from './task.ts';
import { nobody, remindAtOf, someDay, type TaskDocument, tasks, titleWords } from './task-model.ts';

export type NewTask = Pick<Task, 'title' | 'for'> &
  Partial<Pick<Task, 'due' | 'allDay' | 'contact' | 'deal' | 'priority' | 'repeat' | 'run' | 'by'>> & {
    /** Who answers for the contact, where it is the owner's: the list in which it stands at once. */
    owner?: string;
    /** Minutes before it is due; without it at the moment that it is due, if that has a time of day; `false`: never. */
    remind?: number | false;
    /** The task's id: the same twice is one task. */
    key: string;
    now: Date;
  };

/** Makes a task. The same key twice is one task. */
export async function createTask(task: NewTask): Promise<void> {
  const [isNew] = await insertNew(tasks, [documentOf(task)]);
  if (isNew) signal({ topic: 'tasks', about: task.key });
}

function documentOf({
  key,
  now,
  owner,
  remind: wish,
  due: wanted,
  priority = 'normal',
  deal = '',
  ...task
}: NewTask): TaskDocument {
  const due = wanted ?? someDay;
  const remind = wish ?? (task.allDay ? false : 0);
  const remindAt = remind === false ? undefined : remindAtOf({ due, remind, ...(task.allDay && { allDay: true }) }, now);
  return {
    _id: key,
    ...task,
    state: 'open',
    due,
    assignee: (task.for.kind === 'staff' ? task.for.staff : task.for.kind === 'owner' ? owner : undefined) ?? nobody,
    deal,
    priority,
    ...(remind !== false && { remind }),
    ...(remindAt && { remindAt }),
    search: titleWords(task.title),
    unheard: true,
    postponed: 0,
    version: 0,
    series: key,
    round: 0,
    at: now,
  };
}
