import { describe, expect, it } from 'vitest';
import { difference, wilson } from '../../../src/broadcasts/report/intervals.ts';

// The tables of the article: R. G. Newcombe, Statistics in Medicine 17 (1998), p. 873–890, table II, method 10.
const published: [first: [number, number], second: [number, number], low: number, high: number][] = [
  [[56, 70], [48, 80], 0.0524, 0.3339],
  [[9, 10], [3, 10], 0.1705, 0.809],
  [[6, 7], [2, 7], 0.0582, 0.8062],
  [[5, 56], [0, 29], -0.0381, 0.1926],
  [[0, 10], [0, 20], -0.1611, 0.2775],
  [[10, 10], [0, 20], 0.6791, 1],
];

describe('the interval of a difference', () => {
  it.each(published)('of %j and %j is as published', ([a, n], [b, m], low, high) => {
    const found = difference({ count: a, of: n }, { count: b, of: m });
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  it('is clear where zero lies outside of it', () => {
    expect(difference({ count: 120, of: 1000 }, { count: 70, of: 1000 })).toMatchObject({ isClear: true, isTooFew: false });
    expect(difference({ count: 71, of: 1000 }, { count: 70, of: 1000 })).toMatchObject({ isClear: false, isTooFew: false });
  });

  it('is of too few where a group is small, or hardly anybody did it', () => {
    expect(difference({ count: 9, of: 10 }, { count: 1, of: 10 })).toMatchObject({ isClear: false, isTooFew: true });
    expect(difference({ count: 3, of: 5000 }, { count: 1, of: 5000 })).toMatchObject({ isTooFew: true });
  });

  it('turns around with its groups', () => {
    const [one, other] = [
      difference({ count: 40, of: 200 }, { count: 30, of: 300 }),
      difference({ count: 30, of: 300 }, { count: 40, of: 200 }),
    ];
    expect(one.low).toBeCloseTo(-other.high, 12);
    expect(one.high).toBeCloseTo(-other.low, 12);
  });
});

describe('the interval of a share', () => {
  it('is as published', () => {
    // R. G. Newcombe, Statistics in Medicine 17 (1998), p. 857–872, table I, method 3.
    expect(wilson({ count: 81, of: 263 })).toMatchObject({ low: expect.closeTo(0.2553, 4), high: expect.closeTo(0.3662, 4) });
    expect(wilson({ count: 0, of: 20 })).toMatchObject({ low: 0, high: expect.closeTo(0.1611, 4) });
  });

  it('of nobody is everything', () => {
    expect(wilson({ count: 0, of: 0 })).toEqual({ low: 0, high: 1 });
  });
});
