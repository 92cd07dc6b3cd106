import type { Contact } from '../contacts/index.ts';
import { t } from '../texts/index.ts';
import { presentPhone } from './present-phone.ts';
import { presentDate } from './present-time.ts';
import type { Viewer } from './viewer.ts';

/** What a manager may change on a card, in the order of the card. */
export const editableFields = ['name', 'phone', 'email', 'city', 'company', 'birthday'] as const;
export type EditableField = (typeof editableFields)[number];

const icons = { name: 'user', phone: 'phone', email: 'mail', city: 'map-pin', company: 'building', birthday: 'cake' } as const;
const inputs = {
  name: { type: 'text' },
  phone: { type: 'tel', inputmode: 'tel' },
  email: { type: 'email', inputmode: 'email' },
  city: { type: 'text' },
  company: { type: 'text' },
  birthday: { type: 'text', placeholder: '12.05.1990' },
} as const;

/** A field as it is read, with its link where it has one, and as it is typed. */
export function presentField(viewer: Viewer, contact: Contact, field: EditableField) {
  return {
    contact: contact.id,
    field,
    label: t(viewer.language, `panel:card.fields.${field}`),
    icon: icons[field],
    ...inputs[field],
    ...read(viewer, contact, field),
  };
}

export const presentFields = (viewer: Viewer, contact: Contact) =>
  editableFields.map(field => presentField(viewer, contact, field));

function read(
  viewer: Viewer,
  contact: Contact,
  field: EditableField,
): { typed: string; words?: string; href?: string; more?: string } {
  const more = (others: string[]) =>
    others.length ? { more: t(viewer.language, 'panel:card.morePhones', { list: others.join(', ') }) } : {};
  if (field === 'phone') {
    const [phone, ...others] = contact.phones.map(number => presentPhone(viewer, number));
    return { typed: phone?.words ?? '', ...phone, ...more(others.map(({ words }) => words)) };
  }
  if (field === 'email') {
    const [email, ...others] = contact.emails;
    return { typed: email ?? '', ...(email && { words: email, href: `mailto:${email}` }), ...more(others) };
  }
  const value = contact[field];
  if (!value) return { typed: '' };
  if (field === 'birthday')
    return {
      typed: value.replace(/^(\d{4}|-)-(\d{2})-(\d{2})$/, (_all, year, month, day) =>
        [day, month, year].filter(part => part !== '-').join('.'),
      ),
      words: presentDate(viewer, value),
    };
  return { typed: value, words: value };
}
