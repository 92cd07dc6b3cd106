/**
 * A calendar day as people write it, in the canonical form `YYYY-MM-DD`, or `--MM-DD` without a year: `12.05.1990`, `12/5/90`, `1990-05-12`,
 * `12 мая 1990`, `12 May`, `May 12, 1990`. With slashes the month comes first in the USA only. Nothing for what is no day.
 */
export function readDay(text: string, { region, now = new Date() }: { region: string; now?: Date }): string | undefined {
  const parts = numeric(text, region) ?? worded(text);
  if (!parts) return undefined;
  const year = parts.year === undefined ? undefined : fullYear(parts.year, now);
  return isDay(year ?? '2000', parts) ? `${year ?? '-'}-${two(parts.month)}-${two(parts.day)}` : undefined;
}

interface Parts {
  day: number;
  month: number;
  year?: string;
}

function numeric(text: string, region: string): Parts | undefined {
  const iso = /^(\d{4}|-)-(\d{1,2})-(\d{1,2})(?:T.*)?$/.exec(text);
  if (iso) return { day: Number(iso[3]), month: Number(iso[2]), ...(iso[1] !== '-' && iso[1] && { year: iso[1] }) };
  const [, first, mark, second, year] =
    /^(\d{1,2})\s*([./-])\s*(\d{1,2})(?:\s*[./-]\s*(\d{4}|\d{2}))?(?:\s*г\.?)?$/.exec(text) ?? [];
  if (!first || !second) return undefined;
  const [day, month] = region === 'US' && mark === '/' ? [second, first] : [first, second];
  return { day: Number(day), month: Number(month), ...(year && { year }) };
}

const months = [
  'янв|jan',
  'фев|feb',
  'мар|mar',
  'апр|apr',
  'ма[йя]|may',
  'июн|jun',
  'июл|jul',
  'авг|aug',
  'сен|sep',
  'окт|oct',
  'ноя|nov',
  'дек|dec',
].map(names => new RegExp(`^(${names})`, 'i'));

function worded(text: string): Parts | undefined {
  const found =
    /^(?<day>\d{1,2})(?:st|nd|rd|th)?\.?\s+(?<month>\p{L}{3,})\.?,?(?:\s+(?<year>\d{4}))?(?:\s*(?:г|года)\.?)?$/u.exec(text) ??
    /^(?<month>\p{L}{3,})\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(?<year>\d{4}))?$/u.exec(text);
  const { day, month = '', year } = found?.groups ?? {};
  const place = months.findIndex(name => name.test(month)) + 1;
  return day && place > 0 ? { day: Number(day), month: place, ...(year && { year }) } : undefined;
}

/** Two digits are the year of this century that is not ahead of us, otherwise of the last one: birthdays lie behind. */
function fullYear(year: string, now: Date): string {
  if (year.length === 4) return year;
  const century = Math.floor(now.getUTCFullYear() / 100);
  const near = century * 100 + Number(year);
  return String(near <= now.getUTCFullYear() ? near : near - 100);
}

function isDay(year: string, { day, month }: Parts): boolean {
  const date = new Date(`${year}-${two(month)}-${two(day)}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === day && Number(year) >= 1000;
}

const two = (number: number) => String(number).padStart(2, '0');
