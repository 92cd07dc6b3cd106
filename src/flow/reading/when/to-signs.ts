import { numberWords, ordinalOf } from '../number-words.ts';
import { isOneSlip } from '../one-slip.ts';
import { longWords, vocabulary } from './vocabulary.ts';

/** Longer texts tell a story and no date. */
const lengthLimit = 120;

/**
 * A text in the signs of the grammar, one space between: numbers in digits (an ordinal as `5#`), known words as their sign, courtesy left
 * out, anything else as `?`. "Давайте в пятницу, двадцать пятого мая" becomes `AT D5 25# M5`. Undefined for what is too long.
 */
export function toSigns(text: string): string | undefined {
  const written = text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е').trim();
  if (written.length > lengthLimit) return undefined;
  const tokens = tidy(written).match(/\d+(?:[.,:/-]\d+)*#?|\p{L}+|[^\s\d\p{L}]/gu) ?? [];
  return foldNumbers(tokens.map(signOf))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/DAY AFTER T1/, 'T2');
}

/** Signs that only belong to the writing: the ends of ordinals, dots of abbreviations, spaces inside a date. */
function tidy(text: string): string {
  return (
    text
      .replace(/[’'`´]/g, '')
      .replace(/(?<![\p{L}\d])([ap])\s?\.\s?m\.?(?!\p{L})/gu, '$1m')
      .replace(/(\d)\s?([ap])\.?\s?m\.?(?!\p{L})/gu, '$1 $2m')
      .replace(/(?<!\d)(\d{4})\s?-?\s?(?:го|ого|й|ый)(?![\p{L}\d])/gu, '$1')
      .replace(/(?<!\d)(\d{1,2})\s?-?\s?(?:го|ого|ое|ому|е|му|st|nd|rd|th)(?![\p{L}\d])/gu, '$1#')
      .replace(/(?<!\d)(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d\d)(?!\d)/g, '$1$2$3$2$4')
      .replace(/(\d)\s*:\s*(\d)/g, '$1:$2')
      .replace(/(\d[.:]\d\d)\.(?=\s|$)/g, '$1')
      // A dash beside a word only parts; between numbers it makes a span of them.
      .replace(/(?<=\p{L}[\s.]*)[-–—]+|[-–—]+(?=\s*\p{L})/gu, ' ')
      .replace(/(?<=\p{L}[\s.]*)[./]|[./](?=\s*\p{L})|\.(?=\s|$)/gu, ' ')
      .replace(/[,;!?()"«»]+(?=\D|$)|(?<=\D)[,;!?()"«»]+/gu, ' ')
  );
}

interface Sign {
  sign: string;
  /** A number that was written in words, and may be half of one. */
  value?: number;
}

function signOf(token: string): Sign {
  if (/^[\d#]/.test(token)) return { sign: token };
  const value = numberWords.get(token);
  if (value !== undefined) return { sign: String(value), value };
  const ordinal = ordinalOf(token);
  if (ordinal !== undefined) return { sign: `${ordinal}#`, value: ordinal };
  const half = token.startsWith('пол') ? ordinalOf(token.slice(3)) : undefined;
  return { sign: vocabulary.get(token) ?? (half === undefined ? seeThroughSlip(token) : `HALF ${half}#`) };
}

function seeThroughSlip(token: string): string {
  if (token.length < 5) return '?';
  const meant = new Set(longWords.filter(([word]) => isOneSlip(token, word)).map(([, sign]) => sign));
  const [sign = '?'] = meant;
  return meant.size === 1 ? sign : '?';
}

/** "двадцать пять" is 25 and "тридцать первое" 31#, while "двадцать тридцать" is two numbers. */
function foldNumbers(signs: Sign[]): string[] {
  const folded: string[] = [];
  for (let at = 0; at < signs.length; at++) {
    const { sign = '', value = 0 } = signs[at] ?? {};
    const next = signs[at + 1];
    const tens = !sign.endsWith('#') && value >= 20 && value < 100 && value % 10 === 0;
    if (tens && next?.value !== undefined && next.value > 0 && next.value < 10) {
      folded.push(`${value + next.value}${next.sign.endsWith('#') ? '#' : ''}`);
      at++;
    } else folded.push(sign);
  }
  return folded;
}
