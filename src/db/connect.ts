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

/** Several programs may begin at once and get in each other's way; each finds in the end what the other made. */
async function createIndexes(model: { createIndexes(): Promise<unknown> }): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await model.createIndexes();
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
