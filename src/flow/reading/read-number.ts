import { numberWords } from './number-words.ts';
import { readNumberWords } from './read-number-words.ts';

/** `literal`: digits alone, so nothing has to be said back. */
export type ReadNumber = { ok: true; number: number; literal: boolean } | { ok: false };

interface Habits {
  language: 'ru' | 'en';
  unit?: string | undefined;
}

const leading =
  /^(?:около|примерно|где-?\s?то|приблизительно|порядка|ориентировочно|до|about|around|approximately|approx|roughly|всего|будет|нас|мне|нам|у меня|у нас|это|есть|i am|i'm|we are|it is|it's|~|≈)(?![\p{L}])\s*/u;
const scales: [words: RegExp, times: number][] = [
  [/^(?:млрд\.?|миллиард(?:а|ов)?|bn|billion)(?![\p{L}])/u, 1_000_000_000],
  [/^(?:млн\.?|миллион(?:а|ов|чик)?|m|mln|million)(?![\p{L}])/u, 1_000_000],
  [/^(?:тыс(?:яч[аиу]?|\.)?|тыщ[аиу]?|тр|т\.?р\.?|k|к|тыс\.?р\.?|thousand)(?![\p{L}])/u, 1_000],
];
/** What may follow a number: up to three words of letters, or a unit with a digit in it. */
const unitWords = /^(?:(?:кв\.?\s*)?(?:м2|m2|м²|m²)|[\p{L}₽$€%²³][\p{L}.²³]*(?:\s+[\p{L}.²³]+){0,2})?\.?$/u;
const doubtful = /(?:^|\s)(?:или|либо|or|to|до|по|не|больше|меньше|более|менее|plus|plusminus|минус|плюс)(?:\s|$)/u;

/**
 * Reads a number as people write it: `42`, `42,5`, `1 200`, `1.2 тыс`, `сорок два`, `полторы тысячи`, `2 млн 300 тыс`, `около 40 метров`.
 * Two numbers are none.
 */
export function readNumber(text: string, { language, unit }: Habits): ReadNumber {
  const written = text.normalize('NFC').toLowerCase().replaceAll('ё', 'е').trim();
  if (written.length > 100) return { ok: false };
  const { sign, rest } = readSign(withoutLeading(written).replace(/^[₽$€]\s*/u, ''));
  const sum = readSum(rest, language);
  if (!sum || !isUnit(sum.rest, unit)) return { ok: false };
  const number = Number((sign * sum.amount).toPrecision(15));
  const { literal } = sum;
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? { ok: true, number, literal } : { ok: false };
}

function withoutLeading(text: string): string {
  const rest = text.replace(leading, '');
  return rest.replace(leading, '').replace(/^an?\s+(?=\p{L})/u, '');
}

function readSign(text: string): { sign: 1 | -1; rest: string } {
  const minus = /^(?:[-−–]|минус\s|minus\s)\s*/u.exec(text);
  return minus ? { sign: -1, rest: text.slice(minus[0].length) } : { sign: 1, rest: text.replace(/^\+\s*/, '') };
}

interface Sum {
  amount: number;
  literal: boolean;
  rest: string;
}

/** "2 млн 300 тыс": amounts of ever smaller scale. */
function readSum(text: string, language: 'ru' | 'en'): Sum | undefined {
  let sum: Sum = { amount: 0, literal: true, rest: text };
  let least = Number.POSITIVE_INFINITY;
  for (let first = true; ; first = false) {
    const said = readAmount(sum.rest, language);
    const scale = readScale(said?.rest ?? sum.rest);
    if (!said && (scale.times === 1 || !first)) return first ? undefined : sum;
    // "Пять шесть" and "5 тыс 5 тыс" are two numbers; what is left then is no unit either.
    if (!first && (scale.times >= least || (said?.amount ?? 1) * scale.times >= least)) return undefined;
    sum = {
      amount: sum.amount + (said?.amount ?? 1) * scale.times,
      literal: first && said?.literal === true && scale.times === 1,
      rest: scale.rest,
    };
    least = scale.times;
    if (scale.times === 1) return sum;
  }
}

function readScale(text: string): { times: number; rest: string } {
  for (const [words, times] of scales) {
    const found = words.exec(text);
    if (found) return { times, rest: text.slice(found[0].length).trim() };
  }
  return { times: 1, rest: text };
}

function readAmount(text: string, language: 'ru' | 'en'): Sum | undefined {
  const found = /^(\d[\d\s\u00a0\u202f'’.,]*)/u.exec(text);
  if (!found?.[1]) {
    const said = readNumberWords(text);
    return said && { ...said, literal: false };
  }
  const amount = plainNumber(found[1].trimEnd().replace(/[.,]$/, ''), language);
  return amount === undefined ? undefined : { amount, literal: true, rest: text.slice(found[0].length).trim() };
}

function isUnit(rest: string, unit: string | undefined): boolean {
  if (rest === '' || rest === unit?.toLowerCase()) return true;
  return unitWords.test(rest) && !doubtful.test(rest) && !rest.split(/[\s.]+/).some(word => numberWords.has(word));
}

/** Groups of three by spaces or the other sign, one decimal sign; undefined for what is neither. */
function plainNumber(written: string, language: 'ru' | 'en'): number | undefined {
  const text = written.replace(/(?<=\d)[\s\u00a0\u202f'’](?=\d{3}(?!\d))/gu, '');
  if (/^\d+$/.test(text)) return Number(text);
  const decimal = decimalSign(text, language);
  const grouping = decimal === ',' ? '.' : ',';
  const [whole = '', fraction, ...more] = decimal ? text.split(decimal) : [text];
  if (more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined;
  const parts = whole.split(grouping);
  const grouped = parts.length === 1 || parts.slice(1).every(part => part.length === 3);
  if (!grouped || parts.some(part => !/^\d+$/.test(part))) return undefined;
  return Number(`${parts.join('')}.${fraction ?? '0'}`);
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
