const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** A day (`2026-05-12`) is a calendar day of the contact's time zone; anything longer is an instant. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}

/** The calendar day of an instant there. */
export function dayOf(instant: Date, timeZone: string): string {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, format);
  return format.format(instant);
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The instant at which a day begins there: midnight, or the first moment after where the clocks leap over it. */
export function startOfDay(day: string, timeZone: string): Date {
  const key = `${timeZone} ${day}`;
  const known = starts.get(key);
  if (known !== undefined) return new Date(known);
  // A rule is held against many cards with the same few days; what is kept stays small all the same.
  if (starts.size > 1000) starts.clear();
  const start = findStart(day, timeZone);
  starts.set(key, start);
  return new Date(start);
}

const starts = new Map<string, number>();

function findStart(day: string, timeZone: string): number {
  const noon = Date.parse(`${day}T12:00:00Z`);
  let low = noon - 36 * hourMs;
  let high = noon + 36 * hourMs;
  // A day begins once, so the first instant of it can be halved in on, whatever the zone does with its clocks.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dayOf(new Date(middle), timeZone) < day) low = middle;
    else high = middle;
  }
  return high;
}

/** Milliseconds of `30d`, `12h`, `2w`. */
export function periodMs(text: string): number {
  const [, count, unit] = /^(\d+)\s*([dhw])$/.exec(text) ?? [];
  return Number(count) * (unit === 'h' ? hourMs : unit === 'w' ? 7 * dayMs : dayMs);
}

/** `MM-DD` of today and the following days; 29 February is kept on the 28th in a year without it. */
export function anniversaryDays(today: string, within: number): string[] {
  const days: string[] = [];
  for (let ahead = 0; ahead <= Math.min(within, 366); ahead++) {
    const day = addDays(today, ahead);
    days.push(day.slice(5));
    if (day.endsWith('-02-28') && !addDays(day, 1).endsWith('-02-29')) days.push('02-29');
  }
  return [...new Set(days)];
}
