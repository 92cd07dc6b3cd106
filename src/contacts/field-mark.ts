import { createHash } from 'node:crypto';
import type { Contact } from './contact.ts';
import type { EditContext } from './contact-edit.ts';

/**
 * A short mark of what stands in a field (`city`, `phones`, `fields.area`): a form carries it, so that an edit knows whether somebody else
 * has changed that very field since, while messages and other fields come and go.
 */
export function fieldMark(contact: Contact, field: string): string {
  return createHash('sha256')
    .update(JSON.stringify(fieldOf(contact, field) ?? null))
    .digest('base64url')
    .slice(0, 12);
}

/** What stands in a field, by the name under which it is in the history of changes. */
export function fieldOf(contact: Contact, field: string): unknown {
  const custom = /^fields\.(.+)$/.exec(field)?.[1];
  if (custom !== undefined) return contact.fields[custom];
  const values: Partial<Record<string, unknown>> = { ...contact };
  return field === 'phone' ? contact.phones : field === 'email' ? contact.emails : values[field];
}

/** What stands now in the fields that are not what the author of an edit saw; nothing when all are. */
export function changedMeanwhile(
  contact: Contact,
  { version, seen = {} }: Pick<EditContext, 'version' | 'seen'>,
): Record<string, unknown> | undefined {
  const other = Object.entries(seen).filter(([field, mark]) => fieldMark(contact, field) !== mark);
  if (other.length > 0) return Object.fromEntries(other.map(([field]) => [field, fieldOf(contact, field) ?? null]));
  return version !== undefined && version !== contact.version ? {} : undefined;
}
