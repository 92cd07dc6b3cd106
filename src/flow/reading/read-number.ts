export type ReadNumber = { ok: true; number: number } | { ok: false };

interface Habits {
  language: 'ru' | 'en';
  unit?: string | undefined;
}

const approximately = /^(?:около|примерно|где то|где-то|приблизительно|порядка|до|about|around|approximately|~|≈)\s*/u;
const thousands: [words: RegExp, times: number][] = [
  [/^(?:тыс(?:\.|яч[аи]?)?|тр|т\.?р\.?|k|к|thousand)(?![\p{L}])/u, 1_000],
  [/^(?:млн\.?|миллион(?:а|ов)?|m|mln|million)(?![\p{L}])/u, 1_000_000],
];
/** What may follow a number: up to three words of letters, or a unit with a digit in it. */
const unitWords = /^(?:(?:кв\.?\s*)?(?:м2|m2|м²|m²)|[\p{L}₽$€%²³][\p{L}.²³]*(?:\s+[\p{L}.²³]+){0,2})?\.?$/u;

/** Reads a number as people write it: `42`, `42,5`, `1 200`, `1 200,50`, `1.2 тыс`, `около 40 метров`. Two numbers are none. */
export function readNumber(text: string, { language, unit }: Habits): ReadNumber {
  let rest = text.normalize('NFC').toLowerCase().replaceAll('ё', 'е').trim();
  if (rest.length > 100) return { ok: false };
  rest = rest.replace(approximately, '').replace(/^[₽$€]\s*/u, '');
  const found = /^([-−–+]?)\s*(\d[\d\s\u00a0\u202f'’.,]*)/u.exec(rest);
  if (!found?.[2]) return { ok: false };
  const digits = found[2].trimEnd();
  const amount = plainNumber(digits.replace(/[.,]$/, ''), language);
  if (amount === undefined) return { ok: false };
  const sign = found[1] === '-' || found[1] === '−' || found[1] === '–' ? -1 : 1;
  const { times, after } = multiplier(rest.slice(found[0].length).trim());
  if (!isUnit(after, unit)) return { ok: false };
  const number = Number((sign * amount * times).toPrecision(15));
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? { ok: true, number } : { ok: false };
}

function multiplier(rest: string): { times: number; after: string } {
  for (const [words, times] of thousands) {
    const found = words.exec(rest);
    if (found) return { times, after: rest.slice(found[0].length).trim() };
  }
  return { times: 1, after: rest };
}

function isUnit(rest: string, unit: string | undefined): boolean {
  return rest === '' || rest === unit?.toLowerCase() || unitWords.test(rest);
}

/** Groups of three by spaces or the other sign, one decimal sign; undefined for what is neither. */
function plainNumber(written: string, language: 'ru' | 'en'): number | undefined {
  const text = written.replace(/(?<=\d)[\s\u00a0\u202f'’](?=\d{3}(?!\d))/gu, '');
  if (/^\d+$/.test(text)) return Number(text);
  const decimal = decimalSign(text, language);
  const grouping = decimal === ',' ? '.' : ',';
  const [whole = '', fraction, ...more] = decimal ? text.split(decimal) : [text];
  if (more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined;
  const groups = whole.split(grouping);
  const grouped = groups.length === 1 || groups.slice(1).every(group => group.length === 3);
  if (!grouped || groups.some(group => !/^\d+$/.test(group))) return undefined;
  return Number(`${groups.join('')}.${fraction ?? '0'}`);
}

function decimalSign(text: string, language: 'ru' | 'en'): ',' | '.' | undefined {
  const comma = text.lastIndexOf(',');
  const point = text.lastIndexOf('.');
  if (comma >= 0 && point >= 0) return comma > point ? ',' : '.';
  const sign = comma >= 0 ? ',' : '.';
  if (text.indexOf(sign) !== text.lastIndexOf(sign)) return undefined;
  // "1,200" is a thousand and two hundred in English, and one and a fifth in Russian.
  return language === 'en' && sign === ',' && /^\d{1,3},\d{3}$/.test(text) ? undefined : sign;
}
