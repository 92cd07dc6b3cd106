import { type Contact, getContacts } from '../../contacts/index.ts';
import { addDays, instantOf, timeOfDay, zonedTime } from '../../lib/zoned-time.ts';
import type { Rule } from '../../rules/index.ts';
import { streamAudience } from '../../segments/index.ts';
import type { Automation } from '../automation.ts';
import { anniversaryIn, dayOfDate, fieldOfCard, readCardDate, zoneOf } from '../moments.ts';
import { type LookMeans, type Of, ofKind } from './look.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
/** The clocks of the world are so far ahead of UTC and behind it. */
const zonesMs = 14 * hourMs;

export type DateAutomation = Of<'date'>;
export const ofDates = (automations: readonly Automation[]): DateAutomation[] => ofKind(automations, 'date');

/** When an automation is due for somebody, and for which day of the calendar: each day once. */
export interface DueDate {
  contact: string;
  /** `YYYY-MM-DD`: the day on which it is done. */
  day: string;
  at: Date;
}

/** When it is due for a contact from one moment on and before another. Pure. */
export function dueDatesOf(
  { trigger: { field, days, time, yearly } }: DateAutomation,
  contact: Contact,
  { from, to, timeZone }: { from: Date; to: Date; timeZone: string },
): DueDate[] {
  const date = readCardDate(fieldOfCard(contact, field));
  if (!date || contact.deletedAt || contact.mergedInto) return [];
  const zone = zoneOf(contact, timeZone);
  const told = dayOfDate(date, zone);
  const year = Number(zonedTime(from, zone).day.slice(0, 4));
  const occurrences = yearly ? [-1, 0, 1, 2].map(more => anniversaryIn(year + more, told)) : told.startsWith('--') ? [] : [told];
  return occurrences.flatMap(occurrence => {
    const day = addDays(occurrence, days);
    const at = instantOf(day, timeOfDay(time), zone);
    return at >= from && at < to ? [{ contact: contact.id, day, at }] : [];
  });
}

/** Everybody for whom it is due from one moment on and before another: one rule over the traits, then their own clocks. */
export async function findDueDates(
  automation: DateAutomation,
  { from, to, now, timeZone }: LookMeans & { from: Date; to: Date },
): Promise<DueDate[]> {
  const found: DueDate[] = [];
  for await (const ids of streamAudience(ruleOf(automation, from, to), { now, timeZone })) {
    for (const contact of await getContacts(ids)) found.push(...dueDatesOf(automation, contact, { from, to, timeZone }));
  }
  return found;
}

/** Whoever may be due somewhere on earth: the dates of the fields, not of the deed. */
function ruleOf({ trigger: { field, days, yearly } }: DateAutomation, from: Date, to: Date): Rule {
  const first = addDays(new Date(from.getTime() - zonesMs).toISOString().slice(0, 10), -days - 1);
  const last = addDays(new Date(to.getTime() + zonesMs).toISOString().slice(0, 10), -days + 1);
  const path = `contact.${field}`;
  if (!yearly) return { field: path, op: 'between', value: [first, last] };
  const wanted: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) wanted.push(day.slice(4));
  // Kept on the 28th in a year without it.
  if (wanted.includes('-02-28')) wanted.push('-02-29');
  const onDays: Rule[] = [...new Set(wanted)].map(value => ({ field: path, op: 'contains', value }));
  // A date with its hour is no text that could be looked into: everybody who has one is read.
  const isInstant: Rule = {
    all: [{ field: path, op: 'exists', value: true }, { none: [{ field: path, op: 'contains', value: '-' }] }],
  };
  return { any: [...onDays, isInstant] };
}

/** What was missed is made up for this long. */
export const madeUpMs = dayMs;
