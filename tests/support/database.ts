import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { afterAll, beforeAll, inject } from 'vitest';
import { ensureIndexes } from '../../src/db/index.ts';

export interface TestDatabase {
  /** The address with the database's name, for `createConnection`, for a second connection or for a child process. */
  readonly uri: string;
  readonly name: string;
}

/** Gives a test file an empty database of its own, with all indexes: the default mongoose connection is on it before the first test, and off it after the last. */
export function useDatabase(): TestDatabase {
  const database = free.pop() ?? newDatabase();

  // The indexes are there before the first test: made beside it they and the first writes get in each other's way.
  beforeAll(async () => {
    await mongoose.connect(database.uri, { autoIndex: false, autoCreate: false });
    if (indexed.get(database.name) === collectionsOfModels().length) return;
    await ensureIndexes();
    indexed.set(database.name, collectionsOfModels().length);
  });
  afterAll(async () => {
    await empty(database.name);
    await mongoose.disconnect();
    free.push(database);
  });
  return database;
}

/** Databases that earlier files of this process have left: making the collections and indexes of one takes half a second of two cores. */
const free: TestDatabase[] = [];
/** How many collections have their indexes in a database: a file may load models that those before it did not know. */
const indexed = new Map<string, number>();
/** So many documents are gone sooner with their collection. */
const many = 300;

function newDatabase(): TestDatabase {
  const name = `test-${randomBytes(6).toString('hex')}`;
  const address = new URL(inject('mongoServer'));
  address.pathname = `/${name}`;
  return { uri: address.href, name };
}

async function empty(name: string): Promise<void> {
  const { connection } = mongoose;
  const ofModels = collectionsOfModels();
  const there = (await connection.listCollections()).map(collection => collection.name);
  let isWhole = ofModels.every(collection => there.includes(collection));
  for (const each of there) {
    const collection = connection.collection(each);
    const found = await collection.countDocuments({}, { limit: many });
    const isKept = ofModels.includes(each) && found < many;
    if (!isKept) await collection.drop();
    else if (found > 0) await collection.deleteMany({});
    if (!isKept && ofModels.includes(each)) isWhole = false;
  }
  if (!isWhole) indexed.delete(name);
}

function collectionsOfModels(): string[] {
  const models = Object.values(mongoose.models).filter(({ schema }) => schema.indexes().length > 0);
  return [...new Set(models.map(({ collection }) => collection.collectionName))];
}
