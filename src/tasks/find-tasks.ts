import type { Filter } from 'mongodb';
import { beginsWith } from '../db/index.ts';
import type { Task } from './task.ts';
import { nobody, type TaskDocument, tasks, titleWords, toTask } from './task-model.ts';

/**
 * Some tasks that have, for each of `words`, a word of their title that begins with one of its alternatives; in no order where there are more than
 * `limit`. None from the trash. `onlyOf`: whoever sees only their own, what they made and what is anybody's.
 */
export async function findTasks({
  words,
  onlyOf,
  limit,
}: {
  words: string[][];
  onlyOf?: string | undefined;
  limit: number;
}): Promise<Task[]> {
  if (words.length === 0) return [];
  const wanted: Filter<TaskDocument>[] = [
    ...words.map(alternatives => beginsWith('search', alternatives)),
    ...(onlyOf === undefined ? [] : [{ $or: [{ assignee: { $in: [onlyOf, nobody] } }, { by: onlyOf }] }]),
  ];
  const found = await tasks
    .find({ $and: wanted, state: { $in: ['open', 'done'] } })
    .limit(limit)
    .toArray();
  return found.map(toTask);
}

/**
 * Gives tasks of earlier versions of the program the words that they are found by, in the order of their ids. Resolves with the last id that it looked at,
 * or nothing when there are no more.
 */
export async function renewTaskWords({ after, limit }: { after: string; limit: number }): Promise<string | undefined> {
  const found = await tasks
    .find({ _id: { $gt: after } }, { projection: { title: 1, search: 1, version: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  const without = found.filter(({ search }) => search === undefined);
  if (without.length > 0)
    await tasks.bulkWrite(
      without.map(({ _id, title, version }) => ({
        // Whoever changes the task meanwhile gives it its words.
        updateOne: { filter: { _id, version }, update: { $set: { search: titleWords(title) } } },
      })),
      { ordered: false },
    );
  return found.length < limit ? undefined : found.at(-1)?._id;
}
