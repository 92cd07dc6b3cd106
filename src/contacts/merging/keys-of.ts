import type { Contact } from '../contact.ts';
import { normalizeWord } from '../search-words.ts';

/** What of a card is compared with others. */
export type Comparable = Pick<
  Contact,
  'name' | 'firstName' | 'lastName' | 'middleName' | 'phones' | 'emails' | 'birthday' | 'city' | 'identities' | 'deletedAt'
>;

/** A person has one number over all accounts of these messengers: https://core.telegram.org/bots/api#user, https://dev.vk.com/reference/objects/user */
const oneNumber: ReadonlySet<string> = new Set(['telegram', 'vk']);

/**
 * What a card shares with other cards of the same person: each phone, each e-mail, the person's number in a messenger, the full name with
 * the birthday or the city. None for a card in the trash. Pure.
 */
export function keysOf(contact: Comparable): string[] {
  if (contact.deletedAt) return [];
  const name = comparableName(contact);
  const day = contact.birthday?.slice(-5);
  const city = contact.city && comparableCity(contact.city);
  return [
    ...contact.phones.map(phone => `phone:${phone}`),
    ...contact.emails.map(email => `email:${email.toLowerCase()}`),
    ...contact.identities.flatMap(({ messenger, id }) => (oneNumber.has(messenger) ? [`person:${messenger}:${id}`] : [])),
    ...(name && day ? [`birthday:${name}:${day}`] : []),
    ...(name && city ? [`city:${name}:${city}`] : []),
  ].filter((key, i, all) => all.indexOf(key) === i);
}

/**
 * First and last name in any order, without the patronymic, lower case, ё as е; nothing where only one word is known: too many people share it.
 */
function comparableName({ name, firstName, lastName, middleName }: Comparable): string | undefined {
  const parts = firstName && lastName ? wordsOf(`${firstName} ${lastName}`) : wordsOf(name ?? '');
  const middle = wordsOf(middleName ?? '');
  const kept = parts.filter(word => !middle.includes(word) && !(parts.length > 2 && patronymic.test(word)));
  return kept.length > 1 ? kept.sort().join(' ') : undefined;
}

const patronymic = /(?:ович|евич|ьич|овна|евна|ична|инична)$/;

function comparableCity(city: string): string | undefined {
  const words = wordsOf(city).filter(word => !cityWords.has(word));
  return words.length > 0 ? words.join(' ') : undefined;
}

const cityWords: ReadonlySet<string> = new Set(['г', 'гор', 'город', 'city']);

function wordsOf(text: string): string[] {
  return normalizeWord(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
