import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();

it('gives the file an empty database on the default connection', async () => {
  const notes = mongoose.connection.collection('notes');
  await notes.insertOne({ text: 'первая' });
  expect(await notes.countDocuments()).toBe(1);
  expect(mongoose.connection.name).toBe(database.name);
});

it('names an address that a second connection can use', async () => {
  const other = await mongoose.createConnection(database.uri).asPromise();
  expect(await other.collection('notes').findOne({}, { projection: { _id: 0 } })).toEqual({ text: 'первая' });
  await other.close();
});
