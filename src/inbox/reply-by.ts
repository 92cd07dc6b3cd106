import { addDays, instantOf, zonedTime } from '../lib/zoned-time.ts';

/** When people answer, and how soon they promise to. */
export interface WorkingHours {
  /** ISO weekdays, 1 is Monday. */
  days: number[];
  /** `HH:MM` of the firm's own clock; `24:00` ends a day. */
  from: string;
  until: string;
  /** Of working time. */
  promiseMinutes: number;
}

export const usualHours: WorkingHours = { days: [1, 2, 3, 4, 5], from: '09:00', until: '18:00', promiseMinutes: 60 };

const minuteMs = 60_000;
/** Nobody is promised anything for later; hours that are never reached end here. */
const mostDays = 30;

/** The instant by which people will have answered: so many minutes of their working time after `now`. Pure. */
export function replyBy(now: Date, { days, from, until, promiseMinutes }: WorkingHours, timeZone: string): Date {
  let left = promiseMinutes * minuteMs;
  let day = zonedTime(now, timeZone).day;
  for (let passed = 0; passed <= mostDays; passed++, day = addDays(day, 1)) {
    if (!days.includes(weekdayOf(day))) continue;
    const begins = Math.max(instantOf(day, timeOf(from), timeZone).getTime(), now.getTime());
    const ends = instantOf(day, timeOf(until), timeZone).getTime();
    if (ends <= begins) continue;
    if (left <= ends - begins) return new Date(begins + left);
    left -= ends - begins;
  }
  return new Date(now.getTime() + promiseMinutes * minuteMs);
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

function timeOf(clock: string): { hour: number; minute: number } {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return { hour, minute };
}
