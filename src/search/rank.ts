import type { Contact } from '../contacts/index.ts';
import { plainWords } from './stems.ts';

/** Cards whose names have the words as they were typed come first, then those heard from last. Pure. */
export function rankContacts(contacts: Contact[], words: string[][]): Contact[] {
  const typed = words.map(([word = '']) => word);
  const scored = contacts.map(contact => ({ contact, score: scoreOf(namesOf(contact), typed) }));
  return scored
    .toSorted((a, b) => b.score - a.score || b.contact.lastActivityAt.getTime() - a.contact.lastActivityAt.getTime())
    .map(({ contact }) => contact);
}

/** Those still to be done, then those with the words as they were typed, then the latest. Pure. */
export function rankTitled<T extends { title: string; at: Date; isOpen?: boolean; done?: unknown }>(
  all: T[],
  words: string[][],
): T[] {
  const typed = words.map(([word = '']) => word);
  const scored = all.map(one => ({ one, score: scoreOf(plainWords(one.title), typed) + (isOver(one) ? 0 : 100) }));
  return scored.toSorted((a, b) => b.score - a.score || b.one.at.getTime() - a.one.at.getTime()).map(({ one }) => one);
}

const isOver = ({ isOpen, done }: { isOpen?: boolean; done?: unknown }): boolean => isOpen === false || done !== undefined;

const namesOf = ({ name, firstName, lastName }: Contact): string[] =>
  [name, firstName, lastName].flatMap(text => (text ? plainWords(text) : []));

/** A whole word counts more than the beginning of one. */
function scoreOf(own: string[], typed: string[]): number {
  return typed.reduce((sum, word) => sum + (own.includes(word) ? 2 : own.some(one => one.startsWith(word)) ? 1 : 0), 0);
}
