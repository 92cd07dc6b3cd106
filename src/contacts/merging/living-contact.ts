import type { Contact } from '../contact.ts';
import { getContact } from '../get-contact.ts';

/** Cards that became parts of others that became parts of others: nobody merges deeper than this. */
const deepest = 20;

/** The card itself, or the one that it became a part of; nothing where there is neither. One read for a card that stands alone. */
export async function livingContact(id: string): Promise<Contact | undefined> {
  let contact = await getContact(id);
  for (let hops = 0; contact?.mergedInto && hops < deepest; hops++) contact = await getContact(contact.mergedInto);
  return contact;
}
