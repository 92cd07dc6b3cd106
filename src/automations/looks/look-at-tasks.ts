import { listTasks } from '../../tasks/index.ts';
import type { Automation } from '../automation.ts';
import { type Begin, type LookMeans, ofKind, since } from './look.ts';

/** What was missed for longer is told by the list of what is late. */
const mostMs = 24 * 60 * 60_000;
const perPage = 200;
const mostPages = 10;

/** Tasks of contacts whose time has passed since the automation is on. Put off and missed again it is another time. */
export async function lookAtTasks(automations: readonly Automation[], means: LookMeans, begin: Begin): Promise<void> {
  const wanted = ofKind(automations, 'taskOverdue');
  if (wanted.length === 0) return;
  const from = new Date(Math.min(...wanted.map(automation => since(automation, means, mostMs).getTime())));
  for (let page = 1; page <= mostPages; page++) {
    const { tasks } = await listTasks({ whose: 'everybody', which: { from, until: means.now }, page, perPage });
    for (const { id, due, contact, deal } of tasks) {
      if (!contact || !due) continue;
      const cause = { contact, cause: `overdue:${id}:${due.getTime()}`, about: { task: id, ...(deal && { deal }) } };
      for (const automation of wanted) if (due >= since(automation, means, mostMs)) await begin(automation, cause);
    }
    if (tasks.length < perPage) return;
  }
}
