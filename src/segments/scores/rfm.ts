/**
 * RFM: everybody who has bought is put into fifths by how lately, how often and for how much (quintiles: A. Hughes, Strategic Database Marketing).
 * ABC: whoever brings the first 80 % of the money is A, the next 15 % B, the last 5 % C (the usual shares of a Pareto analysis). Pure.
 */
export const rfmGroups = ['champions', 'loyal', 'potential', 'new', 'attention', 'sleeping', 'risk', 'precious', 'lost'] as const;
export type RfmGroup = (typeof rfmGroups)[number];
export const abcClasses = ['A', 'B', 'C'] as const;
export type AbcClass = (typeof abcClasses)[number];

/** What somebody's orders come to. `last` in milliseconds since 1970. */
export interface Bought {
  last: number;
  count: number;
  sum: number;
}

/** The least values of fifths 2, 3, 4 and 5; null where nobody reaches one. */
export type Cuts = [number | null, number | null, number | null, number | null];

/** Where one fifth and one class end and the next begins. */
export interface Thresholds {
  recency: Cuts;
  frequency: Cuts;
  money: Cuts;
  /** The least sums of A and of B. */
  abc: { a: number | null; b: number | null };
}

/** The thresholds of a whole base; its columns are sorted in place. */
export function thresholdsOf({ last, count, sum }: { last: Float64Array; count: Float64Array; sum: Float64Array }): Thresholds {
  return { recency: cutsOf(last), frequency: cutsOf(count), money: cutsOf(sum), abc: abcOf(sum) };
}

/** How somebody stands against thresholds. */
export function scoreOf({ last, count, sum }: Bought, { recency, frequency, money, abc }: Thresholds) {
  const r = fifthOf(last, recency);
  const f = fifthOf(count, frequency);
  const m = fifthOf(sum, money);
  return { recency: r, frequency: f, money: m, cell: `${r}-${f}-${m}`, group: groupOf(r, f, m), abc: classOf(sum, abc) };
}

/**
 * Where the fifths of a column begin. Equal values share the fifth in which their middle lies: where most have bought once, one order is neither the
 * worst nor the best fifth.
 */
function cutsOf(column: Float64Array): Cuts {
  column.sort();
  const cuts: Cuts = [null, null, null, null];
  for (let from = 0; from < column.length; ) {
    const value = column[from] ?? 0;
    let to = from;
    while (to < column.length && column[to] === value) to++;
    const fifth = Math.min(5, Math.floor((5 * ((from + to) / 2)) / column.length) + 1);
    for (let k = 2; k <= fifth; k++) cuts[k - 2] ??= value;
    from = to;
  }
  return cuts;
}

function fifthOf(value: number, cuts: Cuts): number {
  return 1 + cuts.filter(cut => cut !== null && value >= cut).length;
}

const shareOfA = 0.8;
const shareOfB = 0.95;

/** Whoever begins within the first 80 % is A, so that there is one even where one brings everything. The column is sorted already. */
function abcOf(sums: Float64Array): Thresholds['abc'] {
  const total = sums.reduce((whole, sum) => whole + Math.max(0, sum), 0);
  let before = 0;
  let a: number | null = null;
  let b: number | null = null;
  for (let i = sums.length - 1; i >= 0; i--) {
    const sum = sums[i] ?? 0;
    if (sum <= 0) break;
    if (before < shareOfA * total) a = sum;
    if (before < shareOfB * total) b = sum;
    before += sum;
  }
  return { a, b };
}

function classOf(sum: number, { a, b }: Thresholds['abc']): AbcClass {
  if (a !== null && sum >= a) return 'A';
  return b !== null && sum >= b ? 'B' : 'C';
}

/** Rows: recency 1 to 5; columns: the mean of frequency and money, 1 to 5. */
const groups: readonly (readonly RfmGroup[])[] = [
  ['lost', 'lost', 'risk', 'precious', 'precious'],
  ['lost', 'sleeping', 'risk', 'risk', 'precious'],
  ['sleeping', 'attention', 'attention', 'loyal', 'loyal'],
  ['new', 'potential', 'potential', 'loyal', 'champions'],
  ['new', 'potential', 'loyal', 'champions', 'champions'],
];

function groupOf(recency: number, frequency: number, money: number): RfmGroup {
  return groups[recency - 1]?.[Math.round((frequency + money) / 2) - 1] ?? 'attention';
}
