import { type Contact, fieldsHiddenFrom, maskEmail, maskPhone } from '../contacts/index.ts';
import { AppError } from '../lib/app-error.ts';
import { seesPhones } from './present-phone.ts';
import type { Viewer } from './viewer.ts';

/** A custom field as rules, filters and chains name it. */
const named = /^(?:contact\.)?fields\.([^.]+)/;
/** What stands between braces, up to a filter. One brace at a time: of three in a row the inner two count as well. */
const slot = /\{(?=\{([^{}|]*))/g;
const inText = /^contact\.fields\.(.+)$/s;
const mask = '•••';

/** Where something names a field, and what it says of it there: two that say the same ask for the same. */
interface Naming {
  place: string[];
  said: string;
}

export const namesHidden = (field: string, hidden: ReadonlySet<string>): boolean => hidden.has(named.exec(field)?.[1] ?? '');

/** Every place of what somebody gave that names one of these fields, however deep: in a rule, in a step, between the braces of a text. */
export function namingsOf(given: unknown, hidden: ReadonlySet<string>, place: string[] = []): Naming[] {
  if (hidden.size === 0) return [];
  if (typeof given === 'string') return namedInText(given, hidden).map(said => ({ place, said }));
  if (typeof given !== 'object' || given === null) return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const here = [...place, name];
    const asks = name === 'field' && typeof value === 'string' && namesHidden(value, hidden);
    return asks ? [{ place: here, said: JSON.stringify(given) }] : namingsOf(value, hidden, here);
  });
}

function namedInText(text: string, hidden: ReadonlySet<string>): string[] {
  return [...text.matchAll(slot)].flatMap(([, inside = '']) => {
    const [, path = ''] = inText.exec(inside.replace(/\s*\.\s*/g, '.').trim()) ?? [];
    return [path, path.split('.')[0] ?? ''].find(key => hidden.has(key)) ?? [];
  });
}

/** Where what this person gives names a field hidden from their role, besides what others have put there before. */
export async function hiddenPlaces({ staff }: Pick<Viewer, 'staff'>, given: unknown, before?: unknown): Promise<string[][]> {
  const hidden = await fieldsHiddenFrom(staff?.role);
  const there = new Set(namingsOf(before, hidden).map(({ said }) => said));
  return namingsOf(given, hidden).flatMap(({ place, said }) => (there.has(said) ? [] : [place]));
}

/** AppError `contacts.hidden_field` where what this person gives names a field hidden from their role. */
export async function refuseHidden(viewer: Pick<Viewer, 'staff'>, given: unknown, before?: unknown): Promise<void> {
  const [place] = await hiddenPlaces(viewer, given, before);
  if (place) throw hiddenField(place);
}

export const hiddenField = (place: string[]): AppError =>
  new AppError('contacts.hidden_field', 'It names a field that is hidden from your role. Leave it out.', {
    place: place.join('.'),
  });

/** A card as texts are filled from it before the eyes of this person: what their role does not see is covered. */
export async function coveredFor(viewer: Viewer): Promise<(contact: Contact) => Contact> {
  const hidden = await fieldsHiddenFrom(viewer.staff?.role);
  const isFull = seesPhones(viewer);
  return contact => ({
    ...contact,
    fields: Object.fromEntries(Object.entries(contact.fields).map(([key, value]) => [key, hidden.has(key) ? mask : value])),
    phones: isFull ? contact.phones : contact.phones.map(maskPhone),
    emails: isFull ? contact.emails : contact.emails.map(maskEmail),
  });
}
