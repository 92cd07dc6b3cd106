import type { Person } from '../people/person.ts';

/** Somebody of the past with a card: who they are, and from when until when they were heard of. */
export interface Customer {
  contact: string;
  person: Person;
  cameAt: Date;
  /** Their last word of the past; nothing is made up for them that would come before it. */
  lastAt: Date;
  /** Who of the firm is talking to them just now. */
  talksTo?: string;
}
