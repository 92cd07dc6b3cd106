import type { Contact } from '../../contacts/index.ts';
import type { RowValues, SingleField } from './read-row.ts';

/**
 * The card with what a row says. Phones, e-mails and tags are added to those that are there. With `clears`, the fields whose cells are empty are emptied, except
 * for what the card would be found by no more. Pure.
 */
export function putValues(contact: Contact, values: RowValues, { clears }: { clears: boolean }): Contact {
  const { gender, ...texts } = values.set;
  const next: Contact = {
    ...contact,
    ...texts,
    ...(gender && { gender: gender === 'male' ? 'male' : 'female' }),
    phones: union(contact.phones, values.phones),
    emails: union(contact.emails, values.emails),
    tags: union(contact.tags, values.tags),
    fields: { ...contact.fields, ...values.fields },
    ...(values.owner !== undefined && { owner: values.owner }),
  };
  if (!clears) return next;
  const emptied = values.empty.filter(target => !values.set[target as SingleField]);
  for (const target of emptied) clear(next, target);
  return next;
}

const clearable = [
  'name',
  'firstName',
  'lastName',
  'middleName',
  'gender',
  'birthday',
  'company',
  'position',
  'city',
  'region',
  'country',
  'address',
  'timeZone',
  'language',
  'requisites',
  'owner',
] as const;

function clear(contact: Contact, target: string): void {
  const field = clearable.find(name => name === target);
  if (field) delete contact[field];
  const key = /^fields\.(.+)$/s.exec(target)?.[1];
  if (key !== undefined) contact.fields = Object.fromEntries(Object.entries(contact.fields).filter(([name]) => name !== key));
  if (target === 'tags') contact.tags = [];
}

function union(known: string[], added: string[]): string[] {
  const more = added.filter((value, i) => !known.includes(value) && added.indexOf(value) === i);
  return more.length > 0 ? [...known, ...more] : known;
}
