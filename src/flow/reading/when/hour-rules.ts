import { type Context, type Rule, rule } from './day-rules.ts';
import type { HourSaid, PartOfDay } from './said.ts';

export type HourFound =
  | { hour: HourSaid; part?: PartOfDay; literal?: boolean }
  | { part: PartOfDay }
  | { midnight: true }
  | { after: number };

const partSigns: Record<string, PartOfDay> = {
  MORNING: 'morning',
  OFDAY: 'daytime',
  DAYTIME: 'daytime',
  LUNCH: 'lunch',
  'AFTER LUNCH': 'afterLunch',
  EVENING: 'evening',
  NIGHT: 'night',
  AM: 'am',
  PM: 'pm',
};
const anyPart = `(?:IN |AT |FROM |ON )?(${Object.keys(partSigns).reverse().join('|')})`;
const part = `(?: ${anyPart})?`;

/** The ways to say an hour, in the order in which they are tried. */
export const hourRules: Rule<HourFound>[] = [
  rule(String.raw`(\d{1,2}):(\d\d)(?::\d\d)?(?: HOUR)?${part}`, ([h, m, p]) => clock(h, m, p, true)),
  rule(String.raw`(\d{1,2})[.,-](\d\d)${part}`, ([h, m, p]) => clock(h, m, p, true)),
  rule(String.raw`WITHOUT (QUARTER|\d{1,2})(?: MIN)? (\d{1,2})(?: HOUR)?${part}`, ([m, h, p]) => before(m, h, p)),
  rule(String.raw`(QUARTER|\d{1,2}(?= MIN))(?: MIN)? TO (\d{1,2})(?: HOUR)?${part}`, ([m, h, p]) => before(m, h, p)),
  rule(String.raw`(HALF|QUARTER|\d{1,2})(?: MIN)? PAST (\d{1,2})(?: HOUR)?${part}`, ([m, h, p]) => clock(h, minutesOf(m), p)),
  // "Half of the eighth", "ten minutes of the eighth": the eighth hour is the one after seven.
  rule(String.raw`(HALF|QUARTER) (\d{1,2})#(?: HOUR)?${part}`, ([m, h, p]) => intoHour(m, h, p)),
  rule(String.raw`(\d{1,2}) MIN (\d{1,2})#(?: HOUR)?${part}`, ([m, h, p]) => intoHour(m, h, p)),
  rule(String.raw`(\d{1,2}) HOUR(?: (\d{1,2})(?: MIN)?)?${part}`, ([h, m, p]) => clock(h, m ?? '00', p)),
  rule(String.raw`(\d{1,2}) (?:0 (\d)|([0-5]\d))(?: MIN)?${part}`, ([h, units, m, p]) => clock(h, m ?? units, p)),
  rule(String.raw`(\d{1,2}) ${anyPart}`, ([h, p]) => clock(h, '00', p)),
  rule(String.raw`HOUR AT (\d{1,2})${part}`, ([h, p]) => clock(h, '00', p)),
  rule(String.raw`AT (\d{1,2})(?! (?:M\d|NUMBER))`, ([h], { sought }) =>
    sought === 'date' ? undefined : clock(h, '00', undefined),
  ),
  rule(`HOUR${part}`, ([p]) => clock('1', '00', p)),
  rule(String.raw`([01]\d|2[0-3])([0-5]\d)`, ([h, m], context) =>
    mayBeBare(context) ? clock(h, m, undefined, true) : undefined,
  ),
  rule('NOON', () => ({ hour: { hour: 12, minute: 0, sure: true } })),
  rule('MIDNIGHT', () => ({ midnight: true as const })),
  rule('NOW', () => ({ after: 0 })),
  rule(String.raw`IN (?:(\d{1,3}) )?HOUR(?: (\d{1,2}) MIN)?`, ([h, m]) => ({ after: Number(h ?? 1) * 60 + Number(m ?? 0) })),
  rule(String.raw`IN (?:(\d{1,4}) )?MIN(?: HOUR)?`, ([m]) => ({ after: Number(m ?? 1) })),
  rule('IN HALF HOUR', () => ({ after: 30 })),
  rule(String.raw`(\d{1,3}) HOUR (?:LATER|FROM NOW)`, ([h]) => ({ after: Number(h) * 60 })),
  rule(anyPart, ([p]) => ({ part: partSigns[p ?? ''] ?? 'morning' })),
  rule(String.raw`(\d{1,2})(?! M\d)`, ([h], context) => (mayBeBare(context) ? clock(h, '00', undefined) : undefined)),
];

/** A number alone is an hour where only that is left to say. */
function mayBeBare({ sought, said }: Context): boolean {
  return said.hour === undefined && (sought === 'time' || said.days.length > 0 || said.part !== undefined);
}

type Written = string | undefined;

function clock(hour: Written, minute: Written, part: Written, digits = false): HourFound | 'noSuch' {
  const said = { hour: Number(hour), minute: Number(minute) };
  if (said.hour > 24 || said.minute > 59 || (said.hour === 24 && said.minute > 0)) return 'noSuch';
  const sure = said.hour === 0 || said.hour > 12 || (digits && (said.hour > 7 || hour?.startsWith('0') === true));
  const found = { hour: { ...said, sure }, literal: digits };
  return part === undefined ? found : { ...found, part: partSigns[part] ?? 'morning', literal: false };
}

/** "Без десяти восемь", "quarter to eight". */
function before(minutes: Written, hour: Written, part: Written): HourFound | 'noSuch' {
  const past = 60 - Number(minutesOf(minutes));
  return past > 0 && past < 60 ? clock(hourBefore(hour), String(past), part) : 'noSuch';
}

function intoHour(minutes: Written, hour: Written, part: Written): HourFound | 'noSuch' {
  return clock(hourBefore(hour), minutesOf(minutes), part);
}

/** The hour before one o'clock is twelve. */
function hourBefore(hour: Written): string {
  return hour === '1' ? '12' : String(Number(hour) - 1);
}

function minutesOf(said: Written): string {
  if (said === 'HALF') return '30';
  return said === 'QUARTER' ? '15' : (said ?? '0');
}
