import * as zoned from '../../../lib/zoned-time.ts';

/** A reading of the clock on the wall: milliseconds since 1970 as if that clock showed UTC. Counting with it knows no summer time. */
export type Wall = number;

export const minute = 60_000;
export const day = 1440 * minute;

/** What a clock in a time zone (IANA) shows at an instant, to the minute. A zone that nobody knows counts as UTC. */
export function wallOf(instant: Date, timeZone: string): Wall {
  const at = zoned.zonedTime(instant, timeZone);
  return Date.parse(at.day) + (at.hour * 60 + at.minute) * minute;
}

/**
 * When a clock in a time zone shows this. Where the clock is put forward and never shows it, the time is counted on from before the jump
 * (02:30 becomes 03:30); where it is put back and shows it twice, the first time is meant.
 */
export function instantOf(wall: Wall, timeZone: string): Date {
  const date = new Date(wall);
  const clock = { hour: date.getUTCHours(), minute: date.getUTCMinutes() };
  return zoned.instantOf(date.toISOString().slice(0, 10), clock, timeZone);
}
