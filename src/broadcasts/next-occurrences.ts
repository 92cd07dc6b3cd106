import { addDays, instantOf, zonedTime } from '../lib/zoned-time.ts';
import type { BroadcastSchedule } from './broadcast.ts';
import { clockOf } from './plan/due-of.ts';

type Repeat = Extract<BroadcastSchedule, { kind: 'repeat' }>;

/** Nobody plans further ahead; it also ends the search where no day fits. */
const mostDays = 800;

/**
 * The next times that a mailing goes out, `now` at the earliest. By contacts' own clocks it is told by the firm's. Pure. A clock that is moved
 * changes nothing of the hour that the clock shows.
 */
export function nextOccurrences(
  schedule: BroadcastSchedule,
  { now, timeZone, count }: { now: Date; timeZone: string; count: number },
): Date[] {
  if (schedule.kind === 'now') return [now];
  if (schedule.kind === 'at') return schedule.at >= now ? [schedule.at] : [];
  if (schedule.kind === 'local') {
    const at = instantOf(schedule.day, clockOf(schedule.time), timeZone);
    return at >= now ? [at] : [];
  }
  return repeated(schedule, { now, timeZone, count });
}

function repeated(schedule: Repeat, { now, timeZone, count }: { now: Date; timeZone: string; count: number }): Date[] {
  const found: Date[] = [];
  const { day: today } = zonedTime(now, timeZone);
  let day = schedule.from > today ? schedule.from : today;
  for (let looked = 0; looked < mostDays && found.length < count; looked++, day = addDays(day, 1)) {
    if (schedule.until !== undefined && day > schedule.until) break;
    if (!fits(schedule, day)) continue;
    const at = instantOf(day, clockOf(schedule.time), timeZone);
    if (at >= now) found.push(at);
  }
  return found;
}

function fits({ every, days, dayOfMonth = 1, from }: Repeat, day: string): boolean {
  switch (every) {
    case 'day':
      return days === undefined || days.includes(weekdayOf(day));
    case 'week':
      return (days ?? [weekdayOf(from)]).includes(weekdayOf(day));
    case 'month':
      return Number(day.slice(8)) === Math.min(dayOfMonth, lastDayOf(day));
    default:
      return false;
  }
}

/** 1 is Monday. */
const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

const lastDayOf = (day: string): number => new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate();
