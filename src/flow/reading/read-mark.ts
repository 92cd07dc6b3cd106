import { normalize } from '../normalize.ts';
import { numberWords } from './number-words.ts';

/** School marks as they are called. */
const nouns: Readonly<Record<string, number>> = {
  единица: 1,
  единицу: 1,
  кол: 1,
  двойка: 2,
  двойку: 2,
  тройка: 3,
  тройку: 3,
  четверка: 4,
  четверку: 4,
  пятерка: 5,
  пятерку: 5,
  пятерочка: 5,
  пятерочку: 5,
  шестерка: 6,
  семерка: 7,
  восьмерка: 8,
  девятка: 9,
  девятку: 9,
  десятка: 10,
  десятку: 10,
};
const courtesy = new Set(
  'на ставлю поставлю поставила оценка балл балла баллов бал звезда звезды звезд конечно однозначно твердая твердую твердо из of out stars star points point i give it a rate mark'.split(
    ' ',
  ),
);

/** Reads a mark from 1 to `scale`: `4`, `4/5`, `4 из 5`, `четыре`, `пятёрка`, `★★★★`, `4️⃣`. Undefined for anything else. */
export function readMark(text: string, scale: number): number | undefined {
  const written = text.replaceAll('\ufe0f', '').replaceAll('🔟', '10').replaceAll('\u20e3', '').trim();
  const stars = /^(?:[★⭐🌟]\s*)+☆*$/u.test(written) ? [...written].filter(sign => '★⭐🌟'.includes(sign)).length : 0;
  const mark = stars > 0 ? stars : readNumeral(written, scale);
  return mark !== undefined && mark >= 1 && mark <= scale ? mark : undefined;
}

function readNumeral(written: string, scale: number): number | undefined {
  // A half, a minus or a span is no mark; a plus after it only makes it warmer.
  if (written.length > 60 || /\d\s*[.,–—-]\s*\d|[-−–]\s*\d|\d\s*[-−](?![\p{L}])/u.test(written)) return undefined;
  const words = normalize(written.replace(/(\d)\s*[/\\]\s*(\d)/g, '$1 из $2')).split(' ');
  const numbers = words
    .filter(word => !courtesy.has(word))
    .map(word => (Object.hasOwn(nouns, word) ? nouns[word] : undefined) ?? numberWords.get(word) ?? digits(word));
  const [mark, of = scale, ...more] = numbers;
  if (numbers.some(number => number === undefined) || more.length > 0 || of !== scale) return undefined;
  return numbers.length === 2 && !words.some(word => word === 'из' || word === 'of') ? undefined : mark;
}

function digits(word: string): number | undefined {
  return /^\d{1,2}$/.test(word) ? Number(word) : undefined;
}
