import { z } from 'zod';
import { addDays, instantOf, zonedTime } from '../../lib/zoned-time.ts';

/** Spans that can be chosen by one click, in days up to and with today. */
export const spans = [7, 30, 90, 365] as const;
const usualSpan = 30;

const day = z.iso.date().optional().catch(undefined);

/** What a funnel is narrowed by, as it stands in the address. */
export const funnelQuery = z.object({
  days: z.coerce.number().int().min(1).max(3660).optional().catch(undefined),
  from: day,
  to: day,
  source: z.string().max(200).catch(''),
  revision: z.string().max(100).catch(''),
});
export type FunnelQuery = z.infer<typeof funnelQuery>;

export interface Range {
  /** `YYYY-MM-DD`, both included. */
  firstDay: string;
  lastDay: string;
  from: Date;
  /** The moment after the last day. */
  to: Date;
  /** Set where it is the latest so many days. */
  days?: number;
}

/** The days that are meant: two given ones in either order, one given one up to today, or the latest days. */
export function readRange({ days, from, to }: FunnelQuery, now: Date, timeZone: string): Range {
  const today = zonedTime(now, timeZone).day;
  if (from === undefined && to === undefined) {
    const span = days ?? usualSpan;
    return { ...between(addDays(today, 1 - span), today, timeZone), days: span };
  }
  const [firstDay = today, lastDay = today] = [from ?? addDays(to ?? today, 1 - usualSpan), to ?? today].sort();
  return between(firstDay, lastDay, timeZone);
}

function between(firstDay: string, lastDay: string, timeZone: string): Range {
  const midnight = { hour: 0, minute: 0 };
  return {
    firstDay,
    lastDay,
    from: instantOf(firstDay, midnight, timeZone),
    to: instantOf(addDays(lastDay, 1), midnight, timeZone),
  };
}

/** The part of an address that says the same again; empty parts are left out. */
export function rangeParts({ source, revision }: FunnelQuery, { firstDay, lastDay, days }: Range): Record<string, string> {
  const span: Record<string, string> = days === undefined ? { from: firstDay, to: lastDay } : { days: String(days) };
  return { ...span, ...(source && { source }), ...(revision && { revision }) };
}
