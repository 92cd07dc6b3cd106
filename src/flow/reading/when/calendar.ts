/** A day of the calendar: days since 1 January 1970. */
export type Day = number;

const ms = 86_400_000;

/** The day of a date, `month` 1–12; undefined where the calendar has no such date. */
export function dayOf(year: number, month: number, date: number): Day | undefined {
  if (month < 1 || month > 12 || date < 1 || date > 31 || year < 1 || year > 9999) return undefined;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, date);
  return at.getUTCMonth() === month - 1 ? at.getTime() / ms : undefined;
}

export function dateOf(day: Day): { year: number; month: number; date: number } {
  const at = new Date(day * ms);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/** 1 is Monday, 7 Sunday. */
export function weekdayOf(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The same date some months later; the last of the month where there is none (31 January, a month on: 28 February). */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = dateOf(day);
  const ahead = year * 12 + month - 1 + months;
  for (let last = date; last > 27; last--) {
    const found = dayOf(Math.floor(ahead / 12), (ahead % 12) + 1, last);
    if (found !== undefined) return found;
  }
  return dayOf(Math.floor(ahead / 12), (ahead % 12) + 1, Math.min(date, 28)) ?? day;
}

export function isoDate(day: Day): string {
  return new Date(day * ms).toISOString().slice(0, 10);
}

/** The day of an ISO date (`2026-05-12`); undefined for anything else. */
export function parseIsoDate(text: string): Day | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return year === undefined ? undefined : dayOf(Number(year), Number(month), Number(date));
}
