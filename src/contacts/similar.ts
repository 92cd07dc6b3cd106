import type { Contact } from './contact.ts';
import { type CardDocument, contacts, toContact, withoutWords } from './contact-model.ts';
import { type Evidence, evidenceOf, isWeakKey, strengthOf } from './merging/evidence-of.ts';
import { type Comparable, keysOf } from './merging/keys-of.ts';

export interface Similar {
  contact: Contact;
  evidence: Evidence[];
  strength: number;
}

/** So many cards that share something are looked at; a firm's phone may be on more. */
const mostLooked = 50;
/** A name and a city that more others share are those of different people. */
const crowd = 10;

/**
 * Other cards that may be of the same person, the likeliest first. A few looks at an index however many cards there
 * are. Also for a card that is not written yet.
 */
export async function similarContacts(contact: Comparable & { id?: string }): Promise<Similar[]> {
  const keys = keysOf(contact);
  const strong = keys.filter(key => !isWeakKey(key));
  const looks = [
    sharing(strong, { self: contact.id, most: mostLooked }),
    // One more than a crowd tells that it is one: the others of it need not be read.
    ...keys.filter(isWeakKey).map(key => sharing([key], { self: contact.id, most: crowd + 1 })),
  ];
  const others = new Map((await Promise.all(looks)).flat().map(other => [other.id, other]));
  const found = [...others.values()].map(other => ({ contact: other, evidence: evidenceOf(contact, other) }));
  const crowded = crowdedKeys(found.map(({ evidence }) => evidence));
  return found
    .map(({ contact: other, evidence }) => ({ contact: other, evidence: evidence.filter(({ key }) => !crowded.has(key)) }))
    .filter(({ evidence }) => evidence.length > 0)
    .map(similar => ({ ...similar, strength: strengthOf(similar.evidence) }))
    .sort((a, b) => b.strength - a.strength || (a.contact.id < b.contact.id ? -1 : 1));
}

async function sharing(keys: string[], { self, most }: { self: string | undefined; most: number }): Promise<Contact[]> {
  if (keys.length === 0) return [];
  // $exists: DocumentDB takes a partial index only where its condition stands in the query.
  const found = await contacts
    .find<CardDocument>(
      { keys: { $exists: true, $in: keys }, ...(self !== undefined && { _id: { $ne: self } }) },
      { projection: withoutWords },
    )
    .limit(most)
    .toArray();
  return found.map(toContact);
}

function crowdedKeys(all: Evidence[][]): Set<string> {
  const counts = new Map<string, number>();
  for (const { key } of all.flat()) if (isWeakKey(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count > crowd).map(([key]) => key));
}
