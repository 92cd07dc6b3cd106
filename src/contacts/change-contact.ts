import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { applyPatch, type ContactPatch } from './apply-patch.ts';
import type { ChangeAuthor, Contact } from './contact.ts';
import type { ContactEdit, EditContext, ListEdit } from './contact-edit.ts';
import { changedMeanwhile } from './field-mark.ts';
import { getContact } from './get-contact.ts';
import { type ReadEdit, readEdit } from './read-edit.ts';
import { writeContact } from './write-contact.ts';

/**
 * An edit of a card, all of it or nothing. AppError `contacts.bad_…`, `contacts.required`, `contacts.unknown_field` when a value cannot be
 * read (`facts.field`, `facts.problems`), `contacts.changed_meanwhile` when the card is no longer what the author saw (`facts.fields`: what
 * stands there now), `contacts.not_found`.
 */
export async function changeContact(id: string, edit: ContactEdit, context: EditContext): Promise<Contact> {
  const { by, now, region = 'RU', language = 'ru', staff, key = `edit:${newId()}` } = context;
  const known = edit.custom ? await getContact(id) : undefined;
  const read = await readEdit(edit, { region, language, ...(staff && { staff }) }, known?.fields ?? {});
  return writeContact(id, {
    key,
    by,
    now,
    read: known,
    change(contact) {
      const after = applyEdit(contact, edit, read);
      const fields = changedMeanwhile(contact, context);
      if (fields)
        throw new AppError('contacts.changed_meanwhile', 'Somebody has changed this card meanwhile.', { contact: id, fields });
      return after;
    },
  });
}

/** The card as it is after an edit that was read. Pure. */
export function applyEdit(contact: Contact, edit: ContactEdit, { set, custom, phones, emails }: ReadEdit): Contact {
  const { gender, language, ...plain } = set;
  const next = applyPatch(contact, {
    set: plain,
    ...(edit.owner !== undefined && { owner: edit.owner }),
    ...(edit.addTags && { addTags: trimmed(edit.addTags) }),
    ...(edit.removeTags && { removeTags: edit.removeTags }),
    ...(language && { language }),
  });
  const kept: Contact = {
    ...next,
    ...(edit.tags && { tags: trimmed(edit.tags) }),
    fields: withoutNothing({ ...next.fields, ...custom }, custom),
    phones: editList(next.phones, phones),
    emails: editList(next.emails, emails),
  };
  if (language === '') delete kept.language;
  if (gender === '') delete kept.gender;
  else if (gender) kept.gender = gender === 'male' ? 'male' : 'female';
  if (edit.lostReason !== undefined) kept.lostReason = edit.lostReason.trim().slice(0, 500);
  if (kept.lostReason === '') delete kept.lostReason;
  if (edit.refuse) kept.refused = [...(kept.refused ?? []).filter(each => each !== edit.refuse), edit.refuse].slice(-50);
  return decide(decide(kept, 'temperature', edit.temperature), 'category', edit.category);
}

/** What an event or a step of a flow does to a card, exactly once for each key. */
export async function patchContact(
  id: string,
  patch: ContactPatch,
  write: { key: string; by: ChangeAuthor; now: Date; read?: Contact | undefined },
): Promise<Contact> {
  return writeContact(id, { ...write, change: contact => applyPatch(contact, patch) });
}

function decide<F extends 'temperature' | 'category'>(contact: Contact, field: F, wish: Contact[F] | null | undefined): Contact {
  if (wish === undefined) return contact;
  const others = (contact.decided ?? []).filter(each => each !== field);
  const { decided: _decided, ...rest } = contact;
  const decided = wish === null ? others : [...others, field];
  return { ...rest, ...(decided.length > 0 && { decided }), ...(wish !== null && { [field]: wish }) };
}

function trimmed(tags: string[]): string[] {
  return [...new Set(tags.map(tag => tag.trim().slice(0, 60)).filter(Boolean))];
}

function withoutNothing(fields: Contact['fields'], custom: Contact['fields']): Contact['fields'] {
  return Object.fromEntries(Object.entries(fields).filter(([key, value]) => !(key in custom && value === null)));
}

function editList(values: string[], { add, remove, first }: ListEdit): string[] {
  const left = values.filter(value => value !== remove);
  const all = add && !left.includes(add) ? [...left, add] : left;
  return first && all.includes(first) ? [first, ...all.filter(value => value !== first)] : all;
}
