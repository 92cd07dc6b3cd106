import mongoose from 'mongoose';
import { releaseWriters } from './release-writers.ts';
import { isTransient } from './transient.ts';

const indexTries = 10;
/** More only wait for each other within the database. */
const indexesAtOnce = 4;

/**
 * Connects the program's one mongoose connection. Collections and indexes are made by `ensureIndexes`, not behind a query's back.
 */
export async function connect(uri: string): Promise<void> {
  releaseWriters();
  mongoose.set('strictQuery', true);
  await mongoose.connect(uri, {
    ...(namesDatabase(uri) ? {} : { dbName: 'kartoteka' }),
    autoIndex: false,
    autoCreate: false,
    // What the address itself says comes first.
    ...(/[?&]serverSelectionTimeoutMS=/.test(uri) ? {} : { serverSelectionTimeoutMS: 10_000 }),
    maxPoolSize: 16,
  });
}

export async function disconnect(): Promise<void> {
  await mongoose.disconnect();
}

/** Whether the database answers now. Never throws. */
export async function databaseAnswers(): Promise<boolean> {
  try {
    await mongoose.connection.db?.command({ ping: 1 }, { timeoutMS: 3000 });
    return mongoose.connection.readyState === mongoose.ConnectionStates.connected;
  } catch {
    return false;
  }
}

/** Creates the indexes that the rooms declare on their models, a few collections at a time. Those that exist cost nothing. */
export async function ensureIndexes(): Promise<void> {
  const models = Object.values(mongoose.models);
  const work = async () => {
    for (let model = models.pop(); model; model = models.pop()) await createIndexes(model);
  };
  await Promise.all(Array.from({ length: indexesAtOnce }, work));
}

/** In one command, where mongoose sends one for each. Several programs may begin at once and get in each other's way; each finds in the end what the other made. */
async function createIndexes({ schema, collection }: mongoose.Model<unknown>): Promise<void> {
  const indexes = schema.indexes().map(([key, { background: _, ...options }]) => ({ key, ...options }));
  if (indexes.length === 0) return;
  for (let attempt = 1; ; attempt++) {
    try {
      // Mongoose's own type of a key leaves out what its driver takes as well.
      await collection.createIndexes(indexes as mongoose.mongo.IndexDescription[]);
      return;
    } catch (error) {
      if (attempt === indexTries || !isTransient(error)) throw error;
    }
  }
}

/** An address without a database's name would mean the one called `test`. */
function namesDatabase(uri: string): boolean {
  return /^mongodb(?:\+srv)?:\/\/[^/]+\/[^?]+/.test(uri);
}
