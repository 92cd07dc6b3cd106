/** Whole numbers in words, in the forms in which they are said ("сорок", "около сорока", "без десяти"). */
const spelled: readonly (readonly [value: number, words: string])[] = [
  [0, 'ноль нуль нуля ноля zero'],
  [1, 'один одна одно одну одного одной one'],
  [2, 'два две двух двум two'],
  [3, 'три трех трем three'],
  [4, 'четыре четырех четырем four'],
  [5, 'пять пяти five'],
  [6, 'шесть шести six'],
  [7, 'семь семи seven'],
  [8, 'восемь восьми eight'],
  [9, 'девять девяти nine'],
  [10, 'десять десяти ten'],
  [11, 'одиннадцать одиннадцати eleven'],
  [12, 'двенадцать двенадцати twelve'],
  [13, 'тринадцать тринадцати thirteen'],
  [14, 'четырнадцать четырнадцати fourteen'],
  [15, 'пятнадцать пятнадцати fifteen'],
  [16, 'шестнадцать шестнадцати sixteen'],
  [17, 'семнадцать семнадцати seventeen'],
  [18, 'восемнадцать восемнадцати eighteen'],
  [19, 'девятнадцать девятнадцати nineteen'],
  [20, 'двадцать двадцати twenty'],
  [30, 'тридцать тридцати thirty'],
  [40, 'сорок сорока forty fourty'],
  [50, 'пятьдесят пятидесяти fifty'],
  [60, 'шестьдесят шестидесяти sixty'],
  [70, 'семьдесят семидесяти seventy'],
  [80, 'восемьдесят восьмидесяти eighty'],
  [90, 'девяносто девяноста ninety'],
  [100, 'сто ста hundred'],
  [200, 'двести двухсот'],
  [300, 'триста трехсот'],
  [400, 'четыреста четырехсот'],
  [500, 'пятьсот пятисот'],
  [600, 'шестьсот шестисот'],
  [700, 'семьсот семисот'],
  [800, 'восемьсот восьмисот'],
  [900, 'девятьсот девятисот'],
];

/** The value of each word, lower case, е for ё. */
export const numberWords: ReadonlyMap<string, number> = new Map(
  spelled.flatMap(([value, words]) => words.split(' ').map(word => [word, value] as const)),
);

const stems = [
  'перв втор треть четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат',
  'шестнадцат семнадцат восемнадцат девятнадцат двадцат',
]
  .join(' ')
  .split(' ');
const english = [
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth',
  'sixteenth seventeenth eighteenth nineteenth twentieth',
]
  .join(' ')
  .split(' ');
const endings = /^(?:ое|ого|ому|ый|ой|ом|ая|ую|его|ему|ем|е|ий|я|ю)$/u;

/** The number of an ordinal word: `третьего`, `двадцатое`, `fifth`; undefined for any other word. Up to 30; 21 and 31 are two words. */
export function ordinalOf(word: string): number | undefined {
  if (word === 'thirtieth') return 30;
  const said = english.indexOf(word);
  if (said >= 0) return said + 1;
  if (word.startsWith('тридцат') && endings.test(word.slice('тридцат'.length))) return 30;
  if (word === 'третий') return 3;
  const index = stems.findIndex(stem => word.startsWith(stem) && endings.test(word.slice(stem.length)));
  return index < 0 ? undefined : index + 1;
}
