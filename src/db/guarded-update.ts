import type { Collection, Document, Filter } from 'mongodb';
import { batching } from '../lib/batching.ts';
import { newId } from '../lib/ids.ts';

export interface GuardedUpdate {
  id: string;
  /** What must hold beside the id: usually the `stamp` that was read. */
  guard: Document;
  update: { $set?: Document } & Document;
}

/**
 * Updates of single documents that say each whether their guard held, sent together. MongoDB tells of a batch only how many matched, so
 * every update leaves a stamp, which is read back in the rare case that not all did.
 */
export function guardedUpdates<T extends { _id: string }>(
  collection: Collection<T>,
): (update: GuardedUpdate) => Promise<boolean> {
  return batching(async updates => {
    const stamped = updates.map(update => ({ ...update, stamp: newId() }));
    const { matchedCount } = await collection.bulkWrite(
      stamped.map(({ id, guard, update, stamp }) => ({
        updateOne: {
          filter: { ...guard, _id: id } as Filter<T>,
          update: stampedUpdate(update, stamp),
        },
      })),
      { ordered: true },
    );
    if (matchedCount === updates.length) return updates.map(() => true);
    const filter = { _id: { $in: updates.map(({ id }) => id) } } as Filter<T>;
    const found = await collection.find<{ stamp?: string }>(filter, { projection: { stamp: 1 } }).toArray();
    const stamps = new Set(found.map(({ stamp }) => stamp));
    return stamped.map(({ stamp }) => stamps.has(stamp));
  });
}

function stampedUpdate(update: GuardedUpdate['update'], stamp: string): Document {
  return { ...update, $set: { ...update.$set, stamp } };
}
