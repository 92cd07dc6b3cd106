import type { WorkingHours } from '../../inbox/index.ts';
import { addDays, instantOf, zonedTime } from '../../lib/zoned-time.ts';
import { type DueContext, weekdayOf } from '../../tasks/index.ts';
import type { Viewer } from '../viewer.ts';

/** The firm's working hours as they stand at the moment. */
export type HoursNow = () => WorkingHours;

/** What reading a due time needs to know of its reader. */
export function dueContext(viewer: Viewer, hours: HoursNow): DueContext {
  const { now, timeZone, language } = viewer;
  return { now, timeZone, language, workingHours: hours() };
}

export const todayOf = ({ now, timeZone }: Pick<Viewer, 'now' | 'timeZone'>): string => zonedTime(now, timeZone).day;

export const mondayOf = (day: string): string => addDays(day, 1 - weekdayOf(day));

/** The first moment of a day and that of the day so many later. */
export function stretchOf(day: string, count: number, { timeZone }: Pick<Viewer, 'timeZone'>): { from: Date; until: Date } {
  const midnight = { hour: 0, minute: 0 };
  return { from: instantOf(day, midnight, timeZone), until: instantOf(addDays(day, count), midnight, timeZone) };
}

/** A day as `YYYY-MM-DD` that the calendar has. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}
