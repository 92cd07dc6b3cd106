import { addDays, instantOf, timeOfDay, zonedTime } from './zoned-time.ts';

/** From when until when of one day, `HH:MM`; `24:00` ends a day. */
export interface Span {
  from: string;
  until: string;
}

/** When people work: the same hours on each of `days`, but for those of `other` weekdays. */
export interface OpenHours extends Span {
  /** ISO weekdays, 1 is Monday. */
  days: number[];
  /** Hours of weekdays that differ from the usual ones, by the weekday. */
  other?: Record<string, Span>;
  /** Days without work, `YYYY-MM-DD`. */
  holidays?: string[];
}

const minuteMs = 60_000;
/** Hours that are never reached end here, and nobody waits for longer. */
const mostDays = 400;

/** How much of the stretch from one instant to another lies within the hours, in milliseconds; nothing when it runs backwards. Pure. */
export function workingTimeBetween(from: Date, to: Date, hours: OpenHours, timeZone: string): number {
  let sum = 0;
  for (const [begins, ends] of stretches(from, hours, timeZone)) {
    if (begins >= to.getTime()) break;
    sum += Math.max(0, Math.min(ends, to.getTime()) - Math.max(begins, from.getTime()));
  }
  return sum;
}

/** The instant at which so many minutes of working time have passed since another; plain minutes where nobody ever works. Pure. */
export function dueAt(from: Date, minutes: number, hours: OpenHours, timeZone: string): Date {
  let left = minutes * minuteMs;
  for (const [begun, ends] of stretches(from, hours, timeZone)) {
    const begins = Math.max(begun, from.getTime());
    if (ends <= begins) continue;
    if (left <= ends - begins) return new Date(begins + left);
    left -= ends - begins;
  }
  return new Date(from.getTime() + minutes * minuteMs);
}

/** The latest instant from which to another so many minutes of working time have passed; plain minutes where nobody ever works. Pure. */
export function workedSince(to: Date, minutes: number, hours: OpenHours, timeZone: string): Date {
  let left = minutes * minuteMs;
  let { day } = zonedTime(to, timeZone);
  for (let passed = 0; passed <= mostDays; passed++, day = addDays(day, -1)) {
    const [begins, ended] = stretchOf(day, hours, timeZone) ?? [0, 0];
    const ends = Math.min(ended, to.getTime());
    if (ends <= begins) continue;
    if (left <= ends - begins) return new Date(ends - left);
    left -= ends - begins;
  }
  return new Date(to.getTime() - minutes * minuteMs);
}

/** Whether an instant lies within the hours. Pure. */
export function isOpen(at: Date, hours: OpenHours, timeZone: string): boolean {
  return nextOpening(at, hours, timeZone)?.getTime() === at.getTime();
}

/** When people are next at work: the instant itself while they are, nothing where they never are. Pure. */
export function nextOpening(at: Date, hours: OpenHours, timeZone: string): Date | undefined {
  for (const [begins, ends] of stretches(at, hours, timeZone)) {
    if (ends > at.getTime()) return new Date(Math.max(begins, at.getTime()));
  }
  return undefined;
}

/** The working stretches of each day since the day of an instant, as milliseconds. */
function* stretches(since: Date, hours: OpenHours, timeZone: string): Generator<[begins: number, ends: number]> {
  let { day } = zonedTime(since, timeZone);
  for (let passed = 0; passed <= mostDays; passed++, day = addDays(day, 1)) {
    const stretch = stretchOf(day, hours, timeZone);
    if (stretch) yield stretch;
  }
}

function stretchOf(day: string, hours: OpenHours, timeZone: string): [begins: number, ends: number] | undefined {
  const span = spanOf(day, hours);
  if (!span) return undefined;
  const begins = instantOf(day, timeOfDay(span.from), timeZone).getTime();
  const ends = instantOf(day, timeOfDay(span.until), timeZone).getTime();
  return ends > begins ? [begins, ends] : undefined;
}

/** The hours of a day of the calendar (`YYYY-MM-DD`), or nothing when nobody works on it. Pure. */
export function spanOf(day: string, { days, from, until, other, holidays }: OpenHours): Span | undefined {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  if (!days.includes(weekday) || holidays?.includes(day)) return undefined;
  return other?.[String(weekday)] ?? { from, until };
}
