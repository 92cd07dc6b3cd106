import type { Language } from '../../../texts/index.ts';
import { type Day, dateOf } from './calendar.ts';
import { day as dayMs, wallOf } from './zone.ts';

interface Names {
  weekday: Intl.DateTimeFormat;
  month: Intl.DateTimeFormat;
}

const names: Record<Language, Names> = { ru: namesOf('ru'), en: namesOf('en') };

/** A date in words: "27 ноября 2026". */
export function formatDay(day: Day, language: Language): string {
  const { year, date } = dateOf(day);
  return `${date} ${monthOf(day, language)} ${year}`;
}

/** A moment in words, by the clock of a time zone: "27 ноября 2026, 19:00". */
export function formatMoment(at: Date, timeZone: string, language: Language): string {
  const wall = wallOf(at, timeZone);
  return `${formatDay(Math.floor(wall / dayMs), language)}, ${formatClock(wall)}`;
}

/** A date as it is said back: with its weekday, and its year only where that is not this one: "пятница, 27 ноября". */
export function sayDay(day: Day, language: Language, today: Day): string {
  const { year, date } = dateOf(day);
  const weekday = names[language].weekday.format(day * dayMs);
  return `${weekday}, ${date} ${monthOf(day, language)}${year === dateOf(today).year ? '' : ` ${year}`}`;
}

export function sayMoment(at: Date, language: Language, { now, timeZone }: { now: Date; timeZone: string }): string {
  const wall = wallOf(at, timeZone);
  return `${sayDay(Math.floor(wall / dayMs), language, Math.floor(wallOf(now, timeZone) / dayMs))}, ${formatClock(wall)}`;
}

function formatClock(wall: number): string {
  return new Date(wall).toISOString().slice(11, 16);
}

/** With the day beside it a Russian month comes in the genitive: "27 ноября". */
function monthOf(day: Day, language: Language): string {
  return names[language].month.formatToParts(day * dayMs).find(({ type }) => type === 'month')?.value ?? '';
}

function namesOf(language: Language): Names {
  const timeZone = 'UTC';
  return {
    weekday: new Intl.DateTimeFormat(language, { timeZone, weekday: 'long' }),
    month: new Intl.DateTimeFormat(language, { timeZone, day: 'numeric', month: 'long' }),
  };
}
