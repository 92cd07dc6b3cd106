import { readOn, type Stretch } from '../db/index.ts';
import type { Change, Contact } from './contact.ts';
import {
  type CardDocument,
  type ChangeDocument,
  type ContactDocument,
  changes,
  contacts,
  toContact,
  withoutWords,
} from './contact-model.ts';

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

/** Writes to a card, the latest first, behind the one that the stretch before ended with. Those of one moment stay together or are parted by their ids. */
export async function readChanges(
  contact: string,
  { limit, after }: { limit: number; after?: { at: Date; id: string } },
): Promise<Change[]> {
  const behind = after && { at: { $lte: after.at }, $or: [{ at: { $lt: after.at } }, { _id: { $gt: after.id } }] };
  const found = await changes
    .find({ contact, ...behind })
    .sort({ at: -1, _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(toChange);
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
  return found.map(toChange);
}

const toChange = ({ _id, ...rest }: ChangeDocument): Change => ({ id: _id, ...rest });
