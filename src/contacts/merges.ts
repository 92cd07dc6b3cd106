import { finishMerge, gatherLate, type MergeMeans } from './merge-contacts.ts';
import { type Merge, merges, toMerge } from './merging/merge-model.ts';
import { finishUnmerge, returnLate } from './unmerge-contacts.ts';

const batchSize = 20;

/** Finishes what a process that died has left, and gathers what came late. Resolves when nothing is due any more, or not everything went through. */
export async function workMerges(means: Omit<MergeMeans, 'checkpoint'>): Promise<void> {
  const due = await merges
    // $exists: DocumentDB takes a partial index only where its condition stands in the query.
    .find({ lookAt: { $exists: true, $lte: means.now } })
    .sort({ lookAt: 1 })
    .limit(batchSize)
    .toArray();
  const failures: unknown[] = [];
  for (const merge of due) await goOn(toMerge(merge), means).catch(error => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'some merges of cards could not be finished');
}

async function goOn(merge: Merge, means: MergeMeans): Promise<void> {
  if (merge.state === 'planned') await finishMerge(merge, means);
  if (merge.state === 'moved') await gatherLate(merge, means);
  if (merge.state === 'parting') await finishUnmerge(merge, means);
  if (merge.state === 'parted') await returnLate(merge, means);
}

/** Merges, the latest first. */
export async function listMerges({
  page,
  perPage,
}: {
  page: number;
  perPage: number;
}): Promise<{ merges: Merge[]; hasMore: boolean }> {
  const found = await merges
    // It holds for all of them: a list without a condition would go by no index.
    .find({ at: { $gt: new Date(0) } })
    .sort({ at: -1 })
    .skip((page - 1) * perPage)
    .limit(perPage + 1)
    .toArray();
  return { merges: found.slice(0, perPage).map(toMerge), hasMore: found.length > perPage };
}

/** The merges that a card was in, the latest first. */
export async function mergesOf(contact: string): Promise<Merge[]> {
  const [took, went] = await Promise.all(
    [{ survivor: contact }, { loser: contact }].map(filter => merges.find(filter).sort({ at: -1 }).limit(50).toArray()),
  );
  return [...(took ?? []), ...(went ?? [])].map(toMerge).sort((a, b) => b.at.getTime() - a.at.getTime());
}

export async function getMerge(id: string): Promise<Merge | undefined> {
  const found = await merges.findOne({ _id: id });
  return found ? toMerge(found) : undefined;
}
