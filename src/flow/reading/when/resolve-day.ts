import { addMonths, type Day, dateOf, dayOf, weekdayOf } from './calendar.ts';
import type { DaySaid, Said } from './said.ts';

export interface DayContext {
  today: Day;
  /** Which way to look from today where the text does not say. */
  prefer: 'future' | 'past';
  /** Today's own weekday may mean today: there is an hour with it that is still to come. */
  todayToo?: boolean;
  /** Whether a day would be taken: of several that are meant equally well the first such one is. */
  fits(day: Day): boolean;
}

export type ResolvedDay = { ok: true; day: Day } | { ok: false; why: 'noSuch' | 'conflict' };

/** The day that is meant. Several ways of saying it ("в субботу, 28 ноября") have to mean the same. */
export function resolveDay({ days }: Said, context: DayContext): ResolvedDay {
  const exact = days.filter(({ kind }) => kind !== 'weekday' && kind !== 'weeks');
  const weekdays = days.filter(said => said.kind === 'weekday');
  const weeks = days.filter(said => said.kind === 'weeks');
  if (weeks.length > 1 || weekdays.length > 1) return { ok: false, why: 'conflict' };
  const [week] = weeks;
  const [weekday] = weekdays;
  if (exact.length === 0)
    return pick(week ? inWeeks(week.ahead, weekday?.weekday, context) : candidates(weekday, context), context);
  const sets = exact.map(said => candidates(said, context));
  const [first = [], ...others] = sets;
  if (sets.some(set => set.length === 0)) return { ok: false, why: 'noSuch' };
  const found = pick(
    first.filter(day => others.every(set => set.includes(day))),
    context,
  );
  const agrees = found.ok && !week && (weekday === undefined || weekdayOf(found.day) === weekday.weekday);
  return agrees ? found : { ok: false, why: 'conflict' };
}

function pick(days: Day[], { fits }: DayContext): ResolvedDay {
  const day = days.find(fits) ?? days[0];
  return day === undefined ? { ok: false, why: 'noSuch' } : { ok: true, day };
}

/** Everything that may be meant, the likeliest first. */
function candidates(said: DaySaid | undefined, context: DayContext): Day[] {
  const { today } = context;
  switch (said?.kind) {
    case 'date':
      return datesOf(said, context);
    case 'dateOfMonth':
      return datesOfMonth(said, context);
    case 'days':
      return [today + said.ahead];
    case 'months':
      return [addMonths(today, said.ahead)];
    case 'weekday':
      return weekdays(said, context);
    default:
      return [];
  }
}

/** The same date of the years round this one; eight years reach over a century's year that is no leap year. */
function datesOf({ date, month, year }: Extract<DaySaid, { kind: 'date' }>, context: DayContext): Day[] {
  if (year !== undefined) {
    const days = fullYears(year, context).flatMap(full => dayOf(full, month, date) ?? []);
    return days.length > 1 ? nearestFirst(days, context) : days;
  }
  const { year: present } = dateOf(context.today);
  const years = Array.from({ length: 17 }, (_, index) => present - 8 + index);
  return nearestFirst(
    years.flatMap(each => dayOf(each, month, date) ?? []),
    context,
  );
}

/** Two digits are of this century, unless that is out of reach: a birthday lies behind us, and 85 is no year of an appointment. */
function fullYears(year: number, { today, prefer }: DayContext): number[] {
  if (year > 99) return [year];
  const { year: present } = dateOf(today);
  const here = present - (present % 100) + year;
  const latest = prefer === 'past' ? present : present + 20;
  return here > latest ? [here - 100] : here === present && prefer === 'past' ? [here, here - 100] : [here];
}

function datesOfMonth({ date, monthsAhead }: Extract<DaySaid, { kind: 'dateOfMonth' }>, context: DayContext): Day[] {
  const { year, month } = dateOf(context.today);
  const first = year * 12 + month - 1;
  const at = (ahead: number) => dayOf(Math.floor((first + ahead) / 12), ((first + ahead) % 12) + 1, date) ?? [];
  if (monthsAhead !== undefined) return [at(monthsAhead)].flat();
  return nearestFirst(Array.from({ length: 7 }, (_, index) => at(index - 3)).flat(), context);
}

/** "В пятницу" is the next one there is, "в следующую" the one of the week that begins on Monday, on a Sunday as well. */
function weekdays({ weekday, which }: Extract<DaySaid, { kind: 'weekday' }>, context: DayContext): Day[] {
  const { today, prefer, todayToo = false } = context;
  const inThisWeek = today - weekdayOf(today) + weekday;
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  if (which === 'next') return [inThisWeek + 7];
  if (which === 'last' || (which === undefined && prefer === 'past')) return [today + ahead - 7];
  if (ahead > 0) return [today + ahead, today + ahead + 7];
  return todayToo || which === 'this' ? [today, today + 7] : [today + 7, today];
}

function inWeeks(ahead: number, weekday: number | undefined, { today }: DayContext): Day[] {
  const same = today + ahead * 7;
  return [weekday === undefined ? same : same - weekdayOf(today) + weekday];
}

function nearestFirst(days: Day[], { today, prefer }: DayContext): Day[] {
  const wanted = days.filter(each => (prefer === 'past' ? each <= today : each >= today));
  const other = days.filter(each => !wanted.includes(each));
  const byDistance = (a: Day, b: Day) => Math.abs(a - today) - Math.abs(b - today);
  return [...wanted.sort(byDistance), ...other.sort(byDistance)];
}
