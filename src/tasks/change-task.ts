import { AppError } from '../lib/app-error.ts';
import { signal } from '../signals/index.ts';
import type { Task } from './task.ts';
import { nobody, remindAtOf, someDay, type TaskDocument, tasks, titleWords, toTask, updateTask } from './task-model.ts';

/** What may be changed; `null` takes away. */
export type TaskPatch = Partial<Pick<Task, 'title' | 'for' | 'priority'>> & {
  [K in 'due' | 'contact' | 'deal' | 'remind' | 'repeat']?: Task[K] | null;
} & {
  allDay?: boolean;
  /** Who answers for the contact, where it is the owner's. */
  owner?: string;
};

interface Change {
  now: Date;
  /** The version that was read: if it is another one by now, nothing is written. */
  version?: number;
}

/** Changes a task. AppErrors `tasks.not_found`, `tasks.conflict`. */
export function changeTask(id: string, patch: TaskPatch, change: Change): Promise<Task> {
  return write(id, change, task => settle({ ...task, ...fieldsOf(patch, task) }, patch));
}

/** Puts a task off to another time. AppErrors as above. */
export function postponeTask(id: string, { due, allDay }: { due: Date; allDay?: boolean }, change: Change): Promise<Task> {
  return write(id, change, task => {
    const later = due > task.due && task.due < someDay;
    // What was to be told in the morning of a day is told when the hour comes that it has now.
    const getsHour = task.allDay && !allDay && task.remind !== undefined;
    return {
      ...settle({ ...task, due, ...(getsHour && { remind: 0 }) }, { allDay: allDay ?? false }),
      postponed: task.postponed + (later ? 1 : 0),
    };
  });
}

/** Puts a task into the trash. Nobody is reminded of it. AppErrors as above. */
export function trashTask(id: string, change: Change): Promise<Task> {
  return write(id, change, task => ({ ...task, state: 'trash', deletedAt: change.now }));
}

/** Takes a task out of the trash. AppErrors as above. */
export function restoreTask(id: string, change: Change): Promise<Task> {
  return write(id, change, ({ deletedAt: _deletedAt, ...task }) => ({ ...task, state: task.done ? 'done' : 'open' }));
}

const tries = 5;

/** Reads, changes and writes; goes by what somebody else wrote meanwhile, but for who said what version they had read. */
export async function write(id: string, { now, version }: Change, change: (task: TaskDocument) => TaskDocument): Promise<Task> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const found = await findTask(id);
    if (version !== undefined && version !== found.version) throw conflict(id);
    const { remindAt: _remindAt, stamp: _stamp, ...changed } = change(found);
    const remindAt = changed.state === 'open' ? laterReminder(found, changed, now) : undefined;
    const next: TaskDocument = {
      ...changed,
      ...(remindAt && { remindAt }),
      search: titleWords(changed.title),
      version: found.version + 1,
    };
    const { _id, ...set } = next;
    const gone = Object.keys(found).filter(key => !(key in next) && key !== 'stamp');
    const update = { $set: set, ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map(key => [key, ''])) }) };
    if (await updateTask({ id, guard: { version: found.version }, update })) {
      signal({ topic: 'tasks', about: id });
      return toTask(next);
    }
  }
  throw conflict(id);
}

/** Told once is told; a new time is told anew. */
function laterReminder(before: TaskDocument, after: TaskDocument, now: Date): Date | undefined {
  const isSame = before.state === 'open' && before.remind === after.remind && before.due.getTime() === after.due.getTime();
  return isSame ? before.remindAt : remindAtOf(after, now);
}

function fieldsOf({ allDay: _allDay, owner: _owner, ...patch }: TaskPatch, { due, deal }: TaskDocument): Partial<TaskDocument> {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return {
    ...given,
    due: patch.due === null ? someDay : (patch.due ?? due),
    deal: patch.deal === null ? '' : (patch.deal ?? deal),
  };
}

/** What follows from the fields: nothing that was taken away stays, and the list it stands in is right. */
function settle(task: TaskDocument, { allDay, owner, for: to }: Pick<TaskPatch, 'allDay' | 'owner' | 'for'>): TaskDocument {
  const { allDay: was, ...rest } = task;
  const kept = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)) as typeof rest;
  const isAllDay = (allDay ?? was ?? false) && task.due < someDay;
  return { ...kept, ...(isAllDay && { allDay: true }), assignee: assigneeOf(task, { to, owner }) };
}

function assigneeOf(
  { assignee, for: whose }: TaskDocument,
  { to, owner }: { to: Task['for'] | undefined; owner: string | undefined },
) {
  if (whose.kind === 'staff') return whose.staff;
  if (whose.kind === 'managers') return nobody;
  return owner ?? (to ? nobody : assignee);
}

/** A task as it is stored. AppError `tasks.not_found`. */
export async function findTask(id: string): Promise<TaskDocument> {
  const found = await tasks.findOne({ _id: id });
  if (!found) throw new AppError('tasks.not_found', 'There is no such task. It may have been deleted.', { task: id });
  return found;
}

function conflict(id: string): AppError {
  return new AppError('tasks.conflict', 'Somebody else has changed this task meanwhile. Look at it again.', { task: id });
}
