import { numberWords } from './number-words.ts';

/** Words that are an amount by themselves and stand beside no other numeral. */
const wholes: ReadonlyMap<string, number> = new Map([
  ['полтора', 1.5],
  ['полторы', 1.5],
  ['пол', 0.5],
  ['half', 0.5],
  ['двое', 2],
  ['трое', 3],
  ['четверо', 4],
  ['пятеро', 5],
  ['шестеро', 6],
  ['семеро', 7],
  ['десяток', 10],
  ['дюжина', 12],
  ['dozen', 12],
  ['сотня', 100],
]);

/** "Сто двадцать пять", "two hundred and fifty", "два с половиной", "полмиллиона". */
export function readNumberWords(text: string): { amount: number; rest: string } | undefined {
  const glued = /^пол(?=миллиона|тысячи|сотни)/u.exec(text);
  if (glued) return { amount: 0.5, rest: text.slice(3).trim() };
  let rest = text;
  let amount: number | undefined;
  let place = 4;
  for (;;) {
    const word = /^[\p{L}]+/u.exec(rest)?.[0] ?? '';
    const value = numberWords.get(word);
    const own = place === 4 ? wholes.get(word) : undefined;
    if (own !== undefined) return { amount: own, rest: after(rest, word) };
    if (value === undefined) break;
    if (word === 'hundred') amount = (amount ?? 1) * 100;
    else if (placeOf(value) >= place || (value >= 10 && value < 20 && place < 3)) return undefined;
    else amount = (amount ?? 0) + value;
    place = word === 'hundred' ? 3 : value === 0 ? 0 : placeOf(value);
    rest = after(rest, word).replace(/^and\s+(?!a\s)/, '');
  }
  if (amount === undefined) return undefined;
  const half = /^(?:с половиной|and a half)(?![\p{L}])/u.exec(rest);
  return half ? { amount: amount + 0.5, rest: rest.slice(half[0].length).trim() } : { amount, rest };
}

/** Hundreds 3, tens 2, units (and what is between ten and twenty) 1. */
function placeOf(value: number): number {
  if (value >= 100) return 3;
  return value >= 20 ? 2 : 1;
}

function after(text: string, word: string): string {
  return text.slice(word.length).replace(/^[\s-]+/, '');
}
