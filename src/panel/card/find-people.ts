import { type Contact, listContacts } from '../../contacts/index.ts';
import { may, type Staff } from '../../staff/index.ts';
import { contactName } from '../present-contact.ts';
import { presentPhone } from '../present-phone.ts';
import type { Viewer } from '../viewer.ts';

const shown = 8;

/** Cards by words as somebody types them into a field, of those that this person of the staff may see; none before anything is typed. */
export async function findVisible(staff: Staff, query: string, most = shown): Promise<Contact[]> {
  if (!query) return [];
  const seen = may(staff, 'seeAll') ? {} : { visibleTo: staff.id };
  return (await listContacts({ query, role: staff.role, ...seen, page: 1, perPage: most })).contacts;
}

/** The same as rows to choose from, each with what tells namesakes apart. */
export async function findPeople(viewer: Viewer, staff: Staff, query: string) {
  const contacts = await findVisible(staff, query);
  return {
    isSearched: query !== '',
    contacts: contacts.map(contact => ({
      id: contact.id,
      name: contactName(viewer, contact),
      hint: [contact.phones[0] && presentPhone(viewer, contact.phones[0]).words, contact.city].filter(Boolean).join(', '),
    })),
  };
}
