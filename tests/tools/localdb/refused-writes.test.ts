import { MongoBulkWriteError } from 'mongodb';
import mongoose from 'mongoose';
import { beforeEach, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';

useDatabase();
const keys = () => mongoose.connection.collection<{ _id: number; key?: string; count?: number }>('keys');
const duplicate = { code: 11000, keyPattern: { key: 1 }, keyValue: { key: 'a' } };

beforeEach(async () => {
  await keys()
    .drop()
    .catch(() => {});
  await keys().createIndex({ key: 1 }, { unique: true, sparse: true });
  await keys().insertMany([
    { _id: 1, key: 'a' },
    { _id: 2, key: 'b' },
  ]);
});

it('names the key of a duplicate in an insert', async () => {
  await expect(keys().insertOne({ _id: 3, key: 'a' })).rejects.toMatchObject(duplicate);
  await expect(keys().insertOne({ _id: 1 })).rejects.toMatchObject({ code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 1 } });
});

it('names the key of a duplicate in an update and in an upsert', async () => {
  await expect(keys().updateOne({ _id: 2 }, { $set: { key: 'a' } })).rejects.toMatchObject(duplicate);
  await expect(keys().updateOne({ _id: 3 }, { $set: { key: 'a' } }, { upsert: true })).rejects.toMatchObject(duplicate);
  await expect(keys().replaceOne({ _id: 2 }, { key: 'a' })).rejects.toMatchObject(duplicate);
});

it('names the key of a duplicate in findOneAndUpdate', async () => {
  await expect(keys().findOneAndUpdate({ _id: 2 }, { $set: { key: 'a' } })).rejects.toMatchObject(duplicate);
  await expect(keys().findOneAndUpdate({ _id: 3 }, { $set: { key: 'a' } }, { upsert: true })).rejects.toMatchObject(duplicate);
});

it('puts in all others of an unordered bulk and says which were refused', async () => {
  const refused = await keys()
    .insertMany(
      Array.from({ length: 50 }, (_, n) => ({ _id: 100 + n, key: n === 7 || n === 31 ? 'a' : `k${n}` })),
      { ordered: false },
    )
    .catch(error => error);
  expect(refused).toBeInstanceOf(MongoBulkWriteError);
  expect(refused.writeErrors).toMatchObject([
    { index: 7, code: 11000 },
    { index: 31, code: 11000 },
  ]);
  expect(refused.result.insertedCount).toBe(48);
  expect(await keys().countDocuments()).toBe(50);
});

it('stops an ordered bulk at the first that is refused', async () => {
  const refused = await keys()
    .insertMany([{ _id: 10 }, { _id: 1 }, { _id: 11 }])
    .catch(error => error);
  expect(refused.writeErrors).toMatchObject([{ index: 1, code: 11000 }]);
  expect(await keys().countDocuments()).toBe(3);
});

it('says which of many mixed writes were refused', async () => {
  const refused = await keys()
    .bulkWrite(
      [
        { insertOne: { document: { _id: 20 } } },
        { insertOne: { document: { _id: 1 } } },
        { updateOne: { filter: { _id: 2 }, update: { $set: { key: 'a' } } } },
        { updateOne: { filter: { _id: 2 }, update: { $set: { key: 'c' } } } },
      ],
      { ordered: false },
    )
    .catch(error => error);
  expect(refused.writeErrors.map(({ index, code }: { index: number; code: number }) => [index, code])).toEqual([
    [1, 11000],
    [2, 11000],
  ]);
  expect(await keys().findOne({ _id: 2 })).toMatchObject({ key: 'c' });
});

it('refuses what the schema of a collection does not allow', async () => {
  const db = mongoose.connection.getClient().db(mongoose.connection.name);
  await db.createCollection('strict', {
    validator: { $jsonSchema: { required: ['name'], properties: { name: { bsonType: 'string' } } } },
  });
  const strict = db.collection<{ _id: number; name?: unknown }>('strict');
  const invalid = { code: 121 };
  await expect(strict.insertOne({ _id: 1 })).rejects.toMatchObject(invalid);
  await strict.insertOne({ _id: 1, name: 'Анна' });
  await expect(strict.updateOne({ _id: 1 }, { $set: { name: 5 } })).rejects.toMatchObject(invalid);
  await expect(strict.findOneAndUpdate({ _id: 1 }, { $set: { name: 5 } })).rejects.toMatchObject(invalid);
});

it('names other faults by their codes', async () => {
  const db = mongoose.connection.getClient().db(mongoose.connection.name);
  await expect(db.command({ noSuchThing: 1 })).rejects.toMatchObject({ code: 59, codeName: 'CommandNotFound' });
  await expect(keys().updateOne({ _id: 1 }, { $set: { _id: 9 } })).rejects.toMatchObject({ code: 66 });
  await expect(keys().updateOne({ _id: 1 }, { $set: { key: 'z' }, $unset: { key: 1 } })).rejects.toMatchObject({ code: 40 });
  await expect(db.collection('keys').updateOne({ key: 'a' }, { $inc: { key: 1 } })).rejects.toMatchObject({ code: 14 });
  await expect(
    keys()
      .find({ key: { $nope: 1 } })
      .toArray(),
  ).rejects.toMatchObject({ code: 2 });
});
