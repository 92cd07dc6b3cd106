import { addDays, instantOf, zonedTime } from '../lib/zoned-time.ts';

/** `workday`: Monday to Friday. */
export const repeatUnits = ['day', 'workday', 'week', 'month'] as const;

/** How often a task comes again. The next one is made when the one before is done. */
export interface Repeat {
  unit: (typeof repeatUnits)[number];
  /** Every so many units, 1 or more; every workday counts as one. */
  every: number;
  /** The weekdays of a week, 1 is Monday; without any the weekday of the task itself. */
  weekdays?: number[];
  /** The day of the month that is meant: after 30 April the 31st of May comes again. */
  day?: number;
  /** IANA name: the clock by which the hour stays the same. */
  timeZone: string;
}

const mostRounds = 1500;

/** When a task that was due at `due` is due again: the first time after it that also lies after `now`. Pure. */
export function nextDue(due: Date, repeat: Repeat, now: Date): Date {
  const { timeZone } = repeat;
  const wall = zonedTime(due, timeZone);
  // The last moment of a day stays the last moment of a day.
  const rest = due.getTime() % 60_000;
  let day = wall.day;
  for (let round = 0; round < mostRounds; round++) {
    day = followingDay(day, repeat, wall.day);
    const next = new Date(instantOf(day, wall, timeZone).getTime() + rest);
    if (next > due && next > now) return next;
  }
  return new Date(instantOf(followingDay(zonedTime(now, timeZone).day, repeat, wall.day), wall, timeZone).getTime() + rest);
}

function followingDay(day: string, { unit, every, weekdays, day: wanted }: Repeat, first: string): string {
  if (unit === 'day') return addDays(day, every);
  if (unit === 'workday') return addDays(day, { 5: 3, 6: 2 }[weekdayOf(day)] ?? 1);
  if (unit === 'month') return inMonths(day, every, wanted ?? Number(first.slice(8)));
  const wish = weekdays?.length ? weekdays : [weekdayOf(first)];
  const later = wish.filter(weekday => weekday > weekdayOf(day));
  if (later.length > 0) return addDays(day, Math.min(...later) - weekdayOf(day));
  return addDays(day, 7 * every - weekdayOf(day) + Math.min(...wish));
}

/** The same day so many months later, or that month's last. */
function inMonths(day: string, months: number, wanted: number): string {
  const count = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const [year, month] = [Math.floor(count / 12), count % 12];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(wanted, last))).toISOString().slice(0, 10);
}

/** 1 is Monday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}
