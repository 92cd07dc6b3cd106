import { batching } from '../lib/batching.ts';
import type { Change, Contact } from './contact.ts';
import { type ChangeDocument, ChangeModel, contacts, toContact, withoutWords } from './contact-model.ts';

/** A card, or nothing. Many at once are read together. */
export const getContact: (id: string) => Promise<Contact | undefined> = batching(async (ids: string[]) => {
  const found = await contacts.find({ _id: { $in: [...new Set(ids)] } }, { projection: withoutWords }).toArray();
  const byId = new Map(found.map(contact => [contact._id, toContact(contact)]));
  return ids.map(id => byId.get(id));
});

export async function getContacts(ids: string[]): Promise<Contact[]> {
  const found = await Promise.all([...new Set(ids)].map(getContact));
  return found.filter(contact => contact !== undefined);
}

/** The latest writes to a card, newest first; with `before` those up to that time. */
export async function changesOf(contact: string, { limit, before }: { limit: number; before?: Date }): Promise<Change[]> {
  const found = await ChangeModel.find({ contact, ...(before && { at: { $lt: before } }) })
    .sort({ at: -1 })
    .limit(limit)
    .lean<ChangeDocument[]>();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}
