import mongoose from 'mongoose';
import { beforeEach, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';

useDatabase();
interface Contact {
  _id: string;
  name?: string;
  tags?: string[];
  visits?: number;
  orders?: { sum: number; paid: boolean }[];
}
const contacts = () => mongoose.connection.collection<Contact>('contacts');

beforeEach(async () => {
  await contacts().deleteMany({});
  await contacts().insertMany([
    { _id: 'anna', name: 'Анна', tags: ['vip'], visits: 3, orders: [{ sum: 100, paid: false }] },
    { _id: 'boris', name: 'Борис', tags: [], visits: 1 },
    { _id: 'vera', name: 'Вера', tags: ['vip', 'new'], visits: 2 },
  ]);
});

it('finds by value, by array element and by comparison, sorted and cut', async () => {
  const found = await contacts()
    .find({ tags: 'vip', visits: { $gte: 2 } })
    .sort({ visits: 1 })
    .limit(1)
    .toArray();
  expect(found.map(contact => contact.name)).toEqual(['Вера']);
});

it('sorts Russian names by collation', async () => {
  await contacts().insertOne({ _id: 'alla', name: 'алла' });
  const found = await contacts().find().sort({ name: 1 }).collation({ locale: 'ru', strength: 2 }).toArray();
  expect(found.map(contact => contact.name)).toEqual(['алла', 'Анна', 'Борис', 'Вера']);
});

it('updates by operators, by array filters and by a pipeline', async () => {
  await contacts().updateOne({ _id: 'anna' }, { $inc: { visits: 1 }, $addToSet: { tags: 'old' } });
  await contacts().updateOne(
    { _id: 'anna' },
    { $set: { 'orders.$[open].paid': true } },
    { arrayFilters: [{ 'open.paid': false }] },
  );
  await contacts().updateOne({ _id: 'anna' }, [{ $set: { name: { $concat: ['$name', ' П.'] } } }]);
  expect(await contacts().findOne({ _id: 'anna' })).toEqual({
    _id: 'anna',
    name: 'Анна П.',
    tags: ['vip', 'old'],
    visits: 4,
    orders: [{ sum: 100, paid: true }],
  });
});

it('tells how many documents were found, changed and put in', async () => {
  expect(await contacts().updateMany({ tags: 'vip' }, { $set: { visits: 3 } })).toMatchObject({
    matchedCount: 2,
    modifiedCount: 1,
  });
  expect(await contacts().updateOne({ _id: 'gleb' }, { $set: { visits: 1 } }, { upsert: true })).toMatchObject({
    upsertedId: 'gleb',
  });
  expect(await contacts().deleteMany({ visits: 1 })).toMatchObject({ deletedCount: 2 });
});

it('changes and returns one document, before or after', async () => {
  const claim = { $set: { visits: 10 } };
  expect(await contacts().findOneAndUpdate({ _id: 'vera' }, claim)).toMatchObject({ visits: 2 });
  expect(await contacts().findOneAndUpdate({ _id: 'vera' }, { $inc: { visits: 1 } }, { returnDocument: 'after' })).toMatchObject({
    visits: 11,
  });
  expect(await contacts().findOneAndUpdate({ _id: 'nobody' }, claim)).toBeNull();
  expect(await contacts().findOneAndDelete({ _id: 'vera' })).toMatchObject({ name: 'Вера' });
});

it('gives one lease to one of many who ask at the same time', async () => {
  const asked = await Promise.all(
    Array.from({ length: 20 }, () => contacts().findOneAndUpdate({ _id: 'boris', visits: 1 }, { $set: { visits: 2 } })),
  );
  expect(asked.filter(Boolean)).toHaveLength(1);
});

it('loses no increment of many at the same time', async () => {
  await Promise.all(Array.from({ length: 100 }, () => contacts().updateOne({ _id: 'boris' }, { $inc: { visits: 1 } })));
  expect(await contacts().findOne({ _id: 'boris' })).toMatchObject({ visits: 101 });
});

it('does a mixed bulk and counts each kind', async () => {
  const result = await contacts().bulkWrite([
    { insertOne: { document: { _id: 'dina' } } },
    { updateOne: { filter: { _id: 'anna' }, update: { $set: { visits: 9 } } } },
    { updateOne: { filter: { _id: 'egor' }, update: { $set: { visits: 9 } }, upsert: true } },
    { deleteOne: { filter: { _id: 'boris' } } },
  ]);
  expect(result).toMatchObject({ insertedCount: 1, modifiedCount: 1, upsertedCount: 1, deletedCount: 1 });
});

it('does not wait when the writer does not want an answer', async () => {
  await contacts().insertOne({ _id: 'zoya' }, { writeConcern: { w: 0 } });
  await contacts().insertOne({ _id: 'yana' });
  await expect.poll(() => contacts().countDocuments({ _id: { $in: ['zoya', 'yana'] } })).toBe(2);
});

it('counts, and lists distinct values', async () => {
  expect(await contacts().countDocuments({ tags: 'vip' })).toBe(2);
  expect(await contacts().estimatedDocumentCount()).toBeTypeOf('number');
  expect(await contacts().distinct('tags')).toEqual(expect.arrayContaining(['vip', 'new']));
});
