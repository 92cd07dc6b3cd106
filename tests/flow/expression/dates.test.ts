import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/flow/expression/evaluate.ts';
import { parseExpression } from '../../../src/flow/expression/parse-expression.ts';
import type { AnswerValue } from '../../../src/flow/index.ts';

const now = new Date('2026-03-02T09:00:00Z');

function compute(source: string, values: Record<string, AnswerValue> = {}, timeZone = 'Europe/Berlin'): AnswerValue | undefined {
  const parsed = parseExpression(source);
  if (!parsed.ok) return undefined;
  const value = (path: readonly string[]) => {
    const key = path.join('.');
    return Object.hasOwn(values, key) ? (values[key] ?? null) : null;
  };
  return evaluate(parsed.expression, { value, now, timeZone });
}

describe('a shifted date', () => {
  it.each<[string, AnswerValue, AnswerValue]>([
    ['x - 1d', '2026-03-01', '2026-02-28'],
    ['x + 2w', '2026-03-01', '2026-03-15'],
    ['x - 1d', '2026-03-05T12:00:00Z', '2026-03-04T12:00:00.000Z'],
    // The clocks leap on 29 March: a day later is the same time on the wall, 24 hours later is not.
    ['x + 1d', '2026-03-28T11:00:00Z', '2026-03-29T10:00:00.000Z'],
    ['x + 24h', '2026-03-28T11:00:00Z', '2026-03-29T11:00:00.000Z'],
    ['x + 90m - 30m', '2026-03-05T12:00:00Z', '2026-03-05T13:00:00.000Z'],
    ['x - 2h', '2026-03-05', '2026-03-04T21:00:00.000Z'],
    ['x - 1d', 5, null],
    ['x - 1d', 'завтра', null],
    ['x - 1d', null, null],
    ['x + 99999w', '9999-12-31', null],
  ])('%s of %s is %s', (source, x, expected) => {
    expect(compute(source, { x })).toBe(expected);
  });

  it('is compared like any other', () => {
    expect(compute("now() + 1d > '2026-03-03'")).toBe(true);
    expect(compute('5 - 1d')).toBeNull();
    expect(compute('1d')).toBeUndefined();
    expect(compute('1d + x')).toBeUndefined();
  });
});

it('whatever is written, an expression is refused or computed, quickly and without touching what is not its own', () => {
  const words = [
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'x',
    'x.y',
    "'a'",
    '1',
    '1d',
    '2w',
    'now()',
    'round(',
    'concat(',
    'max(',
  ];
  const signs = ['+', '-', '*', '/', '%', '==', '<', 'and', 'or', 'not', '?', ':', '(', ')', ',', '.', '|'];
  const source = fc.oneof(
    fc.array(fc.constantFrom(...words, ...signs), { maxLength: 60 }).map(parts => parts.join(' ')),
    fc.string({ maxLength: 600 }),
  );
  fc.assert(
    fc.property(source, text => {
      const value = compute(text, { x: '2026-03-05' });
      expect(['string', 'number', 'boolean', 'object', 'undefined']).toContain(typeof value);
      if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(5000);
    }),
    { numRuns: 3000 },
  );
  expect(compute('__proto__.polluted')).toBeNull();
  expect(compute('constructor')).toBeNull();
});
