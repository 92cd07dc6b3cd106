import { addDays, instantOf, zonedTime } from './zoned-time.ts';

/**
 * Hours of the contact's own clock at which we begin no talk: from 21:00 until 09:00. A rule of our own, on the careful side of the laws
 * that name such hours: 47 CFR 64.1200(c)(1) (United States, advertising: 21 to 8), 230-FZ article 7 (Russia, collectors: 22 to 8, on days
 * off 20 to 9).
 */
export const quietHours = { from: 21, until: 9 } as const;

/** The instant itself, or the end of the quiet hours in which it lies. */
export function afterQuietHours(instant: Date, timeZone: string): Date {
  const { day, hour } = zonedTime(instant, timeZone);
  if (hour >= quietHours.until && hour < quietHours.from) return instant;
  const morning = hour >= quietHours.from ? addDays(day, 1) : day;
  return instantOf(morning, { hour: quietHours.until, minute: 0 }, timeZone);
}
