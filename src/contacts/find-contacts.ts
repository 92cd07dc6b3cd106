import { beginsWith } from '../db/index.ts';
import type { Contact } from './contact.ts';
import { type CardDocument, contacts, toContact, withoutWords } from './contact-model.ts';
import { hiddenFields } from './field-settings.ts';
import { ownerWord, withHidden } from './search-words.ts';

/**
 * Some cards that have, for each of `words`, something that begins with one of its alternatives; in no order where there are more than `limit`. None
 * from the trash. `visibleTo`: only those of this member of the staff and of nobody. `role` is of whoever looks: fields that are hidden from somebody
 * are looked through only for those who see them.
 */
export async function findContacts({
  words,
  visibleTo,
  role,
  limit,
}: {
  words: string[][];
  visibleTo?: string | undefined;
  role?: string;
  limit: number;
}): Promise<Contact[]> {
  if (words.length === 0) return [];
  const secret = role === undefined ? [] : await hiddenFields({ seenBy: role });
  const wanted = [
    ...words.map(alternatives => beginsWith('search', withHidden(alternatives, secret))),
    ...(visibleTo === undefined ? [] : [{ search: { $in: [ownerWord(undefined), ownerWord(visibleTo)] } }]),
  ];
  const found = await contacts
    .find<CardDocument>({ $and: wanted, deletedAt: { $exists: false } }, { projection: withoutWords })
    .limit(limit)
    .toArray();
  return found.map(toContact);
}
