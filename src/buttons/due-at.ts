import type { usualHours } from '../inbox/index.ts';
import { addDays, instantOf, zonedTime } from '../lib/zoned-time.ts';
import type { Due } from './button.ts';

type Hours = Pick<typeof usualHours, 'days' | 'from' | 'until'>;

const minuteMs = 60_000;
/** Hours that are never reached end here. */
const mostDays = 30;

/** When a task is due: the moment that was meant, or the beginning of the working hours after it. Pure. */
export function dueAt(now: Date, due: Due, { hours, timeZone }: { hours: Hours; timeZone: string }): Date {
  if (due.kind === 'in') return intoHours(new Date(now.getTime() + due.minutes * minuteMs), hours, timeZone);
  const day = addDays(zonedTime(now, timeZone).day, due.days);
  return intoHours(instantOf(day, timeOf(due.at), timeZone), hours, timeZone);
}

/** The moment itself where people work then, otherwise when they begin again. */
function intoHours(at: Date, { days, from, until }: Hours, timeZone: string): Date {
  let { day } = zonedTime(at, timeZone);
  for (let passed = 0; passed <= mostDays; passed++, day = addDays(day, 1)) {
    if (!days.includes(weekdayOf(day))) continue;
    const begins = instantOf(day, timeOf(from), timeZone);
    const ends = instantOf(day, timeOf(until), timeZone);
    if (at <= begins) return begins;
    if (at < ends) return at;
  }
  return at;
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

function timeOf(clock: string): { hour: number; minute: number } {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return { hour, minute };
}
