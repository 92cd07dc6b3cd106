import type { WorkingHours } from '../inbox/index.ts';
import { nextOpening } from '../lib/working-time.ts';
import { addDays, instantOf, timeOfDay, zonedTime } from '../lib/zoned-time.ts';
import type { Due } from './button.ts';

const minuteMs = 60_000;

/**
 * When a task is due: the moment that was meant where people work then, otherwise when they begin again, past weekends and holidays. By the
 * clock of the hours, the firm's where they have none. Pure.
 */
export function dueAt(now: Date, due: Due, { hours, timeZone: firmZone }: { hours: WorkingHours; timeZone: string }): Date {
  const timeZone = hours.timeZone ?? firmZone;
  const meant = due.kind === 'in' ? new Date(now.getTime() + due.minutes * minuteMs) : dayAt(now, due, timeZone);
  return nextOpening(meant, hours, timeZone) ?? meant;
}

function dayAt(now: Date, { days, at }: Extract<Due, { kind: 'day' }>, timeZone: string): Date {
  return instantOf(addDays(zonedTime(now, timeZone).day, days), timeOfDay(at), timeZone);
}
