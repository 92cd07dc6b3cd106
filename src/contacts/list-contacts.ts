import { beginsWith, memoFor } from '../db/index.ts';
import { activityLadder } from './activity-ladder.ts';
import type { Category, Contact, Temperature } from './contact.ts';
import { type CardDocument, type ContactDocument, ContactModel, toContact, withoutWords } from './contact-model.ts';
import { hiddenFields } from './field-settings.ts';
import { markWord, ownerWord, queryWords, tagWord, withHidden } from './search-words.ts';

/** Numbers above this are told as "more than": counting every match of a large base would cost more than the page. */
export const countedContacts = 10_000;

/** What a selection of cards is narrowed by. */
export interface ContactFilter {
  query?: string;
  /** Of whoever looks: fields that are hidden from somebody are looked through only for a role that sees them. */
  role?: string;
  tag?: string;
  /** `null` for those of nobody. */
  owner?: string | null;
  temperature?: Temperature;
  category?: Category;
  /** With a deal that is open. */
  openDeals?: true;
  /** Only those of this member of the staff, and of nobody. */
  visibleTo?: string;
}

/**
 * A page of cards, those heard from last first. Every word of the query has to be the beginning of a name, a tag, an e-mail, a username, a
 * city, a company or any ending of a phone.
 */
export async function listContacts(input: ContactFilter & Page): Promise<{ contacts: Contact[]; total: number }> {
  const { filter, isWhole } = await toFilter(input);
  const counting = isWhole ? countLiving() : countUpTo(countedContacts, filter);
  const [found, total] = await Promise.all([latestPage(filter, input, isWhole ? undefined : counting), counting]);
  return { contacts: found.map(toContact), total };
}

interface Page {
  page: number;
  perPage: number;
}

/** So many cards are sorted as soon as a few. */
const fewCards = 4000;

/** A page of those that fit, looked for among the latest cards first. `fitting` resolves with how many fit, unless all do. */
async function latestPage(filter: object, page: Page, fitting: Promise<number> | undefined): Promise<ContactDocument[]> {
  const { amount, rungs } = await activityLadder();
  const count = rungs.length > 0 ? ((await fitting) ?? amount) : 0;
  if (count < fewCards) return findPage(filter, page);
  // As if those that fit were spread evenly, with something to spare.
  const enough = 1.5 * page.page * page.perPage * (amount / count);
  for (const { since, cards } of rungs) {
    if (cards < enough) continue;
    const found = await findPage({ ...filter, lastActivityAt: { $gt: since } }, page);
    if (found.length === page.perPage) return found;
  }
  return findPage(filter, page);
}

function findPage(filter: object, { page, perPage }: Page): Promise<ContactDocument[]> {
  return ContactModel.find(filter)
    .sort({ lastActivityAt: -1, _id: 1 })
    .skip((page - 1) * perPage)
    .limit(perPage)
    .lean<ContactDocument[]>()
    .exec();
}

/** Of a condition that holds for all of them. */
const everybody = { lastActivityAt: { $gt: new Date(0) } };

/** A base that has more cards than are told of is not counted again for a minute. */
const many = memoFor<number>(60_000);

async function countLiving(): Promise<number> {
  const count = await many.get('living', countAllLiving);
  if (count < countedContacts) many.forget();
  return count;
}

/** Whether a card is in the trash stands in the card: DocumentDB counts sooner what it finds in an index alone. */
async function countAllLiving(): Promise<number> {
  const trashed = await ContactModel.countDocuments({ deletedAt: { $exists: true, $gt: new Date(0) } });
  return Math.max(0, (await countUpTo(countedContacts + trashed, everybody)) - trashed);
}

function countUpTo(most: number, filter: object): Promise<number> {
  return ContactModel.countDocuments(filter).limit(most).exec();
}

/** All cards of a selection, one after the other, read in stretches: as many as there are need no more memory than a few. */
export async function* streamContacts(input: ContactFilter): AsyncGenerator<Contact> {
  const { filter, isWhole } = await toFilter(input);
  const found = ContactModel.find(filter, withoutWords);
  // The whole list goes by the index of its order; a part of it would have to be sorted in memory.
  const ordered = isWhole ? found.sort({ lastActivityAt: -1, _id: 1 }) : found;
  for await (const document of ordered.lean<CardDocument[]>().cursor({ batchSize: 200 })) yield toContact(document);
}

async function toFilter(input: ContactFilter) {
  const words = queryWords(input.query ?? '');
  const secret = words.length > 0 && input.role !== undefined ? await hiddenFields({ seenBy: input.role }) : [];
  const wanted = [
    ...words.map(word => beginsWith('search', withHidden([word], secret))),
    ...(input.tag ? [{ search: tagWord(input.tag) }] : []),
    ...(input.owner !== undefined ? [{ search: ownerWord(input.owner ?? undefined) }] : []),
    ...(input.temperature ? [{ search: markWord(input.temperature) }] : []),
    ...(input.category ? [{ search: markWord(input.category) }] : []),
    ...(input.openDeals ? [{ search: markWord('deals') }] : []),
    ...(input.visibleTo ? [{ search: { $in: [ownerWord(undefined), ownerWord(input.visibleTo)] } }] : []),
  ];
  const isWhole = wanted.length === 0;
  // A card in the trash has no words, so it needs no condition more. Of the whole list, the first condition lets every server use the index of
  // its order.
  const filter = isWhole ? { ...everybody, deletedAt: null } : { $and: wanted };
  return { filter, isWhole };
}
