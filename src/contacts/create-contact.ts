import { createHash } from 'node:crypto';
import { insertNew } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { batching } from '../lib/batching.ts';
import { applyEdit } from './change-contact.ts';
import type { Contact } from './contact.ts';
import type { ContactEdit, EditContext } from './contact-edit.ts';
import { type ContactDocument, contacts, keepChange, toContact } from './contact-model.ts';
import { derivedOf } from './derived.ts';
import { hiddenFields } from './field-settings.ts';
import { getContact } from './get-contact.ts';
import { grade } from './grading/grading.ts';
import { currentGrading } from './grading/grading-store.ts';
import { readEdit } from './read-edit.ts';

const insert = batching((documents: ContactDocument[]) => insertNew(contacts, documents));

/**
 * A card that somebody makes by hand, an import or the API: the same key twice is one card. AppError as of `changeContact`, and
 * `contacts.empty` when there is nothing to find it by.
 */
export async function createContact(fields: ContactEdit, context: EditContext & { key: string }): Promise<Contact> {
  const { by, key, now, region = 'RU', language = 'ru', staff } = context;
  const read = await readEdit(fields, { region, language, ...(staff && { staff }) }, {});
  const id = createHash('sha256').update(key).digest('hex').slice(0, 20);
  const card = grade(named(applyEdit(blankContact(id, now), fields, read)), await currentGrading(), now);
  if (!card.name && card.phones.length === 0 && card.emails.length === 0) {
    throw new AppError('contacts.empty', 'Give a name, a phone or an e-mail.', { field: 'name', problems: {} });
  }
  const { id: _id, ...rest } = card;
  const derived = derivedOf(card, await hiddenFields());
  const document: ContactDocument = {
    _id,
    ...rest,
    ...derived,
    ...(derived.keys && { keysAt: now }),
    applied: [],
  };
  const isNew = await insert(document);
  // Also when it stood there already: who died in between has left the card without its beginning.
  await keepChange({ _id: `${id}:created`, contact: id, at: now, by, field: 'created', new: card.name ?? null });
  return isNew ? toContact(document) : ((await getContact(id)) ?? toContact(document));
}

/** What is called by its parts is called by them whole as well. */
export function named(contact: Contact): Contact {
  const name = contact.name ?? [contact.firstName, contact.lastName].filter(Boolean).join(' ');
  return name ? { ...contact, name } : contact;
}

/** A card with nothing on it. */
export function blankContact(id: string, now: Date): Contact {
  return {
    id,
    phones: [],
    emails: [],
    fields: {},
    tags: [],
    score: 0,
    identities: [],
    source: {},
    consents: {},
    createdAt: now,
    changedAt: now,
    lastActivityAt: now,
  };
}
