/** A reading of the clock on the wall: milliseconds since 1970 as if that clock showed UTC. Counting with it knows no summer time. */
export type Wall = number;

export const minute = 60_000;
export const day = 1440 * minute;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock in a time zone (IANA) shows at an instant, to the minute. A zone that nobody knows counts as UTC. */
export function wallOf(instant: Date, timeZone: string): Wall {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day: date = 1, hour = 0, minute: past = 0 } = parts;
  return Date.UTC(year, month - 1, date, hour, past);
}

/**
 * When a clock in a time zone shows this. Where the clock is put forward and never shows it, the time is counted on from before the jump
 * (02:30 becomes 03:30); where it is put back and shows it twice, the first time is meant.
 */
export function instantOf(wall: Wall, timeZone: string): Date {
  const offsetNear = (at: number): number => wallOf(new Date(at), timeZone) - at;
  // Changes of a zone are months apart, so the offsets of the day before and after are all there are.
  const candidates = [wall - offsetNear(wall - day), wall - offsetNear(wall + day)].sort((a, b) => a - b);
  const shown = candidates.find(at => wallOf(new Date(at), timeZone) === wall);
  return new Date(shown ?? Math.max(...candidates));
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone) ?? createFormat(timeZone);
  formats.set(timeZone, known);
  return known;
}

function createFormat(timeZone: string): Intl.DateTimeFormat {
  const options = {
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  } as const;
  try {
    return new Intl.DateTimeFormat('en', { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' });
  }
}
