import { createHash } from 'node:crypto';
import { insertNew } from '../db/index.ts';
import type { ChangeAuthor, Contact } from './contact.ts';
import { type ContactDocument, changes, contacts } from './contact-model.ts';
import { blankContact, named } from './create-contact.ts';
import { derivedOf } from './derived.ts';
import { hiddenFields } from './field-settings.ts';
import { grade } from './grading/grading.ts';
import { currentGrading } from './grading/grading-store.ts';

/** A card to be made: `key` makes it the same card however often it is made, `fill` puts its values on an empty one. They have been read already. */
export interface NewCard {
  key: string;
  fill(blank: Contact): Contact;
}

/** The id of the card that is made under a key. */
export function idOfNew(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 20);
}

/**
 * Makes many cards by two writes, with their beginning in `changes` and all that they are found by. Cards that are there already are left as they are. At most
 * some hundreds at once: one command carries them.
 */
export async function insertContacts(cards: NewCard[], { by, now }: { by: ChangeAuthor; now: Date }): Promise<void> {
  if (cards.length === 0) return;
  const grading = await currentGrading();
  const made = cards.map(({ key, fill }) => grade(named(fill(blankContact(idOfNew(key), now))), grading, now));
  const hidden = await hiddenFields();
  await insertNew(
    contacts,
    made.map(card => toDocument(card, hidden)),
  );
  // After the cards, and also for those that stood there: who died in between has left them without their beginning.
  await insertNew(
    changes,
    made.map(({ id, name }) => ({ _id: `${id}:created`, contact: id, at: now, by, field: 'created', new: name ?? null })),
  );
}

function toDocument(card: Contact, hidden: readonly string[]): ContactDocument {
  const { id: _id, ...rest } = card;
  const derived = derivedOf(card, hidden);
  return {
    _id,
    ...rest,
    ...derived,
    ...(derived.keys && { keysAt: card.createdAt }),
    applied: [],
  };
}
