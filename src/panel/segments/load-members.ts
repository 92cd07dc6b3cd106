import { getContacts } from '../../contacts/index.ts';
import { membersOf } from '../../segments/index.ts';
import { t } from '../../texts/index.ts';
import { maySeeContact } from '../card/may-see.ts';
import { contactName } from '../present-contact.ts';
import { presentPhone } from '../present-phone.ts';
import type { Viewer } from '../viewer.ts';

const perPage = 50;

/** A page of who is on a list. */
export async function loadMembers(viewer: Viewer, id: string, after = '') {
  const { now, timeZone, language } = viewer;
  const page = await membersOf(id, { now, timeZone, limit: perPage, after });
  const found = new Map((await getContacts(page.contacts)).map(contact => [contact.id, contact]));
  const seen = page.contacts.flatMap(each => found.get(each) ?? []).filter(contact => maySeeContact(viewer, contact));
  const hidden = page.contacts.length - seen.length;
  const last = page.contacts.at(-1);
  return {
    id,
    people: seen.map(contact => ({
      id: contact.id,
      href: `/contacts/${contact.id}`,
      name: contactName(viewer, contact),
      phone: contact.name && contact.phones[0] && presentPhone(viewer, contact.phones[0]).words,
      about: [contact.company, contact.city].filter(Boolean).join(', '),
    })),
    isFirst: after === '',
    first: `/segments/${id}`,
    ...(page.hasMore && last && { next: `/segments/${id}?after=${encodeURIComponent(last)}` }),
    ...(hidden > 0 && { hidden: t(language, 'panel:segments.count.hidden', { count: hidden }) }),
  };
}
