import { isDeepStrictEqual } from 'node:util';
import { type Change, type Contact, fieldOf } from '../../contacts/index.ts';

/**
 * The card with its fields as they were before these changes. A field that somebody has changed since stays and is named; of lists only what was added goes and
 * what was taken away comes back. Done twice it is done once. Pure.
 */
export function restoreFields(
  contact: Contact,
  changes: Pick<Change, 'field' | 'old' | 'new'>[],
): { contact: Contact; changedSince: string[] } {
  let restored = contact;
  const changedSince: string[] = [];
  for (const { field, old, new: made } of changes) {
    const present = fieldOf(restored, field);
    const before = old ?? undefined;
    if (isDeepStrictEqual(present ?? undefined, before)) continue;
    if (isDeepStrictEqual(present ?? undefined, made ?? undefined)) restored = withField(restored, field, before);
    else if (isTexts(present) && isTexts(made))
      restored = withField(restored, field, parted(present, isTexts(old) ? old : [], made));
    else changedSince.push(field);
  }
  return { contact: restored, changedSince };
}

function parted(present: string[], old: string[], made: string[]): string[] {
  const added = new Set(made.filter(value => !old.includes(value)));
  const left = present.filter(value => !added.has(value));
  return [...left, ...old.filter(value => !made.includes(value) && !left.includes(value))];
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(each => typeof each === 'string');
}

function withField(contact: Contact, field: string, value: unknown): Contact {
  const key = /^fields\.(.+)$/s.exec(field)?.[1];
  if (key !== undefined) {
    const { [key]: _old, ...others } = contact.fields;
    return { ...contact, fields: { ...others, ...(value !== undefined && { [key]: value as Contact['fields'][string] }) } };
  }
  const { [field as keyof Contact]: _old, ...others } = contact;
  return { ...others, ...(value !== undefined && { [field]: value }) } as Contact;
}
