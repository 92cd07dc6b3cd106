import { addDays } from '../lib/zoned-time.ts';
import type { Draft, DueContext, TimeOfDay } from './due-draft.ts';
import {
  days,
  mondayOf,
  monthLater,
  monthPattern,
  months,
  nextMonday,
  numberOf,
  parts,
  phrases,
  upcoming,
  weekdayPattern,
  weekdays,
  workdaysLater,
} from './due-words.ts';

/** What a piece of the text adds to the draft; nothing where it does not fit here. */
type Rule = { pattern: RegExp; read(match: string[], draft: Draft, context: DueContext): Partial<Draft> | undefined };

/** A rule that begins where the text begins and ends where a word ends. */
function rule(pattern: string, read: Rule['read']): Rule {
  return { pattern: new RegExp(`^(?:${pattern})(?![\\p{L}\\d])`, 'u'), read };
}

/** Beside those that are written in digits, or become such (`withDigits`). */
const numbers: Record<string, number> = {
  '': 1,
  полтора: 1.5,
  полторы: 1.5,
  пару: 2,
  a: 1,
  an: 1,
  'a couple of': 2,
  half: 0.5,
  'half a': 0.5,
  'half an': 0.5,
};
const number = `(\\d{1,3}(?:[.,]5)?|${Object.keys(numbers)
  .filter(Boolean)
  .sort((a, b) => b.length - a.length)
  .join('|')})?`;
const minuteWords = 'минут[уы]?|мин\\.?|м|minutes?|mins?|m';
const hourWords = 'час(?:а|ов|ик)?|ч\\.?|hours?|hrs?|h';
const dayWords = 'сут(?:ки|ок)|день|дн(?:я|ей)|дн\\.?|д|days?|d';
const weekWords = 'недел[июья]|недель|нед\\.?|weeks?|w';
const monthWords = 'месяц(?:а|ев)?|мес\\.?|months?';
const workdayWords = 'рабочи[хй] (?:дня|дней|день)|(?:working|business|work) ?days?';
const inWords = '(?:через|спустя|in|after)';

