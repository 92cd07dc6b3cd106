import { isDeepStrictEqual } from 'node:util';
import { type ContactDocument, contacts, toContact } from './contact-model.ts';
import { searchWords } from './search-words.ts';

/**
 * Gives cards of earlier versions of the program all that they are found by now, in the order of their ids. Resolves with the last id that it looked
 * at, or nothing when there are no more.
 */
export async function renewSearchWords({ after, limit }: { after: string; limit: number }): Promise<string | undefined> {
  const found = await contacts
    .find({ _id: { $gt: after } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  const behind = found.filter(document => !isDeepStrictEqual(document.search, wordsOf(document)));
  if (behind.length > 0)
    await contacts.bulkWrite(
      behind.map(document => ({
        // Whoever writes the card meanwhile gives it its words.
        updateOne: {
          filter: { _id: document._id, stamp: document.stamp ?? null },
          update: { $set: { search: wordsOf(document) } },
        },
      })) as Parameters<typeof contacts.bulkWrite>[0],
      { ordered: false },
    );
  return found.length < limit ? undefined : found.at(-1)?._id;
}

const wordsOf = (document: ContactDocument): string[] => (document.deletedAt ? [] : searchWords(toContact(document)));
