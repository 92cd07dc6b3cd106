import type { Filter, Sort } from 'mongodb';
import { zonedTime } from '../lib/zoned-time.ts';
import type { Task } from './task.ts';
import { nobody, someDay, type TaskDocument, tasks, toTask } from './task-model.ts';

/** Whose: one of the staff with what is anybody's, or everybody's. */
export type Whose = { staff: string } | 'everybody';

/** Which: due from one moment until before another, without a date, or done until a moment, the latest first. */
export type Which = { from?: Date; until: Date } | 'someDay' | { doneUntil: Date };

interface List {
  whose: Whose;
  which: Which;
  page: number;
  perPage: number;
}

/** Nobody leafs further than that. */
export const countedTasks = 1000;

/** A page of tasks, those due first before the others. `total` is told up to `countedTasks`. */
export async function listTasks({ whose, which, page, perPage }: List): Promise<{ tasks: Task[]; total: number }> {
  const filter = filterOf(whose, which);
  const find = (narrowed: Filter<TaskDocument>, sort: Sort) =>
    tasks
      .find(narrowed)
      .sort(sort)
      .skip((page - 1) * perPage)
      .limit(perPage)
      .toArray();
  const [found, total] = await Promise.all([
    isDone(which)
      ? findDone(which.doneUntil, since => find({ ...filter, ...since }, { 'done.at': -1 }), perPage)
      : find(filter, { due: 1 }),
    count(filter, countedTasks),
  ]);
  return { tasks: found.map(toTask), total };
}

const dayMs = 24 * 60 * 60_000;
const windowsOfDays = [3, 30, 365];

/** DocumentDB sorts all that fits the filter: what was done lately is asked for first, and more only where that does not fill the page. */
async function findDone(
  until: Date,
  find: (since: Filter<TaskDocument>) => Promise<TaskDocument[]>,
  wanted: number,
): Promise<TaskDocument[]> {
  for (const days of windowsOfDays) {
    const found = await find({ 'done.at': { $gte: new Date(until.getTime() - days * dayMs) } });
    if (found.length === wanted) return found;
  }
  return find({});
}

const isDone = (which: Which): which is { doneUntil: Date } => typeof which === 'object' && 'doneUntil' in which;

/** How many are to do that were due before `now`; counted up to `most`. */
export function countOverdue(whose: Whose, { now, most }: { now: Date; most: number }): Promise<number> {
  return count(filterOf(whose, { until: now }), most);
}

/** How many tasks somebody already has in each hour of a day; those without a time of day count nowhere. Hours without any are not in it. */
export async function countByHour(
  staff: string,
  day: { from: Date; until: Date; timeZone: string },
): Promise<Map<number, number>> {
  const found = await tasks
    .find<Pick<TaskDocument, 'due' | 'allDay'>>(
      { state: 'open', assignee: staff, due: { $gte: day.from, $lt: day.until } },
      { projection: { due: 1, allDay: 1 } },
    )
    .limit(countedTasks)
    .toArray();
  const counts = new Map<number, number>();
  for (const { due, allDay } of found) {
    const { hour } = zonedTime(due, day.timeZone);
    if (!allDay) counts.set(hour, (counts.get(hour) ?? 0) + 1);
  }
  return counts;
}

function filterOf(whose: Whose, which: Which): Filter<TaskDocument> {
  if (isDone(which)) return { state: 'done', ...(whose !== 'everybody' && { 'done.by': whose.staff }) };
  const due = which === 'someDay' ? someDay : { ...(which.from && { $gte: which.from }), $lt: which.until };
  return { state: 'open', ...(whose !== 'everybody' && { assignee: { $in: [whose.staff, nobody] } }), due };
}

async function count(filter: Filter<TaskDocument>, most: number): Promise<number> {
  return tasks.countDocuments(filter, { limit: most });
}
