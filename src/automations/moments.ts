import type { Contact } from '../contacts/index.ts';
import { nextOpening } from '../lib/working-time.ts';
import { addDays, instantOf, knownZone, timeOfDay, zonedTime } from '../lib/zoned-time.ts';
import type { Automation, Wait } from './automation.ts';
import { customPrefix } from './field-problem.ts';

/** The clock that a person lives by. */
export const zoneOf = ({ timeZone }: Pick<Contact, 'timeZone'>, firm: string): string =>
  timeZone !== undefined && knownZone(timeZone) === timeZone ? timeZone : firm;

/** What stands in a field that the history of cards calls so. */
export function fieldOfCard(contact: Contact, field: string): unknown {
  if (field === 'birthday') return contact.birthday;
  return field.startsWith(customPrefix) ? contact.fields[field.slice(customPrefix.length)] : undefined;
}

/** A date as cards have it: a day (`2026-05-12`, `--05-12` without a year), or an instant in UTC. */
export type CardDate = { day: string } | { instant: Date };

export function readCardDate(value: unknown): CardDate | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^(\d{4}|-)-\d\d-\d\d$/.test(value)) return { day: value };
  const instant = /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : undefined;
  return instant && !Number.isNaN(instant.getTime()) ? { instant } : undefined;
}

/** The instant that a date means by a clock; of a day its first moment. Nothing for a day without a year. */
export function instantOfDate(date: CardDate, timeZone: string): Date | undefined {
  if ('instant' in date) return date.instant;
  return date.day.startsWith('--') ? undefined : instantOf(date.day, { hour: 0, minute: 0 }, timeZone);
}

/** The calendar day that a date means by a clock. */
export function dayOfDate(date: CardDate, timeZone: string): string {
  return 'day' in date ? date.day : zonedTime(date.instant, timeZone).day;
}

/** The day on which a date comes round in a year; 29 February on the 28th of a year without it. */
export function anniversaryIn(year: number, day: string): string {
  const monthDay = day.slice(-5);
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${year}-${monthDay === '02-29' && !isLeap ? '02-28' : monthDay}`;
}

/** Until when a wait lasts for whoever came to it at `since`; `missed` where its date is over or was never told. */
export function waitUntil(
  wait: Wait,
  { since, contact, timeZone }: { since: Date; contact: Contact; timeZone: string },
): Date | 'missed' {
  switch (wait.kind) {
    case 'for':
      return new Date(since.getTime() + wait.minutes * 60_000);
    case 'until': {
      const at = (days: number) => instantOf(addDays(zonedTime(since, timeZone).day, days), timeOfDay(wait.time), timeZone);
      const until = at(wait.days);
      // An hour of today that is over comes again tomorrow.
      return until > since ? until : at(wait.days + 1);
    }
    case 'date': {
      const date = readCardDate(fieldOfCard(contact, wait.field));
      const instant = date && instantOfDate(date, timeZone);
      return instant ? new Date(instant.getTime() + wait.minutes * 60_000) : 'missed';
    }
  }
}

/** When the next step may be done: the instant itself within the hours of the automation. */
export function withinHours(hours: Automation['hours'], now: Date, timeZone: string): Date {
  return hours ? (nextOpening(now, hours, timeZone) ?? now) : now;
}
