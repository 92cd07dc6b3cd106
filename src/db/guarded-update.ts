import type { AnyBulkWriteOperation, Collection, Document, Filter } from 'mongodb';
import { batching } from '../lib/batching.ts';
import { newId } from '../lib/ids.ts';
import { isTransient } from './transient.ts';

export interface GuardedUpdate {
  id: string;
  /** What must hold beside the id: the `stamp` or the revision that was read, a lease that is free. */
  guard: Document;
  update: { $set?: Document } & Document;
}

/** Another process's update of the same documents may get in the way so often; then it is an error. */
const tries = 5;

/**
 * Updates of single documents that say each whether their guard held, sent together. MongoDB tells of a batch only how many matched, so
 * every update leaves a stamp, which is read back in the rare case that not all did. A batch goes through its documents in the order of
 * their ids and one batch is under way at a time, so that two processes never wait for each other.
 */
export function guardedUpdates<T extends { _id: string }>(
  collection: Collection<T>,
): (update: GuardedUpdate) => Promise<boolean> {
  return batching(async updates => {
    const stamped = updates.map(update => ({ ...update, stamp: newId() }));
    const operations = stamped.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(update => toOperation<T>(update));
    const matched = await write(collection, operations);
    if (matched === updates.length) return updates.map(() => true);
    const filter = { _id: { $in: updates.map(({ id }) => id) } } as Filter<T>;
    const found = await collection.find<{ stamp?: string }>(filter, { projection: { stamp: 1 } }).toArray();
    const stamps = new Set(found.map(({ stamp }) => stamp));
    return stamped.map(({ stamp }) => stamps.has(stamp));
  });
}

/** How many guards held; nothing certain after a repetition, since the first try may have done a part. */
async function write<T extends Document>(
  collection: Collection<T>,
  operations: AnyBulkWriteOperation<T>[],
): Promise<number | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { matchedCount } = await collection.bulkWrite(operations, { ordered: true });
      return attempt === 1 ? matchedCount : undefined;
    } catch (error) {
      if (attempt === tries || !isTransient(error)) throw error;
    }
  }
}

function toOperation<T extends Document>({
  id,
  guard,
  update,
  stamp,
}: GuardedUpdate & { stamp: string }): AnyBulkWriteOperation<T> {
  const stampedUpdate: Document = { ...update, $set: { ...update.$set, stamp } };
  return { updateOne: { filter: { ...guard, _id: id } as Filter<T>, update: stampedUpdate } };
}
