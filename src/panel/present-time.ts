import { t } from '../texts/index.ts';
import type { Viewer } from './viewer.ts';

type Reader = Pick<Viewer, 'language' | 'timeZone' | 'now'>;

/** A moment as people say it, with the exact one for who points at it. */
export interface When {
  words: string;
  exact: string;
  iso: string;
}

const formats = {
  clock: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'long' },
  dayOfYear: { day: 'numeric', month: 'long', year: 'numeric' },
  shortDay: { day: 'numeric', month: 'short' },
  numeric: { day: '2-digit', month: '2-digit', year: '2-digit' },
  exact: { dateStyle: 'long', timeStyle: 'medium' },
  key: { year: 'numeric', month: '2-digit', day: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** "сегодня 14:05", "вчера 18:30", "завтра 9:00", "12 мая 9:00", "12 мая 2025 г.". */
export function presentTime(reader: Reader, at: Date): When {
  const { language, now } = reader;
  const time = clock(reader, at);
  const words = {
    today: () => t(language, 'panel:time.today', { time }),
    yesterday: () => t(language, 'panel:time.yesterday', { time }),
    tomorrow: () => t(language, 'panel:time.tomorrow', { time }),
    thisYear: () => `${format(reader, 'day', at)} ${time}`,
    earlier: () => format(reader, 'dayOfYear', at),
  }[distance(reader, at, now)]();
  return { words, exact: exact(reader, at), iso: at.toISOString() };
}

/** The shortest that still tells: "14:05", "Вчера", "12 мая", "12.05.25". For lists. */
export function presentShortTime(reader: Reader, at: Date): When {
  const words = {
    today: () => clock(reader, at),
    yesterday: () => t(reader.language, 'panel:time.yesterdayDay'),
    tomorrow: () => format(reader, 'shortDay', at).replace('.', ''),
    thisYear: () => format(reader, 'shortDay', at).replace('.', ''),
    earlier: () => format(reader, 'numeric', at),
  }[distance(reader, at, reader.now)]();
  return { words, exact: exact(reader, at), iso: at.toISOString() };
}

/** Only the time of day, where the day stands above. */
export function presentClock(reader: Reader, at: Date): When {
  return { words: clock(reader, at), exact: exact(reader, at), iso: at.toISOString() };
}

/** The day as a heading in a conversation, with a key that sorts. */
export function presentDay(reader: Reader, at: Date): { key: string; words: string } {
  const words = {
    today: () => t(reader.language, 'panel:time.todayDay'),
    yesterday: () => t(reader.language, 'panel:time.yesterdayDay'),
    tomorrow: () => format(reader, 'day', at),
    thisYear: () => format(reader, 'day', at),
    earlier: () => format(reader, 'dayOfYear', at),
  }[distance(reader, at, reader.now)]();
  return { key: dayKey(reader, at), words };
}

/** A calendar date without a time: `1990-05-12`, `--05-12` where the year is not known. */
export function presentDate({ language }: Pick<Viewer, 'language'>, date: string): string {
  const [, year, month, day] = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(date) ?? [];
  if (!year || !month || !day) return date;
  const at = new Date(`${year === '-' ? '2000' : year}-${month}-${day}T00:00:00Z`);
  return format({ language, timeZone: 'UTC' }, year === '-' ? 'day' : 'dayOfYear', at);
}

/** A date that is ahead: the year stands where it is not this one. */
export function presentComingDate(reader: Reader, date: string): string {
  return presentDate(reader, date.slice(0, 4) === dayKey(reader, reader.now).slice(0, 4) ? `-${date.slice(4)}` : date);
}

function distance(reader: Reader, at: Date, now: Date): 'today' | 'yesterday' | 'tomorrow' | 'thisYear' | 'earlier' {
  const [day, today] = [dayKey(reader, at), dayKey(reader, now)];
  if (day === today) return 'today';
  const away = (Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / (24 * 60 * 60 * 1000);
  if (away === -1) return 'yesterday';
  if (away === 1) return 'tomorrow';
  return day.slice(0, 4) === today.slice(0, 4) ? 'thisYear' : 'earlier';
}

const clock = (reader: Pick<Viewer, 'language' | 'timeZone'>, at: Date): string => format(reader, 'clock', at);
const exact = (reader: Pick<Viewer, 'language' | 'timeZone'>, at: Date): string => format(reader, 'exact', at);
/** Sweden writes dates as ISO 8601 does. */
const dayKey = ({ timeZone }: Pick<Viewer, 'timeZone'>, at: Date): string => made('sv-SE', timeZone, 'key').format(at);

function format({ language, timeZone }: Pick<Viewer, 'language' | 'timeZone'>, name: keyof typeof formats, at: Date): string {
  return made(language === 'ru' ? 'ru-RU' : 'en-GB', timeZone, name).format(at);
}

/** Making one costs more than using it a hundred times. */
const kept = new Map<string, Intl.DateTimeFormat>();
function made(locale: string, timeZone: string, name: keyof typeof formats): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${name}`;
  const known = kept.get(key) ?? new Intl.DateTimeFormat(locale, { ...formats[name], timeZone });
  kept.set(key, known);
  return known;
}
