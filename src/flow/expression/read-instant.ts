import { instantOf } from '../../lib/zoned-time.ts';
import type { AnswerValue } from '../position.ts';

/** The instant that a value means: an ISO instant, or a calendar day, which begins at midnight there. Undefined for anything else. */
export function readInstant(value: AnswerValue | undefined, timeZone: string): Date | undefined {
  if (typeof value !== 'string') return undefined;
  if (isDay(value)) return instantOf(value, { hour: 0, minute: 0 }, timeZone);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return undefined;
  // A time without a zone is one on the contact's own clock.
  if (!/(?:Z|[+-]\d\d:?\d\d)$/.test(value)) return localInstant(value, timeZone);
  const instant = new Date(value);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** Whether a text is a calendar day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function localInstant(value: string, timeZone: string): Date | undefined {
  const [, day = '', hour, minute] = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)/.exec(value) ?? [];
  return isDay(day) ? instantOf(day, { hour: Number(hour), minute: Number(minute) }, timeZone) : undefined;
}
