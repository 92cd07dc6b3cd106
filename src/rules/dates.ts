import { addDays, instantOf, zonedTime } from '../lib/zoned-time.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** A day (`2026-05-12`) is a calendar day of the contact's time zone; anything longer is an instant. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}

/** The calendar day of an instant there. */
export function dayOf(instant: Date, timeZone: string): string {
  return zonedTime(instant, timeZone).day;
}

/** The instant at which a day begins there: midnight, or the first moment after where the clocks leap over it. */
export function startOfDay(day: string, timeZone: string): Date {
  return instantOf(day, { hour: 0, minute: 0 }, timeZone);
}

/** Milliseconds of `30d`, `12h`, `2w`. */
export function periodMs(text: string): number {
  const [, count, unit] = /^(\d+)\s*([dhw])$/.exec(text) ?? [];
  return Number(count) * (unit === 'h' ? hourMs : unit === 'w' ? 7 * dayMs : dayMs);
}

/** `MM-DD` of today and the following days; 29 February is kept on the 28th in a year without it. */
export function anniversaryDays(today: string, within: number): string[] {
  const days: string[] = [];
  for (let ahead = 0; ahead <= Math.min(within, 366); ahead++) {
    const day = addDays(today, ahead);
    days.push(day.slice(5));
    if (day.endsWith('-02-28') && !addDays(day, 1).endsWith('-02-29')) days.push('02-29');
  }
  return [...new Set(days)];
}