const rules: Rule[] = [
  rule('сейчас|прямо сейчас|now|right now', () => ({ minutes: 0 })),
  ...phrases.map(([pattern, find]) =>
    rule(pattern, (_match, { day, today }, { workingHours }) => onDay(day, find(today, workingHours))),
  ),
  ...days.map(([pattern, away]) => rule(pattern, (_match, { day, today }) => onDay(day, addDays(today, away)))),

  rule(`${inWords} (?:полчаса|пол часа|half an? hour)|(?:полчаса|half an? hour)`, (_match, draft) => fromNow(draft, 30)),
  rule(`${inWords} (?:четверть часа|(?:a )?quarter of an hour)`, (_match, draft) => fromNow(draft, 15)),
  rule(`${inWords} (?:час с половиной|an hour and a half)`, (_match, draft) => fromNow(draft, 90)),
  rule(`${inWords} (?:полгода|half a year)`, (_match, { day, today }) => onDay(day, monthLater(today, 6))),
  rule(
    `${inWords} ${number} ?(?:${hourWords}) ?(?:(?:и|and) )?(\\d{1,2}) ?(?:${minuteWords})?`,
    ([, hours = '', minutes], draft) => fromNow(draft, count(hours) * 60 + Number(minutes)),
  ),
  rule(`${inWords} ${number} ?(?:${hourWords})`, ([, many = ''], draft) => fromNow(draft, count(many) * 60)),
  rule(`${inWords} ${number} ?(?:${minuteWords})`, ([, many = ''], draft) => fromNow(draft, count(many))),
  rule(`${inWords} ${number} ?(?:${workdayWords})`, ([, many = ''], { day, today }, { workingHours }) =>
    onDay(day, workdaysLater(today, count(many), workingHours)),
  ),
  rule(`${inWords} ${number} ?(?:${dayWords})`, ([, many = ''], { day, today }) =>
    onDay(day, addDays(today, Math.round(count(many)))),
  ),
  rule(`${inWords} ${number} ?(?:${weekWords})`, ([, many = ''], { day, today, weekday }) => {
    const then = addDays(today, Math.round(count(many) * 7));
    return (
      onDay(day, weekday ? addDays(mondayOf(then), weekday - 1) : then) && {
        day: weekday ? addDays(mondayOf(then), weekday - 1) : then,
        isWeekOf: true as const,
      }
    );
  }),
  rule(`${inWords} ${number} ?(?:${monthWords})`, ([, many = ''], { day, today }) =>
    onDay(day, monthLater(today, Math.round(count(many)))),
  ),
  rule(`${inWords} ${number} ?(?:год(?:а)?|лет|years?)`, ([, many = ''], { day, today }) =>
    onDay(day, monthLater(today, Math.round(count(many) * 12))),
  ),

  rule(`(?:в |на )?(?:следующ\\p{L}+|след\\.?|next) (${weekdayPattern})`, ([, word = ''], { day, today }) =>
    onDay(day, addDays(nextMonday(today), numberOf(weekdays, word) - 1)),
  ),
  rule(`(?:в |на )?(?:эт(?:от|у|о|ой)|ближайш\\p{L}+|this) (${weekdayPattern})\\.?`, ([, word = ''], { day, today }) =>
    onDay(day, upcoming(addDays(today, -1), numberOf(weekdays, word))),
  ),
  rule(`(${weekdayPattern})\\.?`, ([, word = ''], draft) => onWeekday(draft, numberOf(weekdays, word))),

  rule('(\\d{4})-(\\d{1,2})-(\\d{1,2})', ([, year, month, day], draft) => onDate(draft, { year, month, day })),
  rule(
    '(\\d{1,2})[./-](\\d{1,2})[./-](\\d{4}|\\d{2})(?: ?г(?:ода|\\.)?)?',
    ([, day, month, year], draft, { language }) =>
      onDate(draft, { day, month, year }) ?? (language === 'en' ? onDate(draft, { day: month, month: day, year }) : undefined),
  ),
  rule('(\\d{1,2})[./](\\d{1,2})', ([, day, month], draft, { language }) =>
    draft.isAt
      ? undefined
      : (onDate(draft, { day, month }) ?? (language === 'en' ? onDate(draft, { day: month, month: day }) : undefined)),
  ),
  rule(
    `(\\d{1,2})(?:-?го|st|nd|rd|th)?(?: of)? (${monthPattern})\\.?(?:,? (\\d{4})(?: ?г(?:ода|\\.)?)?)?`,
    ([, day, word = '', year], draft) => onDate(draft, { day, month: String(numberOf(months, word)), year }),
  ),
  rule(`(${monthPattern})\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?`, ([, word = '', day, year], draft) =>
    onDate(draft, { day, month: String(numberOf(months, word)), year }),
  ),
  rule('(\\d{1,2})(?:-?го(?: числа)?| числа|st|nd|rd|th)', ([, day = ''], draft) => onDayOfMonth(draft, Number(day))),

  rule(
    '(\\d{1,2})(?:[:.](\\d{2})| ?час(?:а|ов)?)? ?(утра|дня|вечера|ночи|am|pm|a\\.m\\.?|p\\.m\\.?|in the (?:morning|afternoon|evening))',
    ([, hour, minute, half = ''], draft) => at(draft, inHalf(Number(hour), Number(minute ?? 0), half)),
  ),
  rule('(\\d{1,2})[:.-](\\d{2})(?: ?ч(?:ас(?:ов|а)?)?)?', ([, hour = '', minute], draft) =>
    at(draft, clock(hour, Number(minute))),
  ),
  rule('(\\d{1,2}) (\\d{2})(?![.:/-]\\d)', ([, hour = '', minute], draft) =>
    draft.minutes === undefined ? at(draft, clock(hour, Number(minute))) : undefined,
  ),
  rule('(\\d{2})(\\d{2})', ([, hour = '', minute], draft) => at(draft, clock(hour, Number(minute)))),
  rule("(\\d{1,2}) ?o'?clock", ([, hour = ''], draft) => at(draft, clock(hour, 0))),
  rule(`(\\d{1,2}) ?(?:${hourWords}) ?(\\d{1,2}) ?(?:${minuteWords})`, ([, hours = '', minutes], draft) =>
    draft.isAt || draft.day ? at(draft, clock(hours, Number(minutes))) : fromNow(draft, Number(hours) * 60 + Number(minutes)),
  ),
  rule(`(\\d{1,2}) ?(?:${hourWords})`, ([, hour = ''], draft) =>
    draft.isAt || draft.day ? at(draft, clock(hour, 0)) : fromNow(draft, Number(hour) * 60),
  ),
  rule(`(\\d{1,3}) ?(?:${minuteWords})`, ([, many], draft) => fromNow(draft, Number(many))),
  rule(`(\\d{1,3}) ?(?:${dayWords})`, ([, many], { day, today }) => onDay(day, addDays(today, Number(many)))),
  rule(`(\\d{1,3}) ?(?:${weekWords})`, ([, many], { day, today }) => onDay(day, addDays(today, Number(many) * 7))),
  rule('(?:час|1 час)(?: дня)?', (_match, draft) =>
    draft.isAt || draft.day ? at(draft, { hour: 13, minute: 0 }) : fromNow(draft, 60),
  ),
  ...parts.map(([pattern, find]) =>
    rule(pattern, (match, draft, { workingHours }) => withPart(match[0] ?? '', draft, find(workingHours))),
  ),
  rule('(?:в течение|в любое время) дня|any ?time', () => ({})),
  rule('(\\d{1,2})', ([, hour = ''], draft) => at(draft, clock(hour, 0))),
];

const glue = /^(?:[,;]|(?:в|во|к|ко|на|до|с|и|at|on|by|the|around|около|примерно|где-то)(?![\p{L}\d]))\s*/u;
const atGlue = /^(?:в|к|до|около|at|by|around)(?![\p{L}\d])/u;

