/**
 * A calendar day as people write it, in the canonical form `YYYY-MM-DD`, or `--MM-DD` without a year: `12.05.1990`, `12/5/90`, `1990-05-12`,
 * `12 мая 1990`, `12 May`, `May 12, 1990`. With slashes the month comes first in the USA only. A year of two digits is the latest that lies
 * at most `ahead` years before us: none for birthdays. A time behind it is left out. Nothing for what is no day.
 */
export function readDay(text: string, { region, now = new Date(), ahead = 0 }: DayContext): string | undefined {
  const parts = numeric(text, region) ?? worded(text);
  if (!parts) return undefined;
  const year = parts.year === undefined ? undefined : fullYear(parts.year, now.getUTCFullYear() + ahead);
  return isDay(year ?? '2000', parts) ? `${year ?? '-'}-${two(parts.month)}-${two(parts.day)}` : undefined;
}

/**
 * The day that was probably meant by one that there is not, as it can be typed: `29.02.2020` for `31.02.2020`, `13.05.1990` for `05/13/1990`. To be
 * asked, never to be taken. Nothing where there is no telling.
 */
export function likelyDay(text: string, { region, now = new Date(), ahead = 0 }: DayContext): string | undefined {
  const parts = numeric(text, region) ?? worded(text);
  if (!parts || readDay(text, { region, now, ahead })) return undefined;
  const year = parts.year === undefined ? undefined : fullYear(parts.year, now.getUTCFullYear() + ahead);
  const swapped = { day: parts.month, month: parts.day };
  const last = { day: lastDay(year ?? '2000', parts.month), month: parts.month };
  const found = parts.month > 12 ? swapped : last;
  if (parts.day < 1 || parts.day > 31 || !isDay(year ?? '2000', found)) return undefined;
  return [two(found.day), two(found.month), year].filter(Boolean).join('.');
}

interface DayContext {
  region: string;
  now?: Date;
  ahead?: number;
}

interface Parts {
  day: number;
  month: number;
  year?: string;
}

function numeric(text: string, region: string): Parts | undefined {
  const iso = /^(\d{4}|-)-(\d{1,2})-(\d{1,2})(?:[T ]\d.*)?$/.exec(text);
  if (iso) return { day: Number(iso[3]), month: Number(iso[2]), ...(iso[1] !== '-' && iso[1] && { year: iso[1] }) };
  const [, first, mark, second, year] =
    /^(\d{1,2})\s*([./-])\s*(\d{1,2})(?:\s*[./-]\s*(\d{4}|\d{2})(?:,?\s+\d{1,2}:\d{2}(?::\d{2})?)?)?(?:\s*г\.?)?$/.exec(text) ??
    [];
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

function fullYear(year: string, latest: number): string {
  if (year.length === 4) return year;
  const near = Math.floor(latest / 100) * 100 + Number(year);
  return String(near <= latest ? near : near - 100);
}

function lastDay(year: string, month: number): number {
  return new Date(Date.UTC(Number(year), month, 0)).getUTCDate();
}

function isDay(year: string, { day, month }: Parts): boolean {
  const date = new Date(`${year}-${two(month)}-${two(day)}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === day && Number(year) >= 1000;
}

const two = (number: number) => String(number).padStart(2, '0');
