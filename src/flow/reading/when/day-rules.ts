import type { DaySaid, Said, Sought } from './said.ts';

/** One way of saying a part of a moment, at the beginning of the signs that are left. Undefined where it turns out to mean something else. */
export interface Rule<Found> {
  pattern: RegExp;
  read(groups: string[], context: Context): Found | 'noSuch' | undefined;
}

export interface Context {
  sought: Sought;
  /** What was found so far. */
  said: Said;
  /** 5/12 is the twelfth of May. */
  monthFirst: boolean;
}

export interface DayFound {
  day: DaySaid;
  literal?: boolean;
}

const year = String.raw`(?: (\d{4})(?: YEAR)?| (\d\d)(?:#(?: YEAR)?| YEAR))?`;

/** The ways to say a day, in the order in which they are tried. */
export const dayRules: Rule<DayFound>[] = [
  rule(String.raw`(\d{4})[-./](\d{1,2})[-./](\d{1,2})`, ([y = '', m, d]) => date(d, m, y)),
  rule(String.raw`(\d{1,2})[.,-](\d{1,2})[.,-](\d{4}|\d\d)(?: YEAR)?`, ([d, m, y]) => date(d, m, y)),
  rule(String.raw`(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d\d))?(?: YEAR)?`, ([d, m, y], context) => slashed(d, m, y, context)),
  rule(String.raw`(\d{1,2}) (\d{1,2}) (\d{4})(?: YEAR)?`, ([d, m, y]) => date(d, m, y)),
  rule(String.raw`(\d{1,2}) (\d{1,2})(?: (\d\d))?`, ([d, m, y], { sought }) => (sought === 'date' ? date(d, m, y) : undefined)),
  rule(String.raw`(\d{1,2})[.,-](\d{1,2})`, ([d, m], context) => (isHour(context) ? undefined : date(d, m))),
  rule(String.raw`(\d{1,2})#? M(\d{1,2}) (\d\d)`, ([d, m, y], { sought }) => (sought === 'date' ? date(d, m, y) : undefined)),
  rule(String.raw`(\d{1,2})#? M(\d{1,2})${year}`, ([d, m, y, short]) => date(d, m, y ?? short)),
  rule(String.raw`M(\d{1,2}) (\d{1,2})#?${year}`, ([m, d, y, short]) => date(d, m, y ?? short)),
  rule(String.raw`(\d{1,2})#?(?: NUMBER)? (NEXT|THIS) MONTH`, ([d, which]) => dateOfMonth(d, which === 'NEXT' ? 1 : 0)),
  rule(String.raw`(\d{1,2})#?(?: NUMBER)? (?:AT|ON|IN) (NEXT|THIS) MONTH`, ([d, which]) =>
    dateOfMonth(d, which === 'NEXT' ? 1 : 0),
  ),
  rule(String.raw`(\d{1,2})(?:# NUMBER|#| NUMBER)`, ([d]) => dateOfMonth(d)),
  rule(String.raw`(\d\d)(\d\d)(\d{4}|\d\d)`, ([d, m, y], { sought }) => (sought === 'date' ? date(d, m, y) : undefined)),
  rule(String.raw`D(\d) (?:(?:AT|ON|IN) )?NEXT WEEK`, ([d]) => weekday(d, 'NEXT')),
  rule(String.raw`(?:(?:AT|ON|IN) )?NEXT WEEK (?:(?:AT|ON) )?D(\d)`, ([d]) => weekday(d, 'NEXT')),
  rule(String.raw`D(\d) (?:(?:AT|ON|IN) )?THIS WEEK`, ([d]) => weekday(d, 'THIS')),
  rule(String.raw`(?:(?:AT|ON|IN) )?THIS WEEK (?:(?:AT|ON) )?D(\d)`, ([d]) => weekday(d, 'THIS')),
  rule(String.raw`(?:(NEXT|THIS|LAST|COMING) )?D(\d)`, ([which, d]) => weekday(d, which)),
  rule(String.raw`T(-?\d)`, ([ahead]) => ({ day: { kind: 'days', ahead: Number(ahead) } })),
  rule(String.raw`IN(?: (\d{1,3}))? (DAY|OFDAY|WEEK|MONTH|YEAR)`, ([n, unit]) => shift(n, unit, 1)),
  rule(String.raw`(?:(\d{1,3}) )?(DAY|OFDAY|WEEK|MONTH|YEAR) (?:LATER|FROM (?:NOW|T0))`, ([n, unit]) => shift(n, unit, 1)),
  rule(String.raw`(?:LATER )(\d{1,3}) (DAY|OFDAY|WEEK|MONTH|YEAR)`, ([n, unit]) => shift(n, unit, 1)),
  rule(String.raw`(?:(\d{1,3}) )?(DAY|OFDAY|WEEK|MONTH|YEAR) AGO`, ([n, unit]) => shift(n, unit, -1)),
  rule(String.raw`(\d{1,2})(?! M\d)`, ([d], { sought, said }) =>
    sought === 'date' && !known(said) ? dateOfMonth(d) : undefined,
  ),
];

/** A rule for whole signs, with a preposition before it or none. */
export function rule<Found>(signs: string, read: Rule<Found>['read']): Rule<Found> {
  return { pattern: new RegExp(`^(?:(?:AT|ON) )?${signs}(?= |$)`), read };
}

/** "в 12.05" where an hour is looked for too, and every such number once the day is known. */
function isHour({ sought, said }: Context): boolean {
  return sought === 'time' || (sought === 'datetime' && known(said));
}

const known = ({ days }: Said): boolean => days.length > 0;

type Written = string | undefined;

/** With strokes the month may come first; where only one of the two can be a month there is no doubt. */
function slashed(first: Written, second: Written, year: Written, { monthFirst }: Context): DayFound | 'noSuch' {
  const swapped = Number(second) > 12 || (monthFirst && Number(first) <= 12);
  return swapped ? date(second, first, year) : date(first, second, year);
}

const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function date(date: Written, month: Written, year?: Written): DayFound | 'noSuch' {
  const most = longest[Number(month) - 1];
  if (most === undefined || Number(date) < 1 || Number(date) > most) return 'noSuch';
  const day: DaySaid = { kind: 'date', date: Number(date), month: Number(month) };
  return year === undefined ? { day } : { day: { ...day, year: Number(year) }, literal: year.length === 4 };
}

function dateOfMonth(date: Written, monthsAhead?: number): DayFound | 'noSuch' {
  if (Number(date) < 1 || Number(date) > 31) return 'noSuch';
  return { day: { kind: 'dateOfMonth', date: Number(date), ...(monthsAhead !== undefined && { monthsAhead }) } };
}

function weekday(number: Written, which: Written): DayFound {
  const day: DaySaid = { kind: 'weekday', weekday: Number(number) };
  if (which === 'NEXT') return { day: { ...day, which: 'next' } };
  if (which === 'LAST') return { day: { ...day, which: 'last' } };
  return { day: which === 'THIS' ? { ...day, which: 'this' } : day };
}

function shift(count: Written, unit: Written, direction: 1 | -1): DayFound {
  const ahead = Number(count ?? 1) * direction;
  if (unit === 'WEEK') return { day: { kind: 'weeks', ahead } };
  if (unit === 'MONTH') return { day: { kind: 'months', ahead } };
  return unit === 'YEAR' ? { day: { kind: 'months', ahead: ahead * 12 } } : { day: { kind: 'days', ahead } };
}
