import fc from 'fast-check';
import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { documentFacts, explain, matches, type Rule, ruleSchema, toMongoFilter } from '../../src/rules/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

const now = new Date('2026-03-02T22:30:00Z');
const timeZone = 'Europe/Moscow';

const words = fc.constantFrom(
  '',
  'Анна',
  'анна',
  'a.c',
  'abc',
  'vip',
  '2026-03-01',
  '2026-03-02',
  '1990-03-05',
  '03-05',
  '(',
  'Ё',
);
const dates = fc
  .constantFrom('2026-02-20T10:00:00Z', '2026-03-01T20:59:59Z', '2026-03-01T21:00:00Z', '2026-03-02T22:30:00Z')
  .map(text => new Date(text));
const numbers = fc.constantFrom(0, 1, 2.5, 42, -1);
const value = fc.oneof(
  words,
  numbers,
  dates,
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(words, numbers, dates), { maxLength: 3 }),
);
const fields = ['a', 'b', 'c.d'] as const;
const documentOf = fc.record({ a: value, b: value, c: fc.record({ d: value }, { requiredKeys: [] }) }, { requiredKeys: [] });

const field = fc.constantFrom(...fields);
const scalar = fc.oneof(words, numbers, fc.boolean());
const text = words.filter(word => word !== '');
const days = fc.constantFrom('2026-03-01', '2026-03-02', '2026-02-20', '2026-03-01T21:00:00Z');
const list = fc.array(scalar, { minLength: 1, maxLength: 3 });
const of = (ops: string[], values: fc.Arbitrary<unknown>) => fc.record({ field, op: fc.constantFrom(...ops), value: values });
const condition = fc.oneof(
  of(['eq', 'ne', 'has'], scalar),
  of(['gt', 'gte', 'lt', 'lte'], numbers),
  of(['contains', 'startsWith', 'endsWith'], text),
  of(['matches'], fc.constantFrom('^анна$', 'a.c', '[0-9]+', 'vip|abc')),
  of(['in', 'hasAny', 'hasAll', 'hasNone'], list),
  of(['exists', 'empty', 'is'], fc.boolean()),
  of(
    ['between'],
    fc.oneof(fc.constantFrom([0, 2], [1, 42]), fc.constantFrom(['2026-03-01', '2026-03-02'], ['2026-02-20', '2026-02-20'])),
  ),
  of(['before', 'after', 'on'], days),
  of(['olderThan', 'newerThan'], fc.constantFrom('1d', '2d', '10d', '25h', '2w')),
  of(['anniversaryWithin'], fc.constantFrom('0d', '2d', '7d')),
);
const rule: fc.Arbitrary<unknown> = fc.letrec<{ rule: unknown }>(tie => ({
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    fc
      .tuple(fc.constantFrom('all', 'any', 'none'), fc.array(tie('rule'), { minLength: 1, maxLength: 3 }))
      .map(([kind, of]) => ({ [kind]: of })),
  ),
})).rule;

it('the filter finds in the database exactly what matches, and the explanation says the same', async () => {
  const collection = mongoose.connection.collection<{ _id: number }>('cards');
  const cards = fc.sample(documentOf, { numRuns: 200, seed: 42 }).map((card, _id) => ({ ...card, _id }));
  await collection.insertMany(cards);
  await fc.assert(
    fc.asyncProperty(rule, async raw => {
      const parsed: Rule = ruleSchema.parse(raw);
      const found = await collection.find(toMongoFilter(parsed, { now, timeZone }), { projection: { _id: 1 } }).toArray();
      const expected = cards.filter(card => matches(documentFacts(card, now, timeZone), parsed));
      expect(found.map(({ _id }) => _id).sort((x, y) => x - y)).toEqual(expected.map(({ _id }) => _id));
      for (const card of cards.slice(0, 20)) {
        const cardFacts = documentFacts(card, now, timeZone);
        expect(explain(cardFacts, parsed).holds).toBe(matches(cardFacts, parsed));
      }
    }),
    { numRuns: 150 },
  );
}, 120_000);
