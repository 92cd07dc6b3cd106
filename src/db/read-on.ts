import type { Collection, Document, Filter, Sort } from 'mongodb';

/** Longer than a question of a program may keep the database busy. */
const longestMs = 10_000;

export interface Stretch {
  /** A condition in the database's words. */
  where?: object;
  /** The id that the stretch before ended with. */
  after?: string;
  limit: number;
}

/**
 * A stretch of a collection in the order of its ids, after the one that the stretch before ended with: whatever is added or changed
 * meanwhile, nothing comes twice and nothing that was there is left out.
 */
export async function readOn<T extends { _id: string }>(
  collection: Collection<T>,
  { where = {}, after = '', limit, projection }: Stretch & { projection?: Document },
): Promise<{ found: T[]; hasMore: boolean }> {
  // The condition on the id holds for all and lets every server go by that index.
  const filter = { $and: [{ _id: { $gt: after } }, where] } as Filter<T>;
  const found = await collection
    .find<T>(filter, { maxTimeMS: longestMs, ...(projection && { projection }) })
    .sort({ _id: 1 } as Sort)
    .limit(limit + 1)
    .toArray();
  return { found: found.slice(0, limit), hasMore: found.length > limit };
}
