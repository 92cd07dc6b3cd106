import { newId } from '../lib/ids.ts';
import { signal } from '../signals/index.ts';
import type { ChangeAuthor, Contact } from './contact.ts';
import { type CardDocument, contacts, toContact, withoutWords } from './contact-model.ts';
import { getContact } from './get-contact.ts';
import { hideConversations, showConversations } from './merging/holdings.ts';
import { writeContact } from './write-contact.ts';

/** A card can be brought back for so long. */
export const trashDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

interface Doing {
  by: ChangeAuthor;
  now: Date;
}

/**
 * Puts cards into the trash: they and their conversations are in no list any more. Answers with those that are in it now; those that are gone or
 * were there before are passed over. Whoever writes again comes back by that.
 */
export async function trashContacts(ids: string[], { by, now }: Doing): Promise<string[]> {
  const done: string[] = [];
  for (const id of new Set(ids)) {
    const card = await getContact(id);
    if (!card || card.deletedAt) continue;
    await writeContact(id, { key: `trash:${newId()}`, by, now, read: card, change: present => ({ ...present, deletedAt: now }) });
    await hideConversations(keysOfIdentities(card));
    signal({ topic: 'contacts', about: id });
    done.push(id);
  }
  return done;
}

/** Brings cards back with everything of theirs. Answers with those that are back; what is not in the trash is passed over. */
export async function restoreContacts(ids: string[], { by, now }: Doing): Promise<string[]> {
  const done: string[] = [];
  for (const id of new Set(ids)) {
    const card = await getContact(id);
    if (!card?.deletedAt || card.mergedInto) continue;
    await writeContact(id, { key: `restore:${newId()}`, by, now, change: ({ deletedAt: _gone, ...present }) => present });
    await showConversations(keysOfIdentities(card));
    signal({ topic: 'contacts', about: id });
    done.push(id);
  }
  return done;
}

/** What of the trash somebody may see. */
export interface TrashViewer {
  id: string;
  seeAll: boolean;
}

/** Cards in the trash, the latest first, each with the moment when it goes for good. */
export async function listTrash(input: {
  viewer: TrashViewer;
  page: number;
  perPage: number;
}): Promise<{ trashed: { contact: Contact; goesAt: Date }[]; total: number }> {
  const filter = trashOf(input.viewer);
  const [found, total] = await Promise.all([
    contacts
      .find<CardDocument>(filter, { projection: withoutWords })
      .sort({ deletedAt: -1 })
      .skip((input.page - 1) * input.perPage)
      .limit(input.perPage)
      .toArray(),
    contacts.countDocuments(filter, { limit: countedTrash }),
  ]);
  const trashed = found.map(toContact).map(contact => ({
    contact,
    goesAt: new Date((contact.deletedAt ?? contact.changedAt).getTime() + trashDays * dayMs),
  }));
  return { trashed, total };
}

const countedTrash = 10_000;

/** How many cards are in the trash. */
export const countTrash = (viewer: TrashViewer): Promise<number> =>
  contacts.countDocuments(trashOf(viewer), { limit: countedTrash });

function trashOf({ id, seeAll }: TrashViewer) {
  return {
    // $exists: DocumentDB takes a partial index only where its condition stands in the query.
    deletedAt: { $exists: true, $gt: new Date(0) },
    mergedInto: { $exists: false },
    ...(!seeAll && { $or: [{ owner: id }, { owner: { $exists: false } }] }),
  };
}

const keysOfIdentities = ({ identities }: Contact): string[] => identities.map(({ key }) => key);
