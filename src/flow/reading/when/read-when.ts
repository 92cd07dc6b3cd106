import { wallAt } from './bounds.ts';
import { type Day, isoDate, parseIsoDate } from './calendar.ts';
import { readSaid } from './read-said.ts';
import { resolveDay } from './resolve-day.ts';
import { type ResolvedHour, resolveHour } from './resolve-hour.ts';
import type { NotSaid, Said } from './said.ts';
import { day as dayMs, instantOf, minute as minuteMs, wallOf } from './zone.ts';

/** Where and when something is said, and what would be taken. */
export interface WhenContext {
  now: Date;
  /** IANA; the clock that the person looks at. */
  timeZone: string;
  /** Which way to look where a text leaves it open; the future if left out. */
  prefer?: 'future' | 'past';
  /** 5/12 is the twelfth of May, as in the United States. */
  monthFirst?: boolean;
}

/** `literal`: the words say all of it, so nothing has to be said back. */
export type ReadDate = { ok: true; date: string; day: Day; literal: boolean } | { ok: false; why: NotSaid | 'conflict' };
export type ReadTime = { ok: true; time: string; literal: boolean } | { ok: false; why: NotSaid | 'withDate' };
export type ReadDateTime =
  | { ok: true; at: Date; literal: boolean }
  | { ok: false; why: NotSaid | 'conflict' }
  /** A day and no hour. */
  | { ok: false; why: 'noTime'; date: string };

/** Reads a date: `12.05.26`, `12 мая`, `завтра`, `в пятницу`, `in 2 weeks`. An hour said with it is passed over. */
export function readDate(text: string, context: WhenContext, fits: (day: Day) => boolean = () => true): ReadDate {
  const read = readSaid(text, 'date', context.monthFirst ?? false);
  if (!read.ok) return read;
  const { said } = read;
  const { now, timeZone, prefer = 'future' } = context;
  const wall = wallOf(now, timeZone) + (said.after ?? 0) * minuteMs;
  const today = Math.floor(wall / dayMs);
  if (said.days.length === 0) {
    if (said.after === undefined) return { ok: false, why: said.part ? 'vague' : 'none' };
    return { ok: true, day: today, date: isoDate(today), literal: false };
  }
  const resolved = resolveDay(said, { today, prefer, fits });
  return resolved.ok ? { ...resolved, date: isoDate(resolved.day), literal: said.literal } : resolved;
}

/**
 * Reads a time of day: `15:30`, `в три`, `полтретьего`, `5 pm`. A day said with it makes it something else. `fits` tells which half of the day
 * is meant where that is open: "в 7" is in the morning for who opens at six and closes at noon.
 */
export function readTime(
  text: string,
  { now, timeZone }: WhenContext,
  fits: (minutes: number) => boolean = () => true,
): ReadTime {
  const read = readSaid(text, 'time', false);
  if (!read.ok) return read;
  const { said } = read;
  const onlyToday = said.days.every(each => each.kind === 'days' && each.ahead === 0);
  if (!onlyToday) return { ok: false, why: 'withDate' };
  if (said.after !== undefined) {
    const wall = wallOf(now, timeZone) + said.after * minuteMs;
    return { ok: true, time: timeOf((wall % dayMs) / minuteMs), literal: false };
  }
  const hour = resolveHour(said);
  if (hour === 'noSuch') return { ok: false, why: 'noSuch' };
  if (!hour) return { ok: false, why: said.part || said.days.length > 0 ? 'vague' : 'none' };
  const { other } = hour;
  if (other !== undefined && !fits(hour.minutes) && fits(other)) return { ok: true, time: timeOf(other), literal: false };
  return { ok: true, time: timeOf(hour.minutes), literal: said.literal && hour.asSaid };
}

/**
 * Reads a moment. `day` (ISO) is one that was said before, for an hour alone. An hour without a day is the next such hour there is, or the last
 * where only the past is taken.
 */
