import { type Change, fieldSettings } from '../../contacts/index.ts';
import { seesPhones } from '../present-phone.ts';
import type { Viewer } from '../viewer.ts';
import { visibleDefinitions } from './card-fields.ts';

/** Which writes of a card a person may see: none of fields that are hidden from their role. */
export async function visibleChange(viewer: Viewer): Promise<(change: Change) => boolean> {
  const all = await fieldSettings();
  const seen = visibleDefinitions(viewer, all);
  const hidden = new Set(all.filter(field => !seen.includes(field)).map(({ key }) => `fields.${key}`));
  if (!seesPhones(viewer)) hidden.add('phones').add('emails');
  return ({ field }) => !hidden.has(field);
}
