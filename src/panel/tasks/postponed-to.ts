import { addDays, instantOf, zonedTime } from '../../lib/zoned-time.ts';
import { type DueContext, endOfDay, readDue, type Task, weekdayOf } from '../../tasks/index.ts';

export interface Due {
  due: Date;
  allDay: boolean;
}

/** How a task is put off: by an hour, to another day at the same time of day, or to what was typed. */
export type Wish = { to: 'hour' | 'tomorrow' | 'monday' } | { day: string } | { when: string };

const hourMs = 3_600_000;

/** When a task is due that was put off, or why what was typed is no time. Pure. */
export function postponedTo(task: Pick<Task, 'due' | 'allDay'>, wish: Wish, context: DueContext): Due | { problem: string } {
  const { now, timeZone } = context;
  if ('when' in wish) {
    const read = readDue(wish.when, context);
    return read.problem ? { problem: read.said } : { due: read.due, allDay: !read.hasTime };
  }
  if ('day' in wish) return onDay(wish.day, task, timeZone);
  if (wish.to === 'hour') {
    const from = task.due && !task.allDay && task.due > now ? task.due : now;
    return { due: new Date(Math.floor(from.getTime() / 60_000) * 60_000 + hourMs), allDay: false };
  }
  const today = zonedTime(now, timeZone).day;
  return onDay(wish.to === 'tomorrow' ? addDays(today, 1) : addDays(today, 8 - weekdayOf(today)), task, timeZone);
}

function onDay(day: string, { due, allDay }: Pick<Task, 'due' | 'allDay'>, timeZone: string): Due {
  if (!due || allDay) return { due: endOfDay(day, timeZone), allDay: true };
  return { due: instantOf(day, zonedTime(due, timeZone), timeZone), allDay: false };
}
