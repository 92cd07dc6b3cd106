import mongoose from 'mongoose';

/**
 * Connects the program's one mongoose connection. Collections and indexes are made by `ensureIndexes`, not behind a query's back.
 */
export async function connect(uri: string): Promise<void> {
  mongoose.set('strictQuery', true);
  await mongoose.connect(uri, {
    ...(namesDatabase(uri) ? {} : { dbName: 'kartoteka' }),
    autoIndex: false,
    autoCreate: false,
    serverSelectionTimeoutMS: 10_000,
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

/** Creates the indexes that the rooms declare on their models. Those that exist cost nothing. */
export async function ensureIndexes(): Promise<void> {
  for (const model of Object.values(mongoose.models)) await model.createIndexes();
}

/** An address without a database's name would mean the one called `test`. */
function namesDatabase(uri: string): boolean {
  return /^mongodb(?:\+srv)?:\/\/[^/]+\/[^?]+/.test(uri);
}
