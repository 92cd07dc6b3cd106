import { addDays, instantOf, zonedTime } from './zoned-time.ts';

/** Hours of the contact's own clock (`HH:MM`) at which we begin no talk; they may go over midnight. */
export interface QuietHours {
  on: boolean;
  from: string;
  until: string;
}

/**
 * From 21:00 until 09:00, until somebody sets anything else. A rule of our own, on the careful side of the laws that name such hours: 47 CFR
 * 64.1200(c)(1) (United States, advertising: 21 to 8), 230-FZ article 7 (Russia, collectors: 22 to 8, on days off 20 to 9).
 */
export const usualQuietHours: QuietHours = { on: true, from: '21:00', until: '09:00' };

/** The instant itself, or the end of the quiet hours in which it lies, by the clock of `timeZone`. */
export function afterQuietHours(
  instant: Date,
  { quietHours: { on, from, until }, timeZone }: { quietHours: QuietHours; timeZone: string },
): Date {
  if (!on || from === until) return instant;
  const { day, hour, minute } = zonedTime(instant, timeZone);
  const clock = hour * 60 + minute;
  const [begin, end] = [minutesOf(from), minutesOf(until)];
  const isQuiet = begin < end ? clock >= begin && clock < end : clock >= begin || clock < end;
  if (!isQuiet) return instant;
  const ends = begin > end && clock >= begin ? addDays(day, 1) : day;
  const awake = instantOf(ends, { hour: Math.floor(end / 60), minute: end % 60 }, timeZone);
  // In the night of the longer hour the clock shows the end twice; the second is after the instant.
  return awake > instant ? awake : instant;
}

const minutesOf = (time: string): number => {
  const [hour = '0', minute = '0'] = time.split(':');
  return Number(hour) * 60 + Number(minute);
};
