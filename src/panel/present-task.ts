import type { Task } from '../tasks/index.ts';
import { t } from '../texts/index.ts';
import { presentPersonal } from './present-phone.ts';
import { presentDay, presentTime, type When } from './present-time.ts';
import type { Viewer } from './viewer.ts';

/** A task on its contact's card. `owner` is who answers for the contact; `names` are those of the staff by id. */
export function presentTask(
  viewer: Viewer,
  task: Task,
  { owner, names }: { owner?: string; names: ReadonlyMap<string, string> },
) {
  const { id, title, contact, due, done } = task;
  const words = (key: string, values = {}) => t(viewer.language, `panel:card.${key}`, values);
  const finished = done && presentTime(viewer, done.at);
  return {
    title: presentPersonal(viewer, title),
    contact,
    due: presentDue(viewer, task),
    isLate: isLate(viewer, task),
    ...(finished && {
      done: words('taskDone', { time: finished.words, name: names.get(done?.by ?? '') ?? '' }),
      exact: finished.exact,
    }),
    ...(done?.result && { result: presentPersonal(viewer, done.result) }),
    whose: whose(task, { owner, names }) ?? words('taskForManagers'),
    href: `/contacts/${contact}/tasks/${encodeURIComponent(id)}`,
    edit: `/tasks/${encodeURIComponent(id)}`,
    hasDate: due !== undefined,
  };
}

/** Whether the time has passed by which it was to be done. */
export function isLate({ now }: Pick<Viewer, 'now'>, { due, done }: Task): boolean {
  return !done && due !== undefined && due < now;
}

/** When a task is due as people say it; a day without a time of day as the day. */
export function presentDue(viewer: Viewer, { due, allDay }: Pick<Task, 'due' | 'allDay'>): When {
  if (!due) return { words: t(viewer.language, 'panel:tasks.someDay'), exact: '', iso: '' };
  const when = presentTime(viewer, due);
  return allDay ? { ...when, words: presentDay(viewer, due).words } : when;
}

function whose({ for: to }: Task, { owner, names }: { owner: string | undefined; names: ReadonlyMap<string, string> }) {
  const staff = to.kind === 'staff' ? to.staff : to.kind === 'owner' ? owner : undefined;
  return staff === undefined ? undefined : names.get(staff);
}
