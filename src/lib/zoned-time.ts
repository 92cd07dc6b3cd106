const minuteMs = 60_000;
const dayMs = 86_400_000;

export interface ZonedTime {
  /** `YYYY-MM-DD`. */
  day: string;
  hour: number;
  minute: number;
}

/** What calendar and clock of `timeZone` (IANA) show at an instant. A zone that nobody knows counts as UTC, here and below. */
export function zonedTime(instant: Date, timeZone: string): ZonedTime {
  const wall = new Date(instant.getTime() + offsetMs(instant, timeZone));
  return { day: wall.toISOString().slice(0, 10), hour: wall.getUTCHours(), minute: wall.getUTCMinutes() };
}

/** The time of day of `HH:MM`. */
export function timeOfDay(clock: string): Pick<ZonedTime, 'hour' | 'minute'> {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return { hour, minute };
}

/**
 * The instant at which the clock of `timeZone` shows that day and time. A time that the clocks leap over is the same stretch later,
 * one that comes twice is the first.
 */
export function instantOf(day: string, { hour, minute }: Pick<ZonedTime, 'hour' | 'minute'>, timeZone: string): Date {
  const wall = Date.parse(`${day}T00:00:00Z`) + (hour * 60 + minute) * minuteMs;
  const before = offsetMs(new Date(wall - dayMs), timeZone);
  const after = offsetMs(new Date(wall + dayMs), timeZone);
  const [early, late] = [wall - before, wall - after];
  if (offsetMs(new Date(early), timeZone) === before) return new Date(early);
  return offsetMs(new Date(late), timeZone) === after ? new Date(late) : new Date(early);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** How far the clocks of a zone are ahead of UTC at an instant. Clocks are changed on the quarter of an hour, so one reading serves all of it. */
function offsetMs(instant: Date, timeZone: string): number {
  const quarter = Math.floor(instant.getTime() / quarterMs);
  const known = offsets.get(timeZone) ?? new Map<number, number>();
  offsets.set(timeZone, known);
  const offset = known.get(quarter) ?? readOffset(new Date(quarter * quarterMs), timeZone);
  if (known.size > mostQuarters) known.clear();
  known.set(quarter, offset);
  return offset;
}

const quarterMs = 15 * minuteMs;
const mostQuarters = 1000;
const offsets = new Map<string, Map<number, number>>();

function readOffset(instant: Date, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant.getTime();
}

/** The zone itself, or UTC for a name that this machine does not know. */
export function knownZone(timeZone: string): string {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const zone = isZone(timeZone) ? timeZone : 'UTC';
  zones.set(timeZone, zone);
  return zone;
}

const zones = new Map<string, string>();

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: knownZone(timeZone),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}
