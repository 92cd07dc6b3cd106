import { expect, it } from 'vitest';
import { fitsPattern } from '../../src/lib/bounded-pattern.ts';

it('a text fits a pattern or not', () => {
  expect(fitsPattern(/^[а-яё]+(-[а-яё]+)*$/iu, 'Салтыкова-Щедрина')).toBe(true);
  expect(fitsPattern(/^\d+$/u, '12а')).toBe(false);
});

it('a pattern that tries the same letters in ever new ways ends soon, and does not fit', () => {
  const began = performance.now();
  expect(fitsPattern(/^(a+)+$/u, `${'a'.repeat(2000)}!`)).toBe(false);
  expect(fitsPattern(/.*.*.*.*.*.*.*x/u, 'a'.repeat(2000))).toBe(false);
  expect(performance.now() - began).toBeLessThan(5000);
});
