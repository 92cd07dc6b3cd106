const words = (list: string, from: number): [word: string, value: number][] => list.split(' ').map((word, i) => [word, from + i]);

const ones = new Map([
  ...words('один два три четыре пять шесть семь восемь девять', 1),
  ...words('одну две', 1),
  ...words('one two three four five six seven eight nine', 1),
  ...words('двое трое четверо', 2),
]);
const teens = new Map([
  ...words('десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать', 10),
  ...words('ten eleven twelve thirteen fourteen fifteen', 10),
]);
const tens = new Map(
  ['двадцать тридцать сорок пятьдесят', 'twenty thirty forty fifty'].flatMap(list =>
    words(list, 0).map(([word, i]) => [word, 20 + 10 * i] as const),
  ),
);

const oneOf = (known: ReadonlyMap<string, number>): string => [...known.keys()].join('|');
const spoken = new RegExp(
  `(?<!\\p{L})(?:(${oneOf(tens)})(?:[ -](${oneOf(ones)}))?|(${oneOf(teens)})|(${oneOf(ones)}))(?!\\p{L})`,
  'gu',
);

/** "Через двадцать пять минут" as "через 25 минут": numbers that people write in words, up to 59. Pure. */
export function withDigits(text: string): string {
  return text.replace(spoken, (_all, ten?: string, one?: string, teen?: string, lone?: string) =>
    String((tens.get(ten ?? '') ?? 0) + (ones.get(one ?? lone ?? '') ?? 0) + (teens.get(teen ?? '') ?? 0)),
  );
}
