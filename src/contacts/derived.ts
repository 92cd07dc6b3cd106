import type { Contact } from './contact.ts';
import { keysOf } from './merging/keys-of.ts';
import { searchWords } from './search-words.ts';

/** Raised whenever the same card would be derived otherwise than before: then `renewCards` goes over those that are there. */
export const derivedVersion = 2;

/** What stands on a card only so that it is found: made of the rest with every write. */
export interface Derived {
  search: string[];
  /** Absent where there is nothing to share. */
  keys?: string[];
  derived: number;
}

/** In the trash a card is found by nothing; what stands in the fields `hidden`, only by whoever sees them. Pure. */
export function derivedOf(contact: Omit<Contact, 'id'>, hidden: readonly string[] = []): Derived {
  const keys = keysOf(contact);
  return {
    search: contact.deletedAt ? [] : searchWords(contact, hidden),
    ...(keys.length > 0 && { keys }),
    derived: derivedVersion,
  };
}

/** Written before what we derive was derived like this. */
export function isOutdated({ derived = 0 }: { derived?: number }): boolean {
  return derived < derivedVersion;
}
