import { beginsWith } from '../db/index.ts';
import type { Contact } from './contact.ts';
import { type CardDocument, contacts, toContact, withoutWords } from './contact-model.ts';
import { ownerWord } from './search-words.ts';

/**
 * Some cards that have, for each of `words`, something that begins with one of its alternatives; in no order where there are more than `limit`. None
 * from the trash. `visibleTo`: only those of this member of the staff and of nobody.
 */
export async function findContacts({
  words,
  visibleTo,
  limit,
}: {
  words: string[][];
  visibleTo?: string | undefined;
  limit: number;
}): Promise<Contact[]> {
  if (words.length === 0) return [];
  const wanted = [
    ...words.map(alternatives => beginsWith('search', alternatives)),
    ...(visibleTo === undefined ? [] : [{ search: { $in: [ownerWord(undefined), ownerWord(visibleTo)] } }]),
  ];
  const found = await contacts
    .find<CardDocument>({ $and: wanted, deletedAt: { $exists: false } }, { projection: withoutWords })
    .limit(limit)
    .toArray();
  return found.map(toContact);
}
