import { describe, expect, it } from 'vitest';
import { type Bought, scoreOf, thresholdsOf } from '../../src/segments/scores/rfm.ts';

const day = 86_400_000;
const now = Date.parse('2026-03-02T09:00:00Z');
const bought = (daysAgo: number, count: number, sum: number): Bought => ({ last: now - daysAgo * day, count, sum });

function thresholds(people: Bought[]) {
  return thresholdsOf({
    last: Float64Array.from(people, ({ last }) => last),
    count: Float64Array.from(people, ({ count }) => count),
    sum: Float64Array.from(people, ({ sum }) => sum),
  });
}

describe('fifths', () => {
  const people = Array.from({ length: 10 }, (_, i) => bought(10 - i, i + 1, (i + 1) * 100));

  it('of ten who all differ each fifth has two', () => {
    const known = thresholds(people);
    expect(people.map(each => scoreOf(each, known).cell)).toEqual(
      [1, 1, 2, 2, 3, 3, 4, 4, 5, 5].map(fifth => `${fifth}-${fifth}-${fifth}`),
    );
  });

  it('who buys most lately, most often and for most money is a champion, and the opposite lost', () => {
    const known = thresholds(people);
    expect(people.map(each => scoreOf(each, known).group)).toMatchObject({ 0: 'lost', 9: 'champions' });
  });

  it('where most have bought once, one order is neither the worst fifth nor the best', () => {
    const mostOnce = [
      ...Array.from({ length: 7 }, () => bought(5, 1, 100)),
      bought(5, 2, 100),
      bought(5, 3, 100),
      bought(5, 9, 100),
    ];
    const known = thresholds(mostOnce);
    expect(mostOnce.map(each => scoreOf(each, known).frequency)).toEqual([2, 2, 2, 2, 2, 2, 2, 4, 5, 5]);
    expect(scoreOf(bought(5, 1, 100), known)).toMatchObject({ recency: 3, money: 3 });
  });

  it('somebody who came since the thresholds were made is put among the others', () => {
    const known = thresholds(people);
    expect(scoreOf(bought(0, 100, 1_000_000), known).cell).toBe('5-5-5');
    expect(scoreOf(bought(400, 1, 1), known).cell).toBe('1-1-1');
  });

  it('a base of one has its middle', () => {
    const only = bought(1, 1, 500);
    expect(scoreOf(only, thresholds([only]))).toMatchObject({ cell: '3-3-3', abc: 'A' });
  });

  it('a base without buyers has no thresholds and no faults', () => {
    expect(thresholds([])).toEqual({
      recency: [null, null, null, null],
      frequency: [null, null, null, null],
      money: [null, null, null, null],
      abc: { a: null, b: null },
    });
  });

  it('every cell has a group', () => {
    const groups = new Set<string>();
    const cuts = (from: number): [number, number, number, number] => [from + 1, from + 2, from + 3, from + 4];
    const known = { recency: cuts(0), frequency: cuts(0), money: cuts(0), abc: { a: 5, b: 3 } };
    for (let r = 0; r < 5; r++)
      for (let f = 0; f < 5; f++) for (let m = 0; m < 5; m++) groups.add(scoreOf({ last: r, count: f, sum: m }, known).group);
    expect([...groups].sort()).toEqual(
      ['attention', 'champions', 'lost', 'loyal', 'new', 'potential', 'precious', 'risk', 'sleeping'].sort(),
    );
  });
});

describe('classes', () => {
  it('the first 80 % of the money are A, the next 15 % B, the rest C', () => {
    const people = [700, 100, 100, 50, 25, 25].map(sum => bought(1, 1, sum));
    const known = thresholds(people);
    expect(people.map(each => scoreOf(each, known).abc)).toEqual(['A', 'A', 'A', 'B', 'C', 'C']);
  });

  it('who paid nothing, or got money back, is C', () => {
    const people = [100, 0, -50].map(sum => bought(1, 1, sum));
    const known = thresholds(people);
    expect(people.map(each => scoreOf(each, known).abc)).toEqual(['A', 'C', 'C']);
  });
});
