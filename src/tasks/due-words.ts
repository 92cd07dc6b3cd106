import { addDays, timeOfDay } from '../lib/zoned-time.ts';
import type { Hours, TimeOfDay } from './due-draft.ts';
import { weekdayOf } from './repeat.ts';

/** The words of both languages, as pieces of regular expressions: people mix them, and mean the same. */
export const weekdays: [pattern: string, weekday: number][] = [
  ['понедельник\\p{L}*|пнд?|monday|mon', 1],
  ['вторник\\p{L}*|вт|tuesday|tues?', 2],
  ['сред[ауы]|ср|wednesday|weds?', 3],
  ['четверг\\p{L}*|чт|thursday|thurs?|thu', 4],
  ['пятниц\\p{L}*|птн?|friday|fri', 5],
  ['суббот\\p{L}*|сбт?|saturday|sat', 6],
  ['воскресень\\p{L}*|вск?|sunday|sun', 7],
];

export const months: [pattern: string, month: number][] = [
  ['янв(?:ар[ьея])?|january|jan', 1],
  ['фев(?:р(?:ал[ьея])?)?|february|feb', 2],
  ['мар(?:т[ае]?)?|march|mar', 3],
  ['апр(?:ел[ьея])?|april|apr', 4],
  ['ма[йея]|may', 5],
  ['июн[ьея]?|june|jun', 6],
  ['июл[ьея]?|july|jul', 7],
  ['авг(?:уст[ае]?)?|august|aug', 8],
  ['сент?(?:ябр[ьея])?|september|sept?', 9],
  ['окт(?:ябр[ьея])?|october|oct', 10],
  ['ноя(?:бр[ьея])?|november|nov', 11],
  ['дек(?:абр[ьея])?|december|dec', 12],
];

export const monthPattern = months.map(([pattern]) => pattern).join('|');
export const weekdayPattern = weekdays.map(([pattern]) => pattern).join('|');

/** The number of the word that fits. */
export function numberOf(table: [pattern: string, number: number][], word: string): number {
  return table.find(([pattern]) => new RegExp(`^(?:${pattern})$`, 'u').test(word))?.[1] ?? 0;
}

export const days: [pattern: string, days: number][] = [
  ['сегодня|сёдня|седня|today', 0],
  ['послезавтра|day after tomorrow|the day after tomorrow', 2],
  ['завтра|tomorrow|tmrw?|tmr', 1],
  ['вчера|yesterday', -1],
];

/** Parts of a day that are a time by themselves. */
export const parts: [pattern: string, time: (hours: Hours) => TimeOfDay][] = [
  ['(?:с |к )?утр(?:ом|у|а)|(?:in the |this )?morning', ({ from }) => timeOfDay(from)],
  ['(?:в |к )?полд(?:ень|ню)|noon|midday', () => ({ hour: 12, minute: 0 })],
  ['до обеда|before lunch', () => ({ hour: 12, minute: 0 })],
  ['(?:в |к )?обеду?|(?:at )?lunch(?: ?time)?', () => ({ hour: 13, minute: 0 })],
  ['после обеда|дн[её]м|(?:in the |this )?afternoon', () => ({ hour: 14, minute: 0 })],
  [
    '(?:в|к|до) конц[еуа] (?:рабочего )?дня|конец дня|(?:by |at )?(?:the )?end of (?:the )?day|eod',
    ({ until }) => timeOfDay(until),
  ],
  ['вечером|к вечеру|tonight|(?:in the |this )?evening', () => ({ hour: 18, minute: 0 })],
];

/** Days that a phrase means by the calendar. */
export const phrases: [pattern: string, day: (today: string, hours: Hours) => string][] = [
  ['(?:на |до )?(?:следующ(?:ей|ую|ая)|след\\.?) недел[еюя]|next week', today => nextMonday(today)],
  ['(?:в|к|до) конц[еуа] (?:этой )?недели|конец недели|(?:by |at )?(?:the )?end of (?:the |this )?week|eow', lastWorkday],
  [
    '(?:на |в )?(?:этих )?выходны[ех]|(?:on |at )?(?:the |this )?weekend',
    today => (weekdayOf(today) >= 6 ? today : upcoming(today, 6)),
  ],
  [
    '(?:в|к|до) конц[еуа] (?:этого )?месяца|конец месяца|(?:by |at )?(?:the )?end of (?:the |this )?month|eom',
    today => addDays(monthLater(`${today.slice(0, 8)}01`, 1), -1),
  ],
  ['(?:в |на )?следующ(?:ем|ий) месяце?|next month', today => monthLater(`${today.slice(0, 8)}01`, 1)],
];

/** The next such weekday after a day. */
export function upcoming(day: string, weekday: number): string {
  return addDays(day, ((weekday - weekdayOf(day) + 6) % 7) + 1);
}

export const mondayOf = (day: string): string => addDays(day, 1 - weekdayOf(day));
export const nextMonday = (day: string): string => addDays(mondayOf(day), 7);

/** The same day of a later month, or that month's last. */
export function monthLater(day: string, count: number): string {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
  const last = new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
  return new Date(Date.UTC(Math.floor(month / 12), month % 12, Math.min(last, Number(day.slice(8))))).toISOString().slice(0, 10);
}

/** So many days of work later. */
export function workdaysLater(day: string, count: number, { days: working, holidays = [] }: Hours): string {
  const counted = working.length > 0 ? working : [1, 2, 3, 4, 5, 6, 7];
  let [left, at] = [count, day];
  while (left > 0) {
    at = addDays(at, 1);
    if (counted.includes(weekdayOf(at)) && !holidays.includes(at)) left--;
  }
  return at;
}

function lastWorkday(today: string, { days: working }: Hours): string {
  const last = addDays(mondayOf(today), Math.max(...(working.length > 0 ? working : [5])) - 1);
  return last < today ? addDays(last, 7) : last;
}
