import { type Contact, contactsSharing, getContacts, keysOf, livingContact } from '../../contacts/index.ts';
import type { MatchKey } from '../import.ts';
import { externalIds } from '../store/import-model.ts';
import type { RowValues } from './read-row.ts';

/** So many cards may share what the rows of a chunk are looked up by; a firm's phone may be on hundreds. */
const mostFound = 5000;

/** What a row is looked up by, in the one form in which rows and cards are compared. */
export function keysOfRow({ phones, emails, persons, externalId, cardId }: RowValues, match: MatchKey): string[] {
  const phoneKeys = phones.map(phone => `phone:${phone}`);
  const emailKeys = emails.map(email => `email:${email}`);
  if (match === 'phone') return phoneKeys;
  if (match === 'email') return emailKeys;
  if (match === 'contact') return [...phoneKeys, ...emailKeys];
  if (match === 'identity') return persons;
  if (match === 'externalId') return externalId ? [`external:${externalId}`] : [];
  if (match === 'cardId') return cardId ? [`card:${cardId}`] : [];
  return [];
}

/** The cards under each of these keys; two or three looks at an index however many rows there are. */
export async function cardsUnder(keys: string[]): Promise<Map<string, Contact[]>> {
  const found = new Map<string, Contact[]>();
  const note = (key: string, contact: Contact) => {
    const known = found.get(key) ?? [];
    if (!known.some(({ id }) => id === contact.id)) found.set(key, [...known, contact]);
  };
  const cardKeys = keys.filter(key => key.startsWith('card:'));
  const externalKeys = keys.filter(key => key.startsWith('external:'));
  const shared = keys.filter(key => !key.startsWith('card:') && !key.startsWith('external:'));
  const wanted = new Set(shared);
  for (const contact of await contactsSharing(shared, { limit: mostFound }))
    for (const key of keysOf(contact)) if (wanted.has(key)) note(key, contact);
  for (const contact of await getContacts(cardKeys.map(key => key.slice('card:'.length)))) {
    const living = contact.mergedInto ? await livingContact(contact.id) : contact;
    if (living && !living.deletedAt) note(`card:${contact.id}`, living);
  }
  if (externalKeys.length > 0) await noteExternal(externalKeys, note);
  return found;
}

async function noteExternal(keys: string[], note: (key: string, contact: Contact) => void): Promise<void> {
  const links = await externalIds.find({ _id: { $in: keys.map(key => key.slice('external:'.length)) } }).toArray();
  const byId = new Map((await getContacts(links.map(({ contact }) => contact))).map(contact => [contact.id, contact]));
  for (const { _id, contact } of links) {
    const card = byId.get(contact);
    const living = card?.mergedInto ? await livingContact(card.id) : card;
    if (living && !living.deletedAt) note(`external:${_id}`, living);
  }
}
