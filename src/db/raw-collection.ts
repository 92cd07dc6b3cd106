import type { Collection } from 'mongodb';

/**
 * The driver's own collection behind a model, for the paths where every update counts: no casting, no hydration. What goes in
 * has been parsed already.
 */
export function rawCollection<T extends { _id: string }>(model: { collection: object }): Collection<T> {
  return model.collection as Collection<T>;
}
