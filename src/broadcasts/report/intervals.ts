/** So many of how many. */
export interface Share {
  count: number;
  of: number;
}

export interface Interval {
  low: number;
  high: number;
}

/** Of the normal distribution, for 95 %. */
const z = 1.959963984540054;

/** Fewer in a group, or fewer who did it and who did not, say nothing for certain whatever comes out. */
export const fewest = { people: 30, each: 5 };

/** The share itself; of nobody it is 0. */
export const rateOf = ({ count, of }: Share): number => (of > 0 ? count / of : 0);

/** In which interval the true share lies with 95 %: Wilson's score interval (JASA 22, 1927, p. 209–212). Holds for small numbers and for 0 and 100 %, too. */
export function wilson({ count, of }: Share): Interval {
  if (of <= 0) return { low: 0, high: 1 };
  const share = count / of;
  const middle = share + z ** 2 / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  const whole = 1 + z ** 2 / of;
  return { low: count === 0 ? 0 : (middle - half) / whole, high: count === of ? 1 : (middle + half) / whole };
}

export interface Difference extends Interval {
  /** The first share less the second one: 0.02 is two percentage points. */
  value: number;
  /** Whether zero lies outside of the interval: the two do differ. */
  isClear: boolean;
  /** There are too few to say anything. */
  isTooFew: boolean;
}

/** How much two shares differ, with its 95 % interval: the hybrid score method (R. G. Newcombe, Statistics in Medicine 17, 1998, p. 873–890, method 10). */
export function difference(first: Share, second: Share): Difference {
  const [p, q] = [rateOf(first), rateOf(second)];
  const [a, b] = [wilson(first), wilson(second)];
  const value = p - q;
  const low = value - Math.hypot(p - a.low, b.high - q);
  const high = value + Math.hypot(a.high - p, q - b.low);
  const isTooFew = isSmall(first, second);
  return { value, low, high, isTooFew, isClear: !isTooFew && (low > 0 || high < 0) };
}

function isSmall(first: Share, second: Share): boolean {
  const did = first.count + second.count;
  const others = first.of + second.of - did;
  return Math.min(first.of, second.of) < fewest.people || did < fewest.each || others < fewest.each;
}
