import type { Collection, Document, Filter } from 'mongodb';
import { batching } from '../lib/batching.ts';
import { newId } from '../lib/ids.ts';
import type { UpdateStatement } from './joint-update.ts';
import { isTransient } from './transient.ts';
import { updateCommand } from './write-command.ts';

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
 * their ids and one batch is under way at a time, so that two processes hardly ever wait for each other; one that is sent away for it
 * tries again.
 */
export function guardedUpdates<T extends { _id: string }>(
  collection: Collection<T>,
): (update: GuardedUpdate) => Promise<boolean> {
  return batching(async updates => {
    const stamped = updates.map(update => ({ ...update, stamp: newId() }));
    const statements = stamped.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(toStatement);
    const matched = await write(collection, statements);
    if (matched === updates.length) return updates.map(() => true);
    const filter = { _id: { $in: updates.map(({ id }) => id) } } as Filter<T>;
    const found = await collection.find<{ stamp?: string }>(filter, { projection: { stamp: 1 } }).toArray();
    const stamps = new Set(found.map(({ stamp }) => stamp));
    return stamped.map(({ stamp }) => stamps.has(stamp));
  });
}

/** How many guards held; nothing certain after a repetition, since the first try may have done a part. */
async function write<T extends Document>(collection: Collection<T>, statements: UpdateStatement[]): Promise<number | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      const matched = await updateCommand(collection, statements);
      return attempt === 1 ? matched : undefined;
    } catch (error) {
      if (attempt === tries || !isTransient(error)) throw error;
    }
  }
}

function toStatement({ id, guard, update, stamp }: GuardedUpdate & { stamp: string }): UpdateStatement {
  return { q: { ...guard, _id: id }, u: { ...update, $set: { ...update.$set, stamp } } };
}
