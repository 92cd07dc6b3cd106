import { batching } from '../lib/batching.ts';
import type { Change, Contact } from './contact.ts';
import { type ChangeDocument, ChangeModel, type ContactDocument, ContactModel, contacts, toContact } from './contact-model.ts';

/** A card, or nothing. Many at once are read together. */
export const getContact: (id: string) => Promise<Contact | undefined> = batching(async (ids: string[]) => {
  const found = await contacts.find({ _id: { $in: [...new Set(ids)] } }).toArray();
  const byId = new Map(found.map(contact => [contact._id, toContact(contact)]));
  return ids.map(id => byId.get(id));
});

export async function getContacts(ids: string[]): Promise<Contact[]> {
  const found = await Promise.all([...new Set(ids)].map(getContact));
  return found.filter(contact => contact !== undefined);
}

/** The latest writes to a card, newest first. */
export async function changesOf(contact: string, { limit }: { limit: number }): Promise<Change[]> {
  const found = await ChangeModel.find({ contact }).sort({ at: -1 }).limit(limit).lean<ChangeDocument[]>();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}

/** Other cards with the same phone or e-mail. Only a suggestion: the same number may be a family's or a firm's. */
export async function possibleDuplicates(contact: Contact): Promise<{ contact: Contact; by: 'phone' | 'email' }[]> {
  const [samePhone, sameEmail] = await Promise.all([
    contact.phones.length > 0
      ? ContactModel.find({ phones: { $in: contact.phones } })
          .limit(20)
          .lean<ContactDocument[]>()
      : [],
    contact.emails.length > 0
      ? ContactModel.find({ emails: { $in: contact.emails } })
          .limit(20)
          .lean<ContactDocument[]>()
      : [],
  ]);
  const others = new Map<string, { contact: Contact; by: 'phone' | 'email' }>();
  for (const other of sameEmail) others.set(other._id, { contact: toContact(other), by: 'email' });
  for (const other of samePhone) others.set(other._id, { contact: toContact(other), by: 'phone' });
  others.delete(contact.id);
  return [...others.values()];
}