export function readDateTime(
  text: string,
  context: WhenContext & { day?: string },
  fits: (at: Date) => boolean = () => true,
): ReadDateTime {
  const instant = readInstant(text, context.timeZone);
  if (instant) return { ok: true, at: instant, literal: true };
  const read = readSaid(text, context.day === undefined ? 'datetime' : 'time', context.monthFirst ?? false);
  if (!read.ok && context.day !== undefined) return readDateTime(text, withoutDay(context), fits);
  if (!read.ok) return read;
  const { said } = read;
  if (said.after !== undefined) return said.days.length > 0 ? { ok: false, why: 'many' } : later(context.now, said.after);
  const hour = resolveHour(said);
  if (hour === 'noSuch') return { ok: false, why: 'noSuch' };
  if (!hour && said.days.length === 0) return { ok: false, why: said.part ? 'vague' : 'none' };
  return hour ? atHour(said, hour, context, fits) : dayAlone(said, context, fits);
}

function withoutDay({ day: _, ...context }: WhenContext & { day?: string }): WhenContext {
  return context;
}

/** `2026-11-28T15:30`, with an offset or without. */
function readInstant(text: string, timeZone: string): Date | undefined {
  const [, local, offset] = /^(\d{4}-\d\d-\d\dt\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(z|[+-]\d\d:\d\d)?$/i.exec(text.trim()) ?? [];
  if (local === undefined) return undefined;
  const at = new Date(`${local}${offset ?? 'Z'}`.toUpperCase());
  if (Number.isNaN(at.getTime())) return undefined;
  return offset === undefined ? instantOf(at.getTime(), timeZone) : at;
}

function later(now: Date, minutes: number): ReadDateTime {
  return { ok: true, at: new Date(Math.floor(now.getTime() / minuteMs + minutes) * minuteMs), literal: false };
}

function atHour(
  said: Said,
  hour: ResolvedHour,
  { now, timeZone, prefer = 'future', day }: WhenContext & { day?: string },
  fits: (at: Date) => boolean,
): ReadDateTime {
  const today = Math.floor(wallOf(now, timeZone) / dayMs);
  const instant = (at: Day): Date => momentOf(at, hour, { now, timeZone, prefer });
  const ahead = (at: Date) => (prefer === 'past' ? at <= now : at > now);
  const literal = said.literal && said.days.length > 0 && hour.asSaid;
  if (said.days.length === 0) {
    const given = day === undefined ? undefined : parseIsoDate(day);
    if (given !== undefined) return { ok: true, at: instant(given), literal: false };
    const near = [today, prefer === 'past' ? today - 1 : today + 1].map(at => instantOf(wallAt(at, hour.minutes), timeZone));
    return { ok: true, at: near.find(ahead) ?? instant(today), literal };
  }
  const resolved = resolveDay(said, { today, prefer, todayToo: true, fits: at => ahead(instant(at)) && fits(instant(at)) });
  return resolved.ok ? { ok: true, at: instant(resolved.day), literal } : resolved;
}

/** "Сегодня в 9" said at noon means the evening: nobody makes an appointment for what has passed. */
function momentOf(
  day: Day,
  { minutes, other }: ResolvedHour,
  { now, timeZone, prefer }: Required<Omit<WhenContext, 'monthFirst'>>,
): Date {
  const at = instantOf(wallAt(day, minutes), timeZone);
  const isToday = day === Math.floor(wallOf(now, timeZone) / dayMs);
  if (other === undefined || !isToday || prefer === 'past' || at > now) return at;
  const otherwise = instantOf(wallAt(day, other), timeZone);
  return otherwise > now ? otherwise : at;
}

function dayAlone(said: Said, { now, timeZone, prefer = 'future' }: WhenContext, fits: (at: Date) => boolean): ReadDateTime {
  const today = Math.floor(wallOf(now, timeZone) / dayMs);
  const lastMinute = (day: Day): Date => instantOf(wallAt(day, 1439), timeZone);
  const resolved = resolveDay(said, { today, prefer, fits: day => fits(lastMinute(day)) });
  return resolved.ok ? { ok: false, why: 'noTime', date: isoDate(resolved.day) } : resolved;
}

function timeOf(minutes: number): string {
  const past = minutes % 1440;
  return `${String(Math.floor(past / 60)).padStart(2, '0')}:${String(past % 60).padStart(2, '0')}`;
}
