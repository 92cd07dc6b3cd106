import fc from 'fast-check';
import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { guardedUpdates, rawCollection, updateCommand } from '../../src/db/index.ts';
import { joinUpdates, type UpdateStatement } from '../../src/db/joint-update.ts';
import { useDatabase } from '../support/database.ts';

interface Card {
  _id: string;
  [field: string]: unknown;
}

useDatabase();
const cards = () => rawCollection<Card>({ collection: mongoose.connection.collection('cards') });
beforeAll(async () => {
  await cards().createIndex({ phone: 1 }, { unique: true, partialFilterExpression: { phone: { $exists: true } } });
});

const ids = Array.from({ length: 12 }, (_, i) => `card-${i}`);
const field = fc.constantFrom('name', 'stamp', 'score', 'tags', 'at');
const value = fc.oneof(
  fc.constantFrom<unknown>(null, '$name', '$$ROOT', 'Анна', 0, 12.5, true, new Date('2026-03-01T00:00:00Z'), ['$a', { $b: 1 }]),
  fc.record({ text: fc.string(), deep: fc.array(fc.integer()) }),
);
const document = fc.dictionary(field, value);

/** What each of a batch sets and unsets, of cards that may be there or not, under a guard that may hold or not. */
const batch = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 4 }),
    parts: fc.array(fc.record({ set: document, unset: fc.uniqueArray(field, { maxLength: 2 }), guard: fc.boolean() }), {
      minLength: 12,
      maxLength: 12,
    }),
    guarded: fc.constantFrom('by nothing', 'by a revision', 'by absence'),
  })
  .map(({ names, parts, guarded }) =>
    names.flatMap((_id, i): UpdateStatement[] => {
      const { set, unset, guard } = parts[i] ?? { set: {}, unset: [], guard: true };
      const gone = unset.filter(name => !(name in set));
      if (Object.keys(set).length === 0) return [];
      return [
        {
          q: {
            _id,
            ...(guarded === 'by a revision' && { revision: guard ? Number(_id.slice(5)) : 99 }),
            ...(guarded === 'by absence' && { stamp: null }),
          },
          u: { $set: set, ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map(name => [name, ''])) }) },
        },
      ];
    }),
  );

describe('updates of many documents at once', () => {
  it('leave the same documents behind as one after the other, and count the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(document, { minLength: 10, maxLength: 10 }), batch, async (before, statements) => {
        fc.pre(statements.length >= 4);
        const outcomes = [];
        for (const alone of [true, false]) {
          await cards().deleteMany({});
          await cards().insertMany(before.map((card, i) => ({ ...card, _id: ids[i] ?? '', revision: i })));
          let matched = 0;
          if (alone) for (const statement of statements) matched += await updateCommand(cards(), [statement]);
          else matched = await updateCommand(cards(), statements);
          outcomes.push({ matched, after: await cards().find().sort({ _id: 1 }).toArray() });
        }
        expect(outcomes[1]).toEqual(outcomes[0]);
      }),
      { numRuns: 60 },
    );
  });

  it('are one statement for all', () => {
    const statements = ids.map((_id, i) => ({ q: { _id, revision: i }, u: { $set: { name: `Анна ${i}` } } }));
    expect(joinUpdates(statements)).toHaveLength(1);
  });

  it.each<[string, UpdateStatement]>([
    ['a part of a field', { q: { _id: 'card-0' }, u: { $set: { 'name.first': 'Анна' } } }],
    ['what is counted on', { q: { _id: 'card-0' }, u: { $inc: { score: 1 } } }],
    ['a guard with a condition', { q: { _id: 'card-0', revision: { $lt: 3 } }, u: { $set: { name: 'Анна' } } }],
    ['one document twice', { q: { _id: 'card-1' }, u: { $set: { name: 'Анна' } } }],
    ['many by one', { q: { _id: 'card-0' }, u: { $set: { name: 'Анна' } }, multi: true }],
  ])('stay as they are with %s among them', (_, odd) => {
    const statements = [odd, ...ids.slice(1).map(_id => ({ q: { _id }, u: { $set: { name: 'Анна' } } }))];
    expect(joinUpdates(statements)).toBe(statements);
  });

  it('are told one by one whose guard held', async () => {
    await cards().deleteMany({});
    await cards().insertMany(ids.map((_id, revision) => ({ _id, revision })));
    const update = guardedUpdates(cards());
    const held = await Promise.all(
      ids.map((id, i) => update({ id, guard: { revision: i % 3 === 0 ? 99 : i }, update: { $set: { name: `Анна ${i}` } } })),
    );
    expect(held).toEqual(ids.map((_, i) => i % 3 !== 0));
    const named = await cards()
      .find({ name: { $exists: true } })
      .toArray();
    expect(named.map(({ name }) => name).toSorted()).toEqual(
      ids.flatMap((_, i) => (i % 3 === 0 ? [] : [`Анна ${i}`])).toSorted(),
    );
  });

  it('are written but for the one that cannot be', async () => {
    await cards().deleteMany({});
    await cards().insertMany([...ids.map(_id => ({ _id })), { _id: 'other', phone: '+79990000000' }]);
    const statements = ids.map((_id, i) => ({ q: { _id }, u: { $set: { phone: `+7999000000${i === 2 ? 0 : i + 1}` } } }));
    await expect(updateCommand(cards(), statements, { ordered: false })).rejects.toMatchObject({ code: 11000 });
    expect(await cards().countDocuments({ phone: { $exists: true } })).toBe(ids.length);
  });
});
