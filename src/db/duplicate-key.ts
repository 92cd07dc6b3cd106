import { type Collection, MongoBulkWriteError, MongoServerError, type OptionalUnlessRequiredId } from 'mongodb';
import { isTransient } from './transient.ts';
import { duplicateKey, insertCommand } from './write-command.ts';

/** Whether a write was refused because its unique key is there already. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === duplicateKey;
}

/**
 * Inserts what is not there yet; answers for each document whether it is new. Anything else than a known key is thrown. One document alone
 * goes the same way, so callers need no special case. `large`: documents of which a hundred may be more than one command carries.
 */
export async function insertNew<T extends { _id: unknown }>(
  collection: Collection<T>,
  documents: T[],
  { large = false }: { large?: boolean } = {},
): Promise<boolean[]> {
  const known = new Set(large ? await insertMeasured(collection, documents) : await insertTwice(collection, documents));
  return documents.map((_, i) => !known.has(i));
}

/** A connection that broke says nothing of what was done: what the first try inserted is known to the second. */
async function insertTwice<T extends { _id: unknown }>(collection: Collection<T>, documents: T[]): Promise<number[]> {
  try {
    return await insertCommand(collection, documents);
  } catch (error) {
    if (!isTransient(error)) throw error;
    return insertCommand(collection, documents);
  }
}

async function insertMeasured<T extends { _id: unknown }>(collection: Collection<T>, documents: T[]): Promise<number[]> {
  try {
    await collection.insertMany(documents as OptionalUnlessRequiredId<T>[], { ordered: false });
    return [];
  } catch (error) {
    if (!onlyKnownKeys(error)) throw error;
    return [error.writeErrors].flat().map(({ index }) => index);
  }
}

/** Whether a bulk write did everything but what met a unique key that is there already. */
export function onlyKnownKeys(error: unknown): error is MongoBulkWriteError {
  if (!(error instanceof MongoBulkWriteError)) return false;
  const failures = [error.writeErrors].flat();
  return failures.length > 0 && failures.every(failure => failure.code === duplicateKey);
}