/** Reads the text piece by piece, in any order. What no rule fits is the `rest`; all of it has to be understood. */
export function readPieces(text: string, context: DueContext, today: string): { draft: Draft; rest: string } {
  let draft: Draft = { today };
  let rest = text;
  while (rest !== '') {
    const read = readPiece(rest, draft, context);
    if (read) {
      const { isAt: _isAt, ...kept } = draft;
      draft = { ...kept, ...read.found };
      rest = rest.slice(read.length).trim();
      continue;
    }
    const joint = glue.exec(rest)?.[0];
    if (!joint) break;
    if (atGlue.test(rest)) draft = { ...draft, isAt: true };
    rest = rest.slice(joint.length);
  }
  return { draft, rest };
}

function readPiece(rest: string, draft: Draft, context: DueContext) {
  for (const { pattern, read } of rules) {
    const match = pattern.exec(rest);
    const found = match && read([...match], draft, context);
    if (found) return { found, length: match[0].length };
  }
  return undefined;
}

/** A second day is one too many. */
const onDay = (known: string | undefined, day: string): Partial<Draft> | undefined => (known === undefined ? { day } : undefined);

function onWeekday({ day, today, isWeekOf }: Draft, weekday: number): Partial<Draft> | undefined {
  if (day === undefined) return { day: upcoming(today, weekday), weekday };
  // "23.11, Monday" names the day twice.
  if (isWeekOf) return { day: addDays(mondayOf(day), weekday - 1) };
  return addDays(mondayOf(day), weekday - 1) === day ? { day } : undefined;
}

function onDate(
  draft: Draft,
  { day = '', month = '', year }: { day?: string | undefined; month?: string | undefined; year?: string | undefined },
) {
  const whole = year === undefined ? draft.today.slice(0, 4) : year.length === 2 ? `20${year}` : year;
  const date = `${whole}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const isWeekday = draft.weekday !== undefined && draft.day !== undefined;
  if (!isDate(date) && !(day === '29' && Number(month) === 2 && year === undefined)) return undefined;
  if (isWeekday) return addDays(mondayOf(date), (draft.weekday ?? 1) - 1) === date ? { day: date } : undefined;
  return draft.day === undefined ? { day: date, ...(year === undefined && { isYearless: true as const }) } : undefined;
}

/** "the 25th": of this month, or of the next that has one. */
function onDayOfMonth({ day, today }: Draft, wanted: number): Partial<Draft> | undefined {
  if (day !== undefined || wanted < 1 || wanted > 31) return undefined;
  for (let away = 0; away < 3; away++) {
    const date = `${monthLater(`${today.slice(0, 8)}01`, away).slice(0, 8)}${String(wanted).padStart(2, '0')}`;
    if (isDate(date) && date >= today) return { day: date };
  }
  return undefined;
}

function isDate(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === date;
}

function fromNow(draft: Draft, minutes: number): Partial<Draft> | undefined {
  if (draft.day !== undefined || draft.time !== undefined) return undefined;
  return { minutes: (draft.minutes ?? 0) + Math.round(minutes) };
}

function at({ time: known, minutes }: Draft, time: TimeOfDay | undefined): Partial<Draft> | undefined {
  if (!time || minutes !== undefined) return undefined;
  if (!known) return { time };
  return known.isPart && time.isLoose ? { time: inPart(time, known) } : undefined;
}

function clock(hour: string, minute: number): TimeOfDay | undefined {
  const value = Number(hour);
  if (value > 23 || minute > 59) return undefined;
  return { hour: value, minute, ...(value > 0 && value < 12 && !hour.startsWith('0') && { isLoose: true as const }) };
}

function inHalf(hour: number, minute: number, half: string): TimeOfDay | undefined {
  if (minute > 59 || hour > 23) return undefined;
  const isLater = /^(?:дня|вечера|p|in the (?:afternoon|evening))/u.test(half);
  if (hour > 12) return isLater ? { hour, minute } : undefined;
  if (isLater) return { hour: hour === 12 ? 12 : hour + 12, minute };
  return { hour: hour === 12 ? 0 : hour, minute };
}

/** "In the evening" beside a "7" says which seven; alone it is a time. */
function withPart(word: string, { minutes, time, day, today }: Draft, part: TimeOfDay): Partial<Draft> | undefined {
  if (minutes !== undefined) return undefined;
  if (time) return time.isLoose ? { time: inPart(time, part) } : undefined;
  return { time: { ...part, isPart: true }, ...(word === 'tonight' && !day && { day: today }) };
}

const inPart = ({ hour, minute }: TimeOfDay, part: TimeOfDay): TimeOfDay => ({
  hour: part.hour >= 12 && hour < 12 ? hour + 12 : hour,
  minute,
});

const count = (word: string): number => numbers[word] ?? Number(word.replace(',', '.'));
