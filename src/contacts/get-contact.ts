import { batching } from '../lib/batching.ts';
import type { Change, Contact, ReachabilityState } from './contact.ts';
import { type ChangeDocument, ChangeModel, type ContactDocument, contacts, toContact, withoutWords } from './contact-model.ts';
import { phoneWord } from './search-words.ts';

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

/** The latest writes to a card, newest first. */
export async function changesOf(contact: string, { limit }: { limit: number }): Promise<Change[]> {
  const found = await ChangeModel.find({ contact }).sort({ at: -1 }).limit(limit).lean<ChangeDocument[]>();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}

/** Other cards with the same phone or e-mail. Only a suggestion: the same number may be a family's or a firm's. */
export async function possibleDuplicates(contact: Contact): Promise<{ contact: Contact; by: 'phone' | 'email' }[]> {
  const words = [...contact.phones.map(phoneWord), ...contact.emails];
  const found =
    words.length > 0
      ? await contacts
          .find({ search: { $in: words }, _id: { $ne: contact.id } })
          .limit(20)
          .toArray()
      : [];
  return found.flatMap(other => {
    const by = sharedBy(toContact(other), contact);
    return by ? [{ contact: toContact(other), by }] : [];
  });
}

function sharedBy(one: Contact, two: Contact): 'phone' | 'email' | undefined {
  if (one.phones.some(phone => two.phones.includes(phone))) return 'phone';
  return one.emails.some(email => two.emails.includes(email)) ? 'email' : undefined;
}

/** Whether we may write to an identity of a contact, as far as the card knows; nothing when the card or the identity is gone. */
export const reachabilityOf: (of: { contact: string; identity: string }) => Promise<ReachabilityState | undefined> = batching(
  async asked => {
    const ids = [...new Set(asked.map(({ contact }) => contact))];
    const found = await contacts
      .find<Pick<ContactDocument, '_id' | 'identities'>>({ _id: { $in: ids } }, { projection: { identities: 1 } })
      .toArray();
    const byId = new Map(found.map(contact => [contact._id, contact.identities]));
    return asked.map(({ contact, identity }) => byId.get(contact)?.find(({ key }) => key === identity)?.reachability.state);
  },
);
