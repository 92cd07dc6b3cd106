import type { Long } from 'mongodb';
import mongoose from 'mongoose';
import { beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';

useDatabase();
const numbers = () => mongoose.connection.collection<{ _id: number; big: string }>('numbers');

beforeAll(async () => {
  await numbers().insertMany(Array.from({ length: 1000 }, (_, n) => ({ _id: n, big: 'x'.repeat(1000) })));
});

it('gives every document once over many pages', async () => {
  const found = await numbers().find().sort({ _id: 1 }).batchSize(7).toArray();
  expect(found.map(({ _id }) => _id)).toEqual(Array.from({ length: 1000 }, (_, n) => n));
});

it('reads on, page by page, while others use the server', async () => {
  const cursor = numbers().aggregate<{ _id: number }>([{ $sort: { big: 1, _id: -1 } }], { batchSize: 50 });
  let last = 1000;
  for await (const { _id } of cursor) {
    if (_id % 100 === 0) await numbers().findOne({ _id });
    expect(_id).toBeLessThan(last);
    last = _id;
  }
  expect(last).toBe(0);
});

it('keeps as many cursors open at the same time as an application has', async () => {
  const cursors = Array.from({ length: 30 }, () => numbers().aggregate([{ $group: { _id: '$_id' } }], { batchSize: 10 }));
  for (let page = 0; page < 3; page++) for (const cursor of cursors) expect(await cursor.next()).toBeTruthy();
  await Promise.all(cursors.map(cursor => cursor.close()));
  expect(await numbers().countDocuments()).toBe(1000);
});

it('stops reading where the limit is', async () => {
  expect(await numbers().find().limit(150).batchSize(100).toArray()).toHaveLength(150);
});

it('refuses the next page of a cursor that was killed', async () => {
  const db = mongoose.connection.getClient().db(mongoose.connection.name);
  const { cursor } = await db.command({ find: 'numbers', batchSize: 2 }, { promoteLongs: false });
  const id: Long = cursor.id;
  expect(await db.command({ killCursors: 'numbers', cursors: [id] })).toMatchObject({ ok: 1, cursorsNotFound: [] });
  await expect(db.command({ getMore: id, collection: 'numbers' })).rejects.toMatchObject({
    code: 43,
    codeName: 'CursorNotFound',
  });
});
