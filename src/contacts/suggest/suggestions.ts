import type { Contact } from '../contact.ts';
import { findCity, zoneOfRegion } from './cities.ts';
import { suggestEmail } from './suggest-email.ts';
import { suggestGender, suggestName } from './suggest-name.ts';
import { placeOfPhone } from './suggest-phone.ts';

/** A value that we would put on a card, if somebody agrees. */
export interface Suggestion {
  /** `field:value`, as the card remembers a refusal. */
  id: string;
  field: 'name' | 'email' | 'gender' | 'city' | 'region' | 'country' | 'timeZone';
  /** What a person reads. */
  value: string;
  /** What it follows from. */
  because: 'spelling' | 'patronymic' | 'firstName' | 'city' | 'region' | 'phone';
  /** What is written when it is accepted. */
  set: Partial<
    Record<'name' | 'firstName' | 'lastName' | 'middleName' | 'gender' | 'city' | 'region' | 'country' | 'timeZone', string>
  >;
  /** An e-mail that takes the place of another. */
  replaceEmail?: { from: string; to: string };
}

/** What could be put in order on a card, without what was turned down before. Pure; nothing is ever written without a person's word. */
export function suggestionsFor(contact: Contact): Suggestion[] {
  const refused = new Set(contact.refused);
  return [...ofName(contact), ...ofGender(contact), ...ofPlace(contact), ...ofEmails(contact)].filter(
    ({ id }) => !refused.has(id),
  );
}

function ofName(contact: Contact): Suggestion[] {
  const { firstName, lastName, middleName } = contact;
  const parts = contact.name ? suggestName(contact.name) : undefined;
  if (!contact.name || !parts) return [];
  // What is said in the parts of the card already is not told otherwise.
  const same = (a: string | undefined, b: string | undefined) => !a || !b || a.toLowerCase() === b.toLowerCase();
  const swapped = same(parts.firstName, lastName) && same(parts.lastName, firstName);
  const fits = same(parts.firstName, firstName) && same(parts.lastName, lastName) && same(parts.middleName, middleName);
  if (!fits && !swapped) return [];
  const name = [parts.firstName, parts.lastName].filter(Boolean).join(' ');
  const set = { name, ...parts };
  const isNews =
    name !== contact.name || Object.entries(parts).some(([part, value]) => contact[part as keyof typeof parts] !== value);
  const whole = [parts.lastName, parts.firstName, parts.middleName].filter(Boolean).join(' ');
  const value = parts.middleName ? whole : name;
  return isNews ? [{ id: `name:${value}`, field: 'name', value, because: 'spelling', set }] : [];
}

function ofGender({ gender, name, firstName, middleName }: Contact): Suggestion[] {
  const parts =
    firstName || middleName ? { ...(firstName && { firstName }), ...(middleName && { middleName }) } : suggestName(name ?? '');
  // A name of one word may be the first one.
  const told = suggestGender(parts ?? (name ? { firstName: name } : {}));
  if (gender || !told) return [];
  return [
    {
      id: `gender:${told}`,
      field: 'gender',
      value: told,
      because: parts?.middleName ? 'patronymic' : 'firstName',
      set: { gender: told },
    },
  ];
}

function ofPlace(contact: Contact): Suggestion[] {
  const city = contact.city ? findCity(contact.city) : undefined;
  const phone = contact.phones[0] ? placeOfPhone(contact.phones[0]) : {};
  const suggestions: Suggestion[] = [];
  const offer = (
    field: 'city' | 'region' | 'country' | 'timeZone',
    value: string | undefined,
    because: Suggestion['because'],
  ) => {
    const isKnown = field === 'city' ? contact.city === value : Boolean(contact[field]);
    if (value && !isKnown && !suggestions.some(each => each.field === field)) {
      suggestions.push({ id: `${field}:${value}`, field, value, because, set: { [field]: value } });
    }
  };
  if (city) {
    offer('city', city.city, 'spelling');
    offer('region', city.region, 'city');
    offer('country', city.country, 'city');
    offer('timeZone', city.timeZone, 'city');
  }
  if (!contact.city) {
    if (contact.region) offer('timeZone', zoneOfRegion(contact.region), 'region');
    offer('region', phone.place?.region ?? phone.place?.city, 'phone');
    offer('timeZone', phone.place?.timeZone, 'phone');
  }
  offer('country', phone.country, 'phone');
  return suggestions;
}

function ofEmails({ emails }: Contact): Suggestion[] {
  return emails.flatMap(email => {
    const better = suggestEmail(email);
    if (!better || emails.includes(better)) return [];
    return [
      {
        id: `email:${better}`,
        field: 'email' as const,
        value: better,
        because: 'spelling' as const,
        set: {},
        replaceEmail: { from: email, to: better },
      },
    ];
  });
}

/** Their time zone, and where we know it from. */
export function zoneOf(contact: Contact): { timeZone: string; from: 'timeZone' | 'city' | 'region' | 'phone' } | undefined {
  if (contact.timeZone) return { timeZone: contact.timeZone, from: 'timeZone' };
  const city = contact.city && findCity(contact.city)?.timeZone;
  if (city) return { timeZone: city, from: 'city' };
  const region = contact.region && zoneOfRegion(contact.region);
  if (region) return { timeZone: region, from: 'region' };
  const phone = contact.phones[0] && placeOfPhone(contact.phones[0]).place?.timeZone;
  return phone ? { timeZone: phone, from: 'phone' } : undefined;
}
