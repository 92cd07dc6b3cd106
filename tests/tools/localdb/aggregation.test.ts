import { GridFSBucket } from 'mongodb';
import mongoose from 'mongoose';
import { beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';

useDatabase();
const collection = (name: string) => mongoose.connection.collection<{ _id: number; [field: string]: unknown }>(name);

beforeAll(async () => {
  await collection('contacts').insertMany([
    { _id: 1, name: 'Анна', city: 'Тверь' },
    { _id: 2, name: 'Борис', city: 'Псков' },
    { _id: 3, name: 'Вера', city: 'Тверь' },
  ]);
  await collection('orders').insertMany([
    { _id: 1, contact: 1, sum: 100, at: new Date('2024-05-01T21:30:00Z') },
    { _id: 2, contact: 1, sum: 50, at: new Date('2024-05-02T10:00:00Z') },
    { _id: 3, contact: 3, sum: 70, at: new Date('2024-05-02T11:00:00Z') },
  ]);
});

it('joins by $lookup with a pipeline', async () => {
  const joined = await collection('contacts')
    .aggregate([
      {
        $lookup: {
          from: 'orders',
          let: { id: '$_id' },
          pipeline: [{ $match: { $expr: { $eq: ['$contact', '$$id'] } } }],
          as: 'orders',
        },
      },
      { $project: { total: { $sum: '$orders.sum' } } },
      { $sort: { _id: 1 } },
    ])
    .toArray();
  expect(joined).toEqual([
    { _id: 1, total: 150 },
    { _id: 2, total: 0 },
    { _id: 3, total: 70 },
  ]);
});

it('answers several questions at once by $facet', async () => {
  const [answers] = await collection('contacts')
    .aggregate([{ $facet: { cities: [{ $sortByCount: '$city' }], all: [{ $count: 'n' }] } }])
    .toArray();
  expect(answers).toEqual({
    cities: [
      { _id: 'Тверь', count: 2 },
      { _id: 'Псков', count: 1 },
    ],
    all: [{ n: 3 }],
  });
});

it('plans deliveries on its side by $merge, each once however often', async () => {
  const plan = () =>
    collection('contacts')
      .aggregate([
        { $match: { city: 'Тверь' } },
        { $project: { _id: { $concat: ['broadcast:', { $toString: '$_id' }] }, state: { $literal: 'planned' } } },
        { $merge: { into: 'deliveries', on: '_id', whenMatched: 'keepExisting', whenNotMatched: 'insert' } },
      ])
      .toArray();
  await plan();
  await mongoose.connection
    .collection<{ _id: string }>('deliveries')
    .updateOne({ _id: 'broadcast:1' }, { $set: { state: 'sent' } });
  await plan();
  const deliveries = await mongoose.connection.collection('deliveries').find().sort({ _id: 1 }).toArray();
  expect(deliveries.map(({ state }) => state)).toEqual(['sent', 'planned']);
});

it('groups by the day of a time zone', async () => {
  const days = await collection('orders')
    .aggregate([
      { $group: { _id: { $dateToString: { date: '$at', format: '%d.%m', timezone: 'Europe/Moscow' } }, sum: { $sum: '$sum' } } },
    ])
    .toArray();
  expect(days).toEqual([{ _id: '02.05', sum: 220 }]);
});

it('keeps files in GridFS, larger than one piece', async () => {
  const bucket = new GridFSBucket(mongoose.connection.getClient().db(mongoose.connection.name), { bucketName: 'media' });
  const content = Buffer.from(Array.from({ length: 700_000 }, (_, n) => n % 251));
  const upload = bucket.openUploadStream('фото.jpg', { metadata: { kind: 'photo' } });
  await new Promise((resolve, reject) => upload.once('finish', resolve).once('error', reject).end(content));

  const parts: Buffer[] = [];
  for await (const part of bucket.openDownloadStream(upload.id)) parts.push(part);
  expect(Buffer.concat(parts).equals(content)).toBe(true);
  await bucket.delete(upload.id);
  expect(await bucket.find().toArray()).toEqual([]);
});
