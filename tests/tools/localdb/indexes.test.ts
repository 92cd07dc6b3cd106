import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';

useDatabase();
const collection = (name: string) => mongoose.connection.collection<{ _id: number; [field: string]: unknown }>(name);
const duplicate = { code: 11000 };

it('lets a value in once where it is unique', async () => {
  const keys = collection('unique');
  await keys.createIndex({ key: 1 }, { unique: true });
  await keys.insertOne({ _id: 1, key: 'a' });
  await expect(keys.insertOne({ _id: 2, key: 'a' })).rejects.toMatchObject(duplicate);
});

it('does not build a unique index over values that are there twice', async () => {
  const keys = collection('twice');
  await keys.insertMany([
    { _id: 1, key: 'a' },
    { _id: 2, key: 'a' },
  ]);
  await expect(keys.createIndex({ key: 1 }, { unique: true })).rejects.toMatchObject(duplicate);
});

it('asks only documents that fit a partial index to be unique', async () => {
  const keys = collection('partial');
  await keys.createIndex({ phone: 1 }, { unique: true, partialFilterExpression: { phone: { $exists: true } } });
  await keys.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3, phone: '+7 999 000-00-01' }]);
  await expect(keys.insertOne({ _id: 4, phone: '+7 999 000-00-01' })).rejects.toMatchObject(duplicate);
});

it('looks into each element of an array, across documents', async () => {
  const keys = collection('multikey');
  await keys.createIndex({ 'identities.key': 1 }, { unique: true });
  await keys.insertOne({ _id: 1, identities: [{ key: 'telegram:1' }, { key: 'vk:1' }] });
  await expect(keys.insertOne({ _id: 2, identities: [{ key: 'vk:1' }] })).rejects.toMatchObject(duplicate);
  expect(await keys.countDocuments({ 'identities.key': 'telegram:1' })).toBe(1);
});

it('finds Russian word forms by a text index', async () => {
  const texts = collection('texts');
  await texts.createIndex({ text: 'text' }, { default_language: 'russian' });
  await texts.insertMany([
    { _id: 1, text: 'Две красивые книги' },
    { _id: 2, text: 'Новая машина' },
  ]);
  expect((await texts.find({ $text: { $search: 'книга' } }).toArray()).map(({ _id }) => _id)).toEqual([1]);
});

it('lists and drops indexes, a TTL among them', async () => {
  const events = collection('expiring');
  await events.createIndex({ at: 1 }, { expireAfterSeconds: 60, name: 'expiry' });
  expect(await events.indexes()).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'expiry', expireAfterSeconds: 60 })]),
  );
  await events.dropIndex('expiry');
  expect((await events.indexes()).map(({ name }) => name)).toEqual(['_id_']);
  await expect(events.dropIndex('expiry')).rejects.toMatchObject({ code: 27, codeName: 'IndexNotFound' });
});

it('makes an index that is there already for nothing, and refuses another one of its name', async () => {
  const keys = collection('again');
  const name = await keys.createIndex({ key: 1 }, { name: 'key' });
  expect(await keys.createIndex({ key: 1 }, { name: 'key' })).toBe(name);
  await expect(keys.createIndex({ other: 1 }, { name: 'key' })).rejects.toMatchObject({ code: 86 });
});

it('explains whether a query has an index', async () => {
  const deals = collection('deals');
  await deals.createIndex({ stage: 1, at: -1 }, { name: 'by-stage' });
  await deals.insertMany(Array.from({ length: 200 }, (_, n) => ({ _id: n, stage: n % 5, at: n, title: `${n}` })));
  const plan = async (filter: Record<string, unknown>) => JSON.stringify(await deals.find(filter).explain());
  expect(await plan({ stage: 1 })).toContain('by-stage');
  expect(await plan({ stage: 1 })).not.toContain('COLLSCAN');
  expect(await plan({ title: '7' })).toContain('COLLSCAN');
});
