import type { Task } from '../tasks/index.ts';
import { t } from '../texts/index.ts';
import { presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

/** A task on its contact's card. `owner` is who answers for the contact; `names` are those of the staff by id. */
export function presentTask(
  viewer: Viewer,
  task: Task,
  { owner, names }: { owner?: string; names: ReadonlyMap<string, string> },
) {
  const { id, title, contact, due, done } = task;
  const words = (key: string, values = {}) => t(viewer.language, `panel:card.${key}`, values);
  const when = presentTime(viewer, due);
  const finished = done && presentTime(viewer, done.at);
  return {
    title,
    contact,
    due: when,
    isLate: !done && due < viewer.now,
    ...(finished && { done: words('taskDone', { time: finished.words, name: names.get(done.by) ?? '' }), exact: finished.exact }),
    whose: whose(task, { owner, names }) ?? words('taskForManagers'),
    href: `/contacts/${contact}/tasks/${encodeURIComponent(id)}`,
  };
}

function whose({ for: to }: Task, { owner, names }: { owner: string | undefined; names: ReadonlyMap<string, string> }) {
  const staff = to.kind === 'staff' ? to.staff : to.kind === 'owner' ? owner : undefined;
  return staff === undefined ? undefined : names.get(staff);
}
