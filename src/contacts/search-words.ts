import type { Contact, FieldValue } from './contact.ts';

type Searchable = Pick<
  Contact,
  'name' | 'firstName' | 'lastName' | 'middleName' | 'phones' | 'emails' | 'city' | 'company' | 'tags' | 'identities'
> &
  Partial<
    Pick<
      Contact,
      'owner' | 'temperature' | 'category' | 'openDeals' | 'fields' | 'address' | 'region' | 'position' | 'requisites'
    >
  >;

/** A word as it is kept and looked for: lower case, ё as е. */
export function normalizeWord(word: string): string {
  return word.toLowerCase().replaceAll('ё', 'е');
}

export function splitWords(text: string): string[] {
  return normalizeWord(text)
    .split(/[^\p{L}\p{N}@._+-]+/u)
    .filter(Boolean);
}

/**
 * What a card is found by; a query's word finds it as the beginning of any of these. Of a phone that is every ending of four digits and
 * more, so that "4567", "123-45-67" and "8 999…" all find +7 999 123-45-67. What stands in the fields `hidden` is found as `hiddenWord` says.
 */
export function searchWords(contact: Searchable, hidden: readonly string[] = []): string[] {
  const texts = [
    contact.name,
    contact.firstName,
    contact.lastName,
    contact.middleName,
    contact.city,
    contact.company,
    contact.position,
    contact.region,
    ...contact.tags,
  ];
  const own = Object.entries(contact.fields ?? {});
  const open = own.flatMap(([key, value]) => (hidden.includes(key) ? [] : valueWords(value)));
  const secret = own.flatMap(([key, value]) =>
    hidden.includes(key) ? splitWords(valueWords(value).join(' ')).map(word => hiddenWord(key, word)) : [],
  );
  const more = [contact.address, contact.requisites, ...open];
  const people = contact.identities.flatMap(identity => [identity.name, identity.username]);
  const emails = contact.emails.flatMap(email => [email, email.split('@')[1] ?? '']);
  const words = [...texts, ...people].flatMap(text => (text ? splitWords(text) : []));
  return [
    ...new Set([
      ...words,
      ...splitWords(more.filter(Boolean).join(' ')).slice(0, mostFieldWords),
      ...secret.slice(0, mostFieldWords),
      ...emails,
      ...contact.phones.flatMap(phoneEndings),
      ...contact.tags.map(tagWord),
      ...marks(contact),
    ]),
  ].filter(Boolean);
}

/** Every word costs every write of the card. */
const mostFieldWords = 30;

/** What a field of one's own is found by: texts, numbers and what was chosen, but no yes or no. */
function valueWords(value: FieldValue): string[] {
  if (Array.isArray(value)) return value.flatMap(valueWords);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

/** A word of a field that some roles do not see: only whoever sees the field looks for it so. A query's words have neither of the two signs. */
export function hiddenWord(key: string, word: string): string {
  return `=${key}:${word}`;
}

/** Beginnings to look for, among them those in fields that are hidden from others. */
export function withHidden(beginnings: readonly string[], fields: readonly string[]): string[] {
  return [...beginnings, ...fields.flatMap(key => beginnings.map(word => hiddenWord(key, word)))];
}

/** What cards with a tag are found by. One index of words serves everything that a card is looked up by: each index costs every write. */
export function tagWord(tag: string): string {
  return `#${tag}`;
}

/** What cards with a phone are found by, whole. */
export function phoneWord(phone: string): string {
  return phone.replace(/\D/g, '');
}

function phoneEndings(phone: string): string[] {
  const digits = phoneWord(phone);
  return Array.from({ length: Math.max(digits.length - 3, 0) }, (_, i) => digits.slice(i));
}

/** The words of a query, of which a card must have all. Digits written with dashes, spaces and brackets are one number; a leading 8 of a Russian number is its 7. */
export function queryWords(query: string): string[] {
  if (/^[\d\s()+-]+$/.test(query)) {
    const digits = query.replace(/\D/g, '');
    if (digits.length === 11 && digits.startsWith('8')) return [digits.slice(1)];
    return digits ? [digits] : [];
  }
  return splitWords(query);
}

/** What the cards of a member of the staff are found by, or those of nobody. A query's words have no colon. */
export function ownerWord(owner: string | undefined): string {
  return `:owner:${owner ?? ''}`;
}

/** What cards are found by that have a temperature, a category, or `deals` that are open. */
export function markWord(mark: string): string {
  return `:${mark}`;
}

function marks({ owner, temperature, category, openDeals }: Searchable): string[] {
  return [ownerWord(owner), ...[temperature, category, openDeals && 'deals'].flatMap(mark => (mark ? [markWord(mark)] : []))];
}
