import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { afterAll, beforeAll, inject } from 'vitest';
import { ensureIndexes } from '../../src/db/index.ts';

export interface TestDatabase {
  /** The address with the database's name, for `createConnection`, for a second connection or for a child process. */
  readonly uri: string;
  readonly name: string;
}

/** Gives a test file a fresh database of its own: the default mongoose connection is on it before the first test, and it is dropped after the last. */
export function useDatabase(): TestDatabase {
  const name = `test-${randomBytes(6).toString('hex')}`;
  const uri = withDatabase(inject('mongoServer'), name);

  // The indexes are there before the first test: made beside it they and the first writes get in each other's way.
  beforeAll(async () => {
    await mongoose.connect(uri, { autoIndex: false, autoCreate: false });
    await ensureIndexes();
  });
  afterAll(async () => {
    await mongoose.connection.dropDatabase();
    await mongoose.disconnect();
  });
  return { uri, name };
}

function withDatabase(server: string, name: string): string {
  const address = new URL(server);
  address.pathname = `/${name}`;
  return address.href;
}
