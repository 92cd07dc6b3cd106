import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/flow/expression/evaluate.ts';
import { parseExpression } from '../../../src/flow/expression/parse-expression.ts';
import type { AnswerValue } from '../../../src/flow/index.ts';

const answers: Record<string, AnswerValue> = { area: 42.5, name: 'Анна', rooms: ['a', 'b'], yes: true, day: '2026-03-12' };
const scope = {
  value: (path: readonly string[]): AnswerValue => {
    const name = path[1] ?? '';
    return path[0] === 'answers' && Object.hasOwn(answers, name) ? (answers[name] ?? null) : null;
  },
  now: new Date('2026-03-02T22:30:00Z'),
  timeZone: 'Europe/Moscow',
};

function compute(source: string): AnswerValue {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(parsed.key);
  return evaluate(parsed.expression, scope);
}

describe('an expression', () => {
  it.each<[string, AnswerValue]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 2 - 3', 5],
    ['-2 * -3', 6],
    ['7 % 4', 3],
    ['answers.area * 9000', 382500],
    ['answers.area > 40 ? "big" : "small"', 'big'],
    ['answers.area < 10 ? 1 : answers.area < 50 ? 2 : 3', 2],
    ['answers.area > 40 and not (answers.name == "Пётр")', true],
    ['false or answers.yes', true],
    ['1 == 1 and 2 != 3', true],
    ['"a" < "b"', true],
    ['1 < "b"', false],
    ['round(2.5)', 3],
    ['round(1.005, 2)', 1.01],
    ['round(answers.area / 7, 1)', 6.1],
    ['min(3, 1, 2)', 1],
    ['max(3, answers.area)', 42.5],
    ['length(answers.name)', 4],
    ['length(answers.rooms)', 2],
    ["lower('АННА')", 'анна'],
    ["concat(answers.name, ', ', 42)", 'Анна, 42'],
    ['now()', '2026-03-02T22:30:00.000Z'],
    // Half past one of the 3rd in Moscow.
    ['daysBetween(now(), answers.day)', 9],
    ['daysBetween("2026-01-01", "2026-03-01")', 59],
    ['answers.missing', null],
    ['answers.missing + 1', null],
    ['1 / 0', null],
    ['"a" + 1', null],
    ['answers.constructor', null],
    ['answers.__proto__', null],
  ])('%s is %s', (source, value) => {
    expect(compute(source)).toEqual(value);
  });

  it.each([
    ['', 'unexpected'],
    ['1 +', 'unexpected'],
    ['(1', 'expected'],
    ['1 ? 2', 'expected'],
    ['a = 1', 'sign'],
    ['foo(1)', 'function'],
    ['constructor(1)', 'function'],
    ['round()', 'arguments'],
    ['1 2', 'unexpected'],
    ['answers["x"]', 'sign'],
    ['`x`', 'sign'],
    ['1'.padEnd(600, ' + 1'), 'tooLong'],
    [`${'('.repeat(60)}1${')'.repeat(60)}`, 'tooDeep'],
    ['-'.repeat(60).concat('1'), 'tooDeep'],
  ])('%s is refused', (source, key) => {
    expect(parseExpression(source)).toMatchObject({ ok: false, key });
  });

  it('never throws, whatever is written', () => {
    const pieces = fc.constantFrom(
      ...'answers.area answers.__proto__ 1 2.5 "x" ( ) + - * / % ? : == < and or not round( min( concat( , . true null { [ ; =>'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 25 }).map(words => words.join(' ')),
        ),
        source => {
          const parsed = parseExpression(source);
          if (parsed.ok) expect(['number', 'string', 'boolean', 'object']).toContain(typeof evaluate(parsed.expression, scope));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
