import { readOn, type Stretch } from '../db/index.ts';
import type { Change, Contact } from './contact.ts';
import { type CardDocument, type ContactDocument, changes, contacts, toContact, withoutWords } from './contact-model.ts';

/** Cards that are not in the trash, by their ids. */
export async function readContacts({ where = {}, ...stretch }: Stretch): Promise<{ contacts: Contact[]; hasMore: boolean }> {
  const { found, hasMore } = await readOn<ContactDocument>(contacts, {
    ...stretch,
    where: { $and: [{ deletedAt: null }, where] },
    projection: withoutWords,
  });
  return { contacts: found.map(toContact), hasMore };
}

/** The card of an identity, by its key. */
export async function contactOfIdentity(key: string): Promise<Contact | undefined> {
  const found = await contacts.findOne<CardDocument>(
    { 'identities.key': { $exists: true, $eq: key } },
    { projection: withoutWords },
  );
  return found ? toContact(found) : undefined;
}

/** Which writes to cards there were from one moment until before another, by their time: their ids alone, which cost little. */
export async function changeIdsSince(
  since: Date,
  until: Date,
  { skip, limit }: { skip: number; limit: number },
): Promise<string[]> {
  const found = await changes
    .find<{ _id: string }>({ at: { $gte: since, $lt: until } }, { projection: { _id: 1 } })
    .sort({ at: 1, _id: 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}

/** Writes to cards by their ids. */
export async function changesByIds(ids: string[]): Promise<Change[]> {
  const found = await changes.find({ _id: { $in: ids } }).toArray();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}
