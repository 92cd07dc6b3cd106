import type { Category, Contact, Temperature } from './contact.ts';
import { type CardDocument, type ContactDocument, ContactModel, toContact, withoutWords } from './contact-model.ts';
import { markWord, ownerWord, queryWords, tagWord } from './search-words.ts';

/** Numbers above this are told as "more than": counting every match of a large base would cost more than the page. */
export const countedContacts = 10_000;

/** What a selection of cards is narrowed by. */
export interface ContactFilter {
  query?: string;
  tag?: string;
  /** `null` for those of nobody. */
  owner?: string | null;
  temperature?: Temperature;
  category?: Category;
  hasDeals?: true;
  /** Only those of this member of the staff, and of nobody. */
  visibleTo?: string;
}

/**
 * A page of cards, those heard from last first. Every word of the query has to be the beginning of a name, a tag, an e-mail, a username, a
 * city, a company or any ending of a phone.
 */
export async function listContacts(
  input: ContactFilter & { page: number; perPage: number },
): Promise<{ contacts: Contact[]; total: number }> {
  const { filter } = toFilter(input);
  const [found, total] = await Promise.all([
    ContactModel.find(filter)
      .sort({ lastActivityAt: -1, _id: 1 })
      .skip((input.page - 1) * input.perPage)
      .limit(input.perPage)
      .lean<ContactDocument[]>(),
    ContactModel.countDocuments(filter).limit(countedContacts),
  ]);
  return { contacts: found.map(toContact), total };
}

/** All cards of a selection, one after the other, read in stretches: as many as there are need no more memory than a few. */
export async function* streamContacts(input: ContactFilter): AsyncGenerator<Contact> {
  const { filter, isWhole } = toFilter(input);
  const found = ContactModel.find(filter, withoutWords);
  // The whole list goes by the index of its order; a part of it would have to be sorted in memory.
  const ordered = isWhole ? found.sort({ lastActivityAt: -1, _id: 1 }) : found;
  for await (const document of ordered.lean<CardDocument[]>().cursor({ batchSize: 200 })) yield toContact(document);
}

function toFilter(input: ContactFilter) {
  const words = queryWords(input.query ?? '');
  const wanted = [
    ...words.map(word => ({ search: { $regex: `^${escapeRegex(word)}` } })),
    ...(input.tag ? [{ search: tagWord(input.tag) }] : []),
    ...(input.owner !== undefined ? [{ search: ownerWord(input.owner ?? undefined) }] : []),
    ...(input.temperature ? [{ search: markWord(input.temperature) }] : []),
    ...(input.category ? [{ search: markWord(input.category) }] : []),
    ...(input.hasDeals ? [{ search: markWord('deals') }] : []),
    ...(input.visibleTo ? [{ search: { $in: [ownerWord(undefined), ownerWord(input.visibleTo)] } }] : []),
  ];
  // Without words the whole list goes by its own index; the condition holds for everybody and lets every server use it.
  const filter = { lastActivityAt: { $gt: new Date(0) }, deletedAt: null, ...(wanted.length > 0 && { $and: wanted }) };
  return { filter, isWhole: wanted.length === 0 };
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
