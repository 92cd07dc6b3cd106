import { addMonths, type Day, parseIsoDate } from './calendar.ts';
import { day as dayMs, instantOf, minute as minuteMs, type Wall, wallOf } from './zone.ts';

/** An edge of what is taken, as an author writes it: a date, a date with a time, or so much before or after now. */
export type Bound =
  | { kind: 'fixed'; day: Day; minutes?: number }
  | { kind: 'relative'; amount: number; unit: 'm' | 'h' | 'd' | 'w' | 'mo' | 'y' };

/** Where an edge lies at this moment: the day that still counts, and the instant. */
export interface Edge {
  day: Day;
  at: Date;
}

/**
 * Reads `2026-05-12`, `2026-05-12 10:00`, `today`, `now`, `+30d`, `today - 18y`; units m, h, d, w, mo, y. Undefined for anything else.
 */
export function parseBound(text: string): Bound | undefined {
  const said = text.trim().toLowerCase();
  const fixed = /^(\d{4}-\d\d-\d\d)(?:[t ](\d\d):(\d\d))?$/.exec(said);
  if (fixed) {
    const day = parseIsoDate(fixed[1] ?? '');
    if (day === undefined || Number(fixed[2] ?? 0) > 23 || Number(fixed[3] ?? 0) > 59) return undefined;
    return { kind: 'fixed', day, ...(fixed[2] !== undefined && { minutes: Number(fixed[2]) * 60 + Number(fixed[3]) }) };
  }
  if (said === 'today') return { kind: 'relative', amount: 0, unit: 'd' };
  if (said === 'now') return { kind: 'relative', amount: 0, unit: 'm' };
  const [, sign, amount, unit] = /^(?:today|now)?\s*([+-])\s*(\d{1,5})\s*(m|h|d|w|mo|y)$/.exec(said) ?? [];
  if (unit !== 'm' && unit !== 'h' && unit !== 'd' && unit !== 'w' && unit !== 'mo' && unit !== 'y') return undefined;
  return { kind: 'relative', amount: Number(amount) * (sign === '-' ? -1 : 1), unit };
}

/** Where an edge lies now. A whole day is taken from its beginning (`min`) to its end (`max`), both of the time zone. */
export function edgeOf(bound: Bound, side: 'min' | 'max', { now, timeZone }: { now: Date; timeZone: string }): Edge {
  if (bound.kind === 'relative' && (bound.unit === 'm' || bound.unit === 'h')) {
    const at = new Date(now.getTime() + bound.amount * (bound.unit === 'h' ? 60 : 1) * minuteMs);
    return { at, day: Math.floor(wallOf(at, timeZone) / dayMs) };
  }
  const today = Math.floor(wallOf(now, timeZone) / dayMs);
  const day = bound.kind === 'fixed' ? bound.day : shifted(today, bound.amount, bound.unit);
  const minutes = bound.kind === 'fixed' ? bound.minutes : undefined;
  return { day, at: instantOf(wallAt(day, minutes ?? (side === 'min' ? 0 : 1439)), timeZone) };
}

/** The clock on the wall so many minutes into a day. */
export function wallAt(day: Day, minutes: number): Wall {
  return day * dayMs + minutes * minuteMs;
}

function shifted(today: Day, amount: number, unit: Extract<Bound, { kind: 'relative' }>['unit']): Day {
  if (unit === 'mo') return addMonths(today, amount);
  if (unit === 'y') return addMonths(today, amount * 12);
  return today + amount * (unit === 'w' ? 7 : 1);
}
