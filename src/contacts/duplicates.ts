import { AppError } from '../lib/app-error.ts';
import type { Contact } from './contact.ts';
import { type DuplicatePair, type PairDocument, pairId, pairs, sorted, toPair } from './duplicates-model.ts';
import { getContacts } from './get-contact.ts';
import { evidenceOf, strengthOf } from './merging/evidence-of.ts';

export interface SuggestedPair extends DuplicatePair {
  contacts: [Contact, Contact];
}

/** Who looks: whose cards are hidden from them is nobody's pair. */
export interface PairViewer {
  id: string;
  seeAll: boolean;
}

/** Numbers above this are told as "more than". */
export const countedPairs = 1000;

/** Pairs that wait for a decision, the likeliest first, with both cards as they are now. */
export async function suggestedPairs(input: {
  viewer: PairViewer;
  page: number;
  perPage: number;
}): Promise<{ pairs: SuggestedPair[]; hasMore: boolean }> {
  const { viewer, page, perPage } = input;
  const from = (page - 1) * perPage;
  const found: SuggestedPair[] = [];
  // Cards that are not theirs to see are passed over, so pages are counted in pairs that are shown.
  for (let skip = 0; skip < countedPairs && found.length <= from + perPage; skip += perPage * 2) {
    const read = await pairs
      .find({ state: 'open' })
      .sort({ state: 1, strength: -1, _id: 1 })
      .skip(skip)
      .limit(perPage * 2)
      .toArray();
    found.push(...(await withCards(read)).filter(pair => pair.contacts.every(contact => maySee(viewer, contact))));
    if (read.length < perPage * 2) break;
  }
  return { pairs: found.slice(from, from + perPage), hasMore: found.length > from + perPage };
}

/** How many pairs wait, up to `countedPairs`. */
export function countSuggested(): Promise<number> {
  return pairs.countDocuments({ state: 'open' }, { limit: countedPairs });
}

/**
 * They are two people: not suggested again unless they come to share something new. AppError `duplicates.not_found` when one of the cards is gone.
 */
export async function dismissPair(
  one: string,
  two: string,
  { by, now }: { by: { id: string; name: string }; now: Date },
): Promise<void> {
  const [first, second] = await getContacts([one, two]);
  if (!first || !second) throw new AppError('duplicates.not_found', 'One of the cards is not there any more.');
  const evidence = evidenceOf(first, second);
  await pairs.updateOne(
    { _id: pairId(one, two) },
    {
      $set: {
        cards: sorted(one, two),
        evidence,
        strength: strengthOf(evidence),
        state: 'dismissed',
        at: now,
        decided: { by: by.id, name: by.name, at: now },
      },
    },
    { upsert: true },
  );
}

/** Whether somebody without `seeAll` may see a card: their own and nobody's. */
export function maySee({ id, seeAll }: PairViewer, { owner }: Contact): boolean {
  return seeAll || owner === undefined || owner === id;
}

async function withCards(read: PairDocument[]): Promise<SuggestedPair[]> {
  const cards = new Map((await getContacts(read.flatMap(pair => pair.cards))).map(contact => [contact.id, contact]));
  return read.flatMap(pair => {
    const [one, two] = pair.cards.map(id => cards.get(id));
    return one && two && !one.deletedAt && !two.deletedAt
      ? [{ ...toPair(pair), contacts: [one, two] as [Contact, Contact] }]
      : [];
  });
}
