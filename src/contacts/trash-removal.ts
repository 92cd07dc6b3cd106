import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import { type ContactDocument, contacts } from './contact-model.ts';
import { pairs } from './duplicates-model.ts';
import { conversationsToShow, filesOf, removeHoldings, showConversations } from './merging/holdings.ts';
import { merges } from './merging/merge-model.ts';
import { trashDays } from './trash-contacts.ts';

/** A card that goes for good with everything of it: written down first, so that a process that dies in between leaves nothing behind. */
interface RemovalDocument {
  _id: string;
  conversations: string[];
  at: Date;
}

const removals = rawCollection<RemovalDocument>(
  mongoose.model(
    'Removal',
    new mongoose.Schema<RemovalDocument>(
      { _id: String, conversations: [String], at: Date },
      { collection: 'removals', versionKey: false },
    ),
  ),
);

const dayMs = 24 * 60 * 60 * 1000;
const batchSize = 50;

export interface RemovalMeans {
  now: Date;
  /** Takes a file away, bytes and all. */
  removeFile(id: string): Promise<void>;
}

/**
 * Takes away for good what has been in the trash for 30 days: the card, the cards that were merged into it, its conversations, files, deals,
 * tasks, consents and history. Conversations of somebody who came back by writing are shown again. Resolves with how many cards went.
 */
export async function emptyTrash(means: RemovalMeans): Promise<number> {
  await showConversations(await conversationsToShow());
  const old = await contacts
    // $exists: DocumentDB takes a partial index only where its condition stands in the query.
    .find<Pick<ContactDocument, '_id' | 'identities'>>(overdue(means.now), { projection: { identities: 1 } })
    .sort({ deletedAt: 1 })
    .limit(batchSize)
    .toArray();
  if (old.length > 0) {
    const planned = old.map(({ _id, identities }) => ({ _id, conversations: identities.map(({ key }) => key), at: means.now }));
    await insertNew(removals, planned);
  }
  const begun = await removals.find({}).limit(batchSize).toArray();
  let gone = 0;
  for (const removal of begun) if (await remove(removal, means)) gone++;
  return gone;
}

const overdue = (now: Date) => ({
  deletedAt: { $exists: true, $gt: new Date(0), $lte: new Date(now.getTime() - trashDays * dayMs) },
  mergedInto: { $exists: false },
});

async function remove({ _id: id, conversations }: RemovalDocument, { now, removeFile }: RemovalMeans): Promise<boolean> {
  // They may have come back in this very moment: then nothing of theirs is touched.
  await contacts.deleteOne({ _id: id, ...overdue(now) });
  if (await contacts.findOne({ _id: id }, { projection: { _id: 1 } })) {
    await removals.deleteOne({ _id: id });
    return false;
  }
  const parts = await merges.find({ survivor: id, state: { $ne: 'parted' } }).toArray();
  for (const { loser } of parts) {
    await contacts.deleteOne({ _id: loser, mergedInto: id });
    await removeHoldings(loser, []);
  }
  await merges.deleteMany({ survivor: id });
  await merges.deleteMany({ loser: id });
  await pairs.deleteMany({ cards: id });
  for (const file of await filesOf(conversations, id)) await removeFile(file);
  await removeHoldings(id, conversations);
  await removals.deleteOne({ _id: id });
  return true;
}
