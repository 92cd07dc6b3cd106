import { describe, expect, it } from 'vitest';
import { documentFacts, explain, matches, type Rule, ruleSchema } from '../../src/rules/index.ts';

const now = new Date('2026-03-02T22:30:00Z');
const contact = {
  name: 'Анна Ковалёва',
  score: 42,
  vip: true,
  tags: ['vip', 'ванная'],
  none: [],
  empty: '',
  birthday: '1990-03-05',
  shortBirthday: '03-05',
  visit: '2026-03-01',
  seenAt: new Date('2026-02-20T10:00:00Z'),
  fields: { area: 42.5 },
  identities: [{ messenger: 'telegram' }, { messenger: 'vk' }],
};
const facts = documentFacts(contact, now, 'Europe/Moscow');
const holds = (rule: unknown): boolean => matches(facts, ruleSchema.parse(rule));

describe('a rule', () => {
  it.each<[string, string, unknown, boolean]>([
    ['name', 'eq', 'Анна Ковалёва', true],
    ['name', 'eq', 'анна', false],
    ['name', 'ne', 'Пётр', true],
    ['missing', 'ne', 'x', true],
    ['name', 'contains', 'КОВАЛ', true],
    ['name', 'contains', '.', false],
    ['name', 'startsWith', 'анна', true],
    ['name', 'endsWith', 'анна', false],
    ['name', 'matches', '^анна\\s', true],
    ['name', 'in', ['Пётр', 'Анна Ковалёва'], true],
    ['name', 'exists', true, true],
    ['empty', 'exists', true, false],
    ['missing', 'exists', false, true],
    ['none', 'exists', true, true],
    ['score', 'eq', 42, true],
    ['score', 'eq', '42', false],
    ['score', 'gt', 41, true],
    ['score', 'gte', 43, false],
    ['score', 'lt', 43, true],
    ['score', 'lte', 42, true],
    ['score', 'between', [40, 42], true],
    ['name', 'gt', 1, false],
    ['fields.area', 'gte', 42.5, true],
    ['tags', 'has', 'vip', true],
    ['tags', 'eq', 'vip', true],
    ['tags', 'hasAny', ['x', 'vip'], true],
    ['tags', 'hasAll', ['vip', 'ванная'], true],
    ['tags', 'hasAll', ['vip', 'x'], false],
    ['tags', 'hasNone', ['x'], true],
    ['tags', 'empty', true, false],
    ['none', 'empty', true, true],
    ['missing', 'empty', true, true],
    ['vip', 'is', true, true],
    ['missing', 'is', false, true],
    ['identities.messenger', 'has', 'vk', true],
    // 2 March in UTC is half past one of the 3rd in Moscow.
    ['visit', 'before', '2026-03-02', true],
    ['visit', 'after', '2026-03-01', false],
    ['visit', 'on', '2026-03-01', true],
    ['visit', 'between', ['2026-02-28', '2026-03-01'], true],
    ['visit', 'olderThan', '1d', true],
    ['visit', 'olderThan', '2d', false],
    ['visit', 'newerThan', '2d', true],
    ['seenAt', 'before', '2026-02-21', true],
    ['seenAt', 'on', '2026-02-20', true],
    ['seenAt', 'olderThan', '10d', true],
    ['seenAt', 'newerThan', '10d', false],
    ['seenAt', 'after', '2026-02-20T09:59:59Z', true],
    ['birthday', 'anniversaryWithin', '2d', true],
    ['birthday', 'anniversaryWithin', '1d', false],
    ['shortBirthday', 'anniversaryWithin', '7d', true],
    ['name', 'before', '2026-01-01', false],
    ['__proto__', 'exists', true, false],
    ['constructor', 'exists', true, false],
  ])('%s %s %j is %s', (field, op, value, expected) => {
    expect(holds({ field, op, value })).toBe(expected);
  });

  it('is put together of all, any and none', () => {
    const vip = { field: 'tags', op: 'has', value: 'vip' };
    const poor = { field: 'score', op: 'lt', value: 10 };
    expect(holds({ all: [vip, { none: [poor] }] })).toBe(true);
    expect(holds({ any: [poor, { all: [vip] }] })).toBe(true);
    expect(holds({ none: [vip, poor] })).toBe(false);
  });

  it.each([
    { field: 'name', op: 'looksLike', value: 'x' },
    { field: 'name', op: 'gt', value: 'x' },
    { field: '$where', op: 'eq', value: 'x' },
    { field: 'name.$gt', op: 'eq', value: 'x' },
    { field: 'name', op: 'eq', value: { $gt: '' } },
    { field: 'name', op: 'matches', value: '(' },
    { field: 'seenAt', op: 'olderThan', value: 'long' },
    { field: 'seenAt', op: 'before', value: 'tomorrow' },
    { all: [] },
    { all: [{ field: 'a', op: 'eq', value: 1 }], any: [] },
  ])('%j is refused', rule => {
    expect(ruleSchema.safeParse(rule).success).toBe(false);
  });

  it('nested deeper than ten is refused', () => {
    let rule: unknown = { field: 'a', op: 'eq', value: 1 };
    for (let depth = 0; depth < 12; depth++) rule = { all: [rule] };
    expect(ruleSchema.safeParse(rule).success).toBe(false);
  });
});

it('an explanation tells which part holds, and what it looked at', () => {
  const rule: Rule = { all: [{ field: 'score', op: 'gte', value: 50 }, { any: [{ field: 'tags', op: 'has', value: 'vip' }] }] };
  expect(explain(facts, rule)).toEqual({
    kind: 'all',
    holds: false,
    of: [
      { kind: 'condition', holds: false, field: 'score', op: 'gte', value: 50, actual: 42 },
      {
        kind: 'any',
        holds: true,
        of: [{ kind: 'condition', holds: true, field: 'tags', op: 'has', value: 'vip', actual: ['vip', 'ванная'] }],
      },
    ],
  });
});

it('a pattern that tries the same letters in ever new ways holds up nobody', () => {
  const rule = ruleSchema.parse({ field: 'name', op: 'matches', value: '^(a+)+$' });
  const began = performance.now();
  expect(matches(documentFacts({ name: `${'a'.repeat(200)}!` }, now, 'UTC'), rule)).toBe(false);
  expect(performance.now() - began).toBeLessThan(5000);
});
