import { fieldSettings } from '../../contacts/index.ts';
import { t } from '../../texts/index.ts';
import { visibleDefinitions } from '../card/card-fields.ts';
import type { Viewer } from '../viewer.ts';

/** Those of the card that a mailing may name; the words of the canned replies' page tell what they are. */
const names = [
  'contact.firstName',
  'contact.name',
  'contact.lastName',
  'contact.city',
  'contact.company',
  'contact.birthday',
  'deal.title',
  'deal.amount',
] as const;

/** A text names fields as an expression does: a letter, then letters, digits and `_`. */
const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** What can be put into a text of a mailing: as it is written, and what it is in words; own fields of the card last. */
export async function contentVariables(viewer: Pick<Viewer, 'language' | 'staff'>): Promise<{ path: string; label: string }[]> {
  const own = visibleDefinitions(viewer, await fieldSettings())
    .filter(({ key }) => isName.test(key))
    .map(({ key, title }) => ({ path: `contact.fields.${key}`, label: title }));
  return [...names.map(path => ({ path, label: t(viewer.language, `panel:content.variables.${path}`) })), ...own];
}
