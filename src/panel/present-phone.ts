import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Viewer } from './viewer.ts';

/** "8 (999) 000-00-01" in its own country, "+44 20 7946 0958" elsewhere; what cannot be read stays as it is. */
export function presentPhone({ region }: Pick<Viewer, 'region'>, e164: string): { words: string; href: string } {
  const phone = parsePhoneNumberFromString(e164);
  const home = phone?.country === region;
  // Russians write their own numbers with +7 as readily as with 8, and +7 can be dialled from abroad as well.
  const words = home && region !== 'RU' ? phone?.formatNational() : phone?.formatInternational();
  return { words: words ?? e164, href: `tel:${e164}` };
}
