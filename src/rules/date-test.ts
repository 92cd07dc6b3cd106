import { addDays } from '../lib/zoned-time.ts';
import { anniversaryDays, dayOf, isDay, periodMs, startOfDay } from './dates.ts';
import type { RuleFacts } from './facts.ts';
import type { Condition } from './schema.ts';

export type DateCondition = Extract<
  Condition,
  { op: 'before' | 'after' | 'on' | 'olderThan' | 'newerThan' | 'anniversaryWithin' | 'between' }
>;

/** A span of time for both forms in which dates are kept: instants (Date) and calendar days (text `YYYY-MM-DD`). Ends are exclusive. */
interface Span {
  from?: { instant: Date; day: string };
  to?: { instant: Date; day: string };
}

export interface DateTest {
  matches(value: unknown): boolean;
  /** The same test as a MongoDB filter of one field. */
  filter(field: string): Record<string, unknown>;
}

/** A date that is kept as text: what people answered. An instant kept as text begins with its day, so it is compared by that. */
const dayPattern = '^\\d{4}-\\d\\d-\\d\\d';

/** The test of a date condition at a moment, once for both readings of the rule. */
export function dateTest(condition: DateCondition, { now, timeZone }: Pick<RuleFacts, 'now' | 'timeZone'>): DateTest {
  if (condition.op === 'anniversaryWithin') return anniversaryTest(dayOf(now, timeZone), Number.parseInt(condition.value, 10));
  return spanTest(spanOf(condition, now, timeZone));
}

function spanOf(condition: Exclude<DateCondition, { op: 'anniversaryWithin' }>, now: Date, timeZone: string): Span {
  const edge = (date: string, after = false) => edgeOf(date, timeZone, after);
  switch (condition.op) {
    case 'before':
      return { to: edge(condition.value) };
    case 'after':
      return { from: edge(condition.value, true) };
    case 'on':
      return { from: edge(toDay(condition.value, timeZone)), to: edge(toDay(condition.value, timeZone), true) };
    case 'between':
      return { from: edge(String(condition.value[0])), to: edge(String(condition.value[1]), true) };
    case 'olderThan':
      return { to: edge(new Date(now.getTime() - periodMs(condition.value)).toISOString()) };
    case 'newerThan':
      return { from: edge(new Date(now.getTime() - periodMs(condition.value)).toISOString()) };
  }
}

/** Where a date begins or, with `after`, where it is over: of a day its midnights, of an instant the instant and the next millisecond. */
function edgeOf(date: string, timeZone: string, after: boolean): { instant: Date; day: string } {
  if (isDay(date)) {
    const day = after ? addDays(date, 1) : date;
    return { instant: startOfDay(day, timeZone), day };
  }
  const instant = new Date(Date.parse(date) + (after ? 1 : 0));
  const day = dayOf(instant, timeZone);
  return { instant, day: after ? addDays(day, 1) : day };
}

function toDay(date: string, timeZone: string): string {
  return isDay(date) ? date : dayOf(new Date(date), timeZone);
}

function spanTest({ from, to }: Span): DateTest {
  return {
    matches(value) {
      if (value instanceof Date) return (!from || value >= from.instant) && (!to || value < to.instant);
      return (
        typeof value === 'string' && new RegExp(dayPattern).test(value) && (!from || value >= from.day) && (!to || value < to.day)
      );
    },
    filter(field) {
      const instant = { ...(from && { $gte: from.instant }), ...(to && { $lt: to.instant }) };
      const day = { ...(from && { $gte: from.day }), ...(to && { $lt: to.day }), $regex: dayPattern };
      return oneElement(field, [instant, day]);
    },
  };
}

/** One value has to hold a whole condition: of a list one element, not one for each half of it. */
export function oneElement(field: string, conditions: Record<string, unknown>[]): Record<string, unknown> {
  const single = { $nor: [{ [field]: { $type: 'array' } }] };
  // DocumentDB dies of a range within $elemMatch that it looks up in an index of several fields; behind two negations it does not look.
  const elements = conditions.map(condition => ({ $nor: [{ $nor: [{ [field]: { $elemMatch: condition } }] }] }));
  return { $or: [...elements, { $and: [single, { $or: conditions.map(condition => ({ [field]: condition })) }] }] };
}

/** Birthdays: a text that ends with month and day (`YYYY-MM-DD`, `--MM-DD` of ISO 8601 and vCard, `MM-DD`). */
function anniversaryTest(today: string, within: number): DateTest {
  const source = `^(\\d{4}-|--)?(${anniversaryDays(today, within).join('|')})$`;
  const pattern = new RegExp(source);
  return {
    matches: value => typeof value === 'string' && pattern.test(value),
    filter: field => ({ [field]: { $regex: source } }),
  };
}
