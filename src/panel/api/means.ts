import { z } from 'zod';
import { getContact, getContacts } from '../../contacts/index.ts';
import type { ApiKey } from '../../keys/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { activeStaff, getStaff, staffNames } from '../../staff/index.ts';
import type { Language } from '../../texts/index.ts';
import type { PanelOptions } from '../panel-options.ts';

/** What the routes of the API need of the program. */
export type Means = Pick<
  PanelOptions,
  'authoring' | 'eraser' | 'database' | 'desk' | 'dispatcher' | 'rules' | 'messengers' | 'config' | 'vault' | 'clock' | 'log'
>;

/** Who writes to a card or a deal, as its history shows it. */
export const authorOf = (key: ApiKey) => ({
  contact: { kind: 'api' as const, key: key.id, name: key.name },
  deal: { kind: 'api' as const, id: key.id, name: key.name },
});

/** In conversations and tasks the person who made the key answers for what it does; the history shows the key's name. */
export const personOf = ({ by, name }: ApiKey) => ({ id: by.id, name });

/** Where words are the program's own, they are in the language that the person who made the key reads. */
export const languageFor = async ({ by }: ApiKey): Promise<Language> => (await getStaff(by.id))?.preferences.language ?? 'ru';

/** What is there, or AppError `<room>.not_found`. */
export function there<T>(found: T | undefined, room: string): T {
  if (found === undefined) throw new AppError(`${room}.not_found`, 'There is no such thing. It may have been deleted.');
  return found;
}

/** What a body names and is not there, by its places in it: `for.staff`. */
export const unknownReference = (...places: string[]): AppError =>
  new AppError('api.unknown_reference', 'Something that the request names is not there.', {
    problems: Object.fromEntries(places.map(place => [place, { message: 'Unknown.' }])),
  });

/** One of the staff who may still sign in, whom a body names. AppError `api.unknown_reference`. */
export async function memberOf(id: string): Promise<{ id: string; name: string }> {
  const found = (await activeStaff()).find(staff => staff.id === id);
  if (!found) throw unknownReference('staff');
  return { id: found.id, name: found.name };
}

/** AppError `api.unknown_contact` unless there is such a contact, outside of the trash. */
export async function refuseUnknownContact(contact: string): Promise<void> {
  const found = await getContact(contact);
  if (!found || found.deletedAt)
    throw new AppError('api.unknown_contact', 'There is no such contact.', { problems: { contact: { message: 'Unknown.' } } });
}

/** AppError `api.unknown_reference` unless an owner works or worked here and contacts are there, outside of the trash. `before`: those that were named already. */
export async function refuseUnknownPeople(
  { owner, contacts = [] }: { owner?: string | null | undefined; contacts?: string[] | undefined },
  before: readonly string[] = [],
): Promise<void> {
  const [names, found] = await Promise.all([staffNames(), getContacts(contacts)]);
  const known = new Set([...before, ...found.flatMap(({ id, deletedAt }) => (deletedAt ? [] : [id]))]);
  const places = [
    ...(owner && !names.has(owner) ? ['owner'] : []),
    ...contacts.flatMap((id, i) => (known.has(id) ? [] : [`contacts.${i}`])),
  ];
  if (places.length > 0) throw unknownReference(...places);
}

/** A moment, in any time zone. */
export const moment = z.iso.datetime({ offset: true }).transform(text => new Date(text));
/** A text of one line; the empty one takes away. */
export const line = (most: number) => z.string().max(most);
