import { dueAt, type OpenHours } from '../lib/working-time.ts';

/** When people answer, and how soon they promise to. */
export interface WorkingHours extends OpenHours {
  /** IANA; the firm's of the configuration where it is not told. */
  timeZone?: string;
  /** Of working time. */
  promiseMinutes: number;
}

export const usualHours: WorkingHours = { days: [1, 2, 3, 4, 5], from: '09:00', until: '18:00', promiseMinutes: 60 };

/** The instant by which people will have answered: so many minutes of their working time after `now`. Pure. */
export function replyBy(now: Date, hours: WorkingHours, timeZone: string): Date {
  return dueAt(now, hours.promiseMinutes, hours, hours.timeZone ?? timeZone);
}
