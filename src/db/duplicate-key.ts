import { MongoBulkWriteError, MongoServerError } from 'mongodb';

const duplicateKey = 11000;

/** Whether a write was refused because its unique key is there already. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === duplicateKey;
}

/**
 * Inserts what is not there yet; answers for each document whether it is new. Anything else than a known key is thrown.
 * One document alone goes the same way, so callers need no special case.
 */
export async function insertNew<T extends { _id: unknown }>(
  collection: { insertMany(documents: T[], options: { ordered: false }): Promise<unknown> },
  documents: T[],
): Promise<boolean[]> {
  const isNew = documents.map(() => true);
  try {
    await collection.insertMany(documents, { ordered: false });
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const failures = [error.writeErrors].flat();
    for (const failure of failures) {
      if (failure.code !== duplicateKey) throw error;
      isNew[failure.index] = false;
    }
  }
  return isNew;
}

/** Whether a bulk write did everything but what met a unique key that is there already. */
export function onlyKnownKeys(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError)) return false;
  const failures = [error.writeErrors].flat();
  return failures.length > 0 && failures.every(failure => failure.code === duplicateKey);
}
