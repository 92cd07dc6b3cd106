import { addDays, instantOf, timeOfDay, zonedTime } from '../lib/zoned-time.ts';
import { t } from '../texts/index.ts';
import type { Draft, DueContext, TimeOfDay } from './due-draft.ts';
import { withDigits } from './due-numbers.ts';
import { readPieces } from './due-rules.ts';
import { monthLater } from './due-words.ts';
import { sayDue } from './say-due.ts';

export type DueProblem = 'empty' | 'unread' | 'past' | 'far';

/** A due time as it was understood, or why it was not; `said` are words for who typed it. */
export type ReadDue = { due: Date; hasTime: boolean; said: string; problem?: never } | { problem: DueProblem; said: string };

const mostYears = 10;

/**
 * Reads when something is due: "завтра 10", "через час", "в пятницу в 15:30", "25.12 в 9", "tomorrow 10", "next monday". Russian and English
 * in whichever order; what is not understood to the last word is a problem, never a guess. A day without a time of day is due with its
 * last moment. Pure.
 */
export function readDue(text: string, context: DueContext): ReadDue {
  const { now, timeZone, language } = context;
  const problem = (what: DueProblem, values = {}): ReadDue => ({
    problem: what,
    said: t(language, `panel:tasks.due.${what}`, values),
  });
  const plain = tidy(text);
  if (plain === '') return problem('empty');
  const today = zonedTime(now, timeZone).day;
  const { draft, rest } = readPieces(plain, context, today);
  if (rest !== '' || (!draft.day && !draft.time && draft.minutes === undefined))
    return problem('unread', { rest: rest || plain });
  const found = resolve(draft, context);
  if (found.due < startOfMinute(now)) return problem('past', { said: sayDue(found, context) });
  if (zonedTime(found.due, timeZone).day > monthLater(today, mostYears * 12)) return problem('far');
  return { ...found, said: sayDue(found, context) };
}

/** The last moment of a day: when what has no time of day is due. */
export function endOfDay(day: string, timeZone: string): Date {
  return new Date(instantOf(addDays(day, 1), { hour: 0, minute: 0 }, timeZone).getTime() - 1);
}

function tidy(text: string): string {
  const plain = text
    .slice(0, 200)
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[\s\u00a0]+/g, ' ')
    .replace(/^[\s,.!]+|[\s,.!]+$/g, '')
    // As machines write a moment, and as people write a stretch in short.
    .replace(/(?<=\d)t(?=\d)/, ' ')
    .replace(/^\+ ?(?=\d)/, 'через ');
  return withDigits(plain).replace(/(?<=\d) and a half/, '.5');
}

function resolve(draft: Draft, context: DueContext): { due: Date; hasTime: boolean } {
  const { now, timeZone } = context;
  if (draft.minutes !== undefined) return { due: new Date(startOfMinute(now).getTime() + draft.minutes * 60_000), hasTime: true };
  const day = dayOf(draft);
  if (!draft.time) return { due: endOfDay(day ?? draft.today, timeZone), hasTime: false };
  if (day) return { due: instantOf(day, meant(draft.time, { ...context, day }), timeZone), hasTime: true };
  const next = instantOf(draft.today, meant(draft.time, context), timeZone);
  const tomorrow = addDays(draft.today, 1);
  return {
    due: next > now ? next : instantOf(tomorrow, meant(draft.time, { ...context, day: tomorrow }), timeZone),
    hasTime: true,
  };
}

/** A date without a year that has passed is next year's; 29 February the next there is. */
function dayOf({ day, isYearless, today }: Draft): string | undefined {
  if (!day || !isYearless) return day;
  for (let year = Number(today.slice(0, 4)); ; year++) {
    const date = `${year}${day.slice(4)}`;
    const exists = new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) === date;
    if (exists && date >= today) return date;
  }
}

/**
 * A bare "3" is the afternoon's where nobody works at three in the morning, or where the morning's of that day has passed. Without a day a
 * time of work that has passed today is tomorrow's.
 */
function meant(
  { hour, minute, isLoose }: TimeOfDay,
  { day, now, timeZone, workingHours }: DueContext & { day?: string },
): TimeOfDay {
  const [early, late] = [
    { hour, minute },
    { hour: hour + 12, minute },
  ];
  if (!isLoose) return early;
  const from = minutesOf(timeOfDay(workingHours.from));
  const until = minutesOf(timeOfDay(workingHours.until));
  const works = (time: TimeOfDay) => minutesOf(time) >= from && minutesOf(time) <= until;
  if (works(early)) return day && hasPassed(early) ? late : early;
  return works(late) || hasPassed(early) ? late : early;

  function hasPassed(time: TimeOfDay): boolean {
    return instantOf(day ?? zonedTime(now, timeZone).day, time, timeZone) <= now;
  }
}

const minutesOf = ({ hour, minute }: TimeOfDay): number => hour * 60 + minute;
const startOfMinute = (at: Date): Date => new Date(Math.floor(at.getTime() / 60_000) * 60_000);
