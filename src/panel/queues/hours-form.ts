import { z } from 'zod';
import type { WorkingHours } from '../../inbox/index.ts';
import type { OpenHours, Span } from '../../lib/working-time.ts';
import { knownZone } from '../../lib/zoned-time.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';
import { readNumber } from './read-number.ts';

const weekdays = [1, 2, 3, 4, 5, 6, 7];
const typed = z.string().max(60).default('');
const several = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat());

/** The hours of a week as a form brings them: `from1`…`until7`, and which days are worked on. */
export const weekForm = z.object({
  days: several.default([]),
  ...Object.fromEntries(weekdays.flatMap(day => [`from${day}`, `until${day}`].map(name => [name, typed]))),
}) as z.ZodType<WeekForm>;

export interface WeekForm {
  days: string[];
  [time: `from${number}` | `until${number}`]: string;
}

const ownForm = z.object({
  holidays: z.string().max(5000).default(''),
  timeZone: z.string().trim().max(60).default(''),
  promiseMinutes: z.string().max(20).default(''),
});
export const hoursForm = z.intersection(weekForm, ownForm);
export type HoursForm = z.infer<typeof hoursForm>;

type Faults = Record<string, string>;
type Reader = Pick<Viewer, 'language'>;

/** The week that was typed, or which of its days are wrong. */
export function readWeek(form: WeekForm, { language }: Reader): { week?: OpenHours; faults: Faults } {
  const faults: Faults = {};
  const spans = new Map<number, Span>();
  for (const day of weekdays.filter(each => form.days.includes(String(each)))) {
    const [from, until] = [readTime(form[`from${day}`] ?? ''), readTime(form[`until${day}`] ?? '')];
    const name = t(language, `panel:queues.hours.weekday.${day}`);
    if (!from || !until) faults[`day${day}`] = t(language, 'panel:queues.wrong.time', { day: name });
    else if (from >= until) faults[`day${day}`] = t(language, 'panel:queues.wrong.span', { day: name });
    else spans.set(day, { from, until });
  }
  if (Object.keys(faults).length > 0) return { faults };
  const [usual = { from: '09:00', until: '18:00' }] = spans.values();
  const other = [...spans].filter(([, { from, until }]) => from !== usual.from || until !== usual.until);
  const week = { days: [...spans.keys()], ...usual, ...(other.length > 0 && { other: Object.fromEntries(other) }) };
  return { week, faults };
}

/** The firm's hours that were typed, or what is wrong with them. */
export function readHours(form: HoursForm, reader: Reader): { hours?: WorkingHours; faults: Faults } {
  const wrong = (key: string, values = {}) => t(reader.language, `panel:queues.wrong.${key}`, values);
  const { week, faults } = readWeek(form, reader);
  const dates = form.holidays.split(/[\s,;]+/).filter(Boolean);
  const unread = dates.find(date => !readDate(date));
  if (unread !== undefined) faults.holidays = wrong('holidays', { date: unread });
  if (form.timeZone && form.timeZone !== 'UTC' && knownZone(form.timeZone) === 'UTC') faults.timeZone = wrong('timeZone');
  const promiseMinutes = readNumber(form.promiseMinutes, { least: 1, most: 7 * 24 * 60 });
  if (promiseMinutes === undefined) faults.promiseMinutes = wrong('number', { least: 1, most: 7 * 24 * 60 });
  if (!week || promiseMinutes === undefined || Object.keys(faults).length > 0) return { faults };
  const holidays = [...new Set(dates.flatMap(date => readDate(date) ?? []))].sort();
  return {
    hours: {
      ...week,
      promiseMinutes,
      ...(holidays.length > 0 && { holidays }),
      ...(form.timeZone && { timeZone: form.timeZone }),
    },
    faults,
  };
}

export function toWeekForm(hours: OpenHours): WeekForm {
  const form: WeekForm = { days: hours.days.map(String) };
  for (const day of weekdays) {
    const { from, until } = hours.other?.[String(day)] ?? hours;
    form[`from${day}`] = from;
    form[`until${day}`] = until;
  }
  return form;
}

export function toHoursForm({ holidays = [], timeZone = '', promiseMinutes, ...week }: WorkingHours): HoursForm {
  const dates = holidays.map(date => date.split('-').reverse().join('.')).join(', ');
  return { ...toWeekForm(week), holidays: dates, timeZone, promiseMinutes: String(promiseMinutes) };
}

/** The days as rows of a form. */
export function presentWeek({ language }: Reader, form: WeekForm, faults: Faults = {}) {
  return weekdays.map(day => ({
    day,
    label: t(language, `panel:queues.hours.weekday.${day}`),
    on: form.days.includes(String(day)),
    from: form[`from${day}`] ?? '',
    until: form[`until${day}`] ?? '',
    ...(faults[`day${day}`] && { fault: faults[`day${day}`] }),
  }));
}

export function presentHours(reader: Reader, form: HoursForm, faults?: Faults) {
  const { holidays, timeZone, promiseMinutes } = form;
  return { week: presentWeek(reader, form, faults), holidays, timeZone, promiseMinutes };
}

/** `9`, `9:00` and `09:00` are one time; `24:00` ends a day. */
function readTime(text: string): string | undefined {
  const [, hour = '', minute = '00'] = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(text.trim()) ?? [];
  const time = `${hour.padStart(2, '0')}:${minute}`;
  return /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(time) && hour ? time : undefined;
}

/** A day that the calendar has, as `08.03.2027` or `2027-03-08`. */
function readDate(text: string): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.replace(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, toIso)) ?? [];
  const day = `${year}-${month}-${date}`;
  const at = new Date(`${day}T00:00:00Z`);
  return year && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : undefined;
}

const toIso = (_text: string, date: string, month: string, year: string): string =>
  `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
