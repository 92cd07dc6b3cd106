import { addDays, instantOf, zonedTime } from '../../lib/zoned-time.ts';
import { type DurationUnit, durationMs } from '../duration.ts';
import type { AnswerValue } from '../position.ts';
import { isDay, readInstant } from './read-instant.ts';

/**
 * A date so much later or earlier. Days keep the time on the contact's clock, whatever the clocks do between; a calendar day stays one. What
 * is no date gives null.
 */
export function shiftDate(value: AnswerValue, { by, unit }: { by: number; unit: DurationUnit }, timeZone: string): AnswerValue {
  const days = unit === 'w' ? by * 7 : unit === 'd' ? by : undefined;
  if (days !== undefined && typeof value === 'string' && isDay(value)) return inRange(() => addDays(value, days));
  const instant = readInstant(value, timeZone);
  if (!instant) return null;
  if (days === undefined) return inRange(() => new Date(instant.getTime() + durationMs(by, unit)).toISOString());
  const wall = zonedTime(instant, timeZone);
  return inRange(() => instantOf(addDays(wall.day, days), wall, timeZone).toISOString());
}

/** Beyond the years of four digits nothing is computed. */
function inRange(compute: () => string): string | null {
  try {
    const date = compute();
    return /^\d{4}-/.test(date) ? date : null;
  } catch {
    return null;
  }
}
