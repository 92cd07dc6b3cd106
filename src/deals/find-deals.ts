import type { Filter } from 'mongodb';
import { beginsWith } from '../db/index.ts';
import type { Deal } from './deal.ts';
import { type DealDocument, deals, toDeal, withoutHistory } from './deal-model.ts';

/**
 * Some deals of any pipeline that have, for each of `words`, a word of their title, tags or values that begins with one of its alternatives; in no
 * order where there are more than `limit`. None from the trash. `onlyOf`: whoever sees only their own and nobody's.
 */
export async function findDeals({
  words,
  onlyOf,
  limit,
}: {
  words: string[][];
  onlyOf?: string | undefined;
  limit: number;
}): Promise<Deal[]> {
  if (words.length === 0) return [];
  const wanted: Filter<DealDocument>[] = [
    ...words.map(alternatives => beginsWith('search', alternatives)),
    ...(onlyOf === undefined ? [] : [{ $or: [{ owner: onlyOf }, { owner: { $exists: false } }] }]),
  ];
  const found = await deals
    .find({ $and: wanted, deletedAt: { $exists: false } }, { projection: withoutHistory })
    .limit(limit)
    .toArray();
  return found.map(toDeal);
}
