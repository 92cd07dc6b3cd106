import type { Contact } from './contact.ts';
import { type CardDocument, contacts, toContact, withoutWords } from './contact-model.ts';

/**
 * The cards that have any of these keys (`keysOf`), at most so many. One look at an index.
 */
export async function contactsSharing(keys: string[], { limit }: { limit: number }): Promise<Contact[]> {
  if (keys.length === 0) return [];
  const found = await contacts
    // $exists: DocumentDB takes a partial index only where its condition stands in the query.
    .find<CardDocument>({ keys: { $exists: true, $in: [...new Set(keys)] } }, { projection: withoutWords })
    .limit(limit)
    .toArray();
  return found.map(toContact);
}
