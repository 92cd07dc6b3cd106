import type { Document } from 'mongodb';
import mongoose from 'mongoose';
import { AppError } from '../../lib/app-error.ts';

const most = 1000;

/** The cards of merges and of their ways back that are not over: things still move between them. */
export async function cardsInMerges(): Promise<string[]> {
  const found = await open('merges')
    // $exists: DocumentDB takes a partial index only where its condition stands in the query.
    .find({ lookAt: { $exists: true } }, { projection: { survivor: 1, loser: 1 } })
    .limit(most)
    .toArray();
  return [...new Set(found.flatMap(({ survivor, loser }) => [String(survivor), String(loser)]))];
}

/** Tasks that were written since their contacts' traits were made, with the mark that says so. */
export async function markedTasks(): Promise<MarkedTask[]> {
  const found = await open('tasks')
    .find({ unheard: { $exists: true } }, { projection: { contact: 1, stamp: 1 } })
    .limit(most)
    .toArray();
  return found.map(({ _id, contact, stamp }) => ({
    id: _id,
    ...(typeof contact === 'string' && { contact }),
    ...(typeof stamp === 'string' && { stamp }),
  }));
}

export interface MarkedTask {
  id: string;
  contact?: string;
  stamp?: string;
}

/** Takes the marks away, but of those that were written once more meanwhile. */
export async function unmarkTasks(marked: MarkedTask[]): Promise<void> {
  if (marked.length === 0) return;
  await open('tasks').bulkWrite(
    marked
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, stamp }) => ({
        updateOne: { filter: { _id: id, stamp: stamp ?? null }, update: { $unset: { unheard: '' } } },
      })),
  );
}

function open(name: string) {
  const { db } = mongoose.connection;
  if (!db) throw new AppError('db.not_connected', 'The database is not connected.');
  return db.collection<Document & { _id: string }>(name);
}
