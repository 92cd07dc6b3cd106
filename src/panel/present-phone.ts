import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Viewer } from './viewer.ts';

/** "+7 999 000-00-01" at home in Russia, "+44 20 7946 0958" elsewhere; what cannot be read stays as it is. */
export function presentPhone({ region }: Pick<Viewer, 'region'>, e164: string): { words: string; href: string } {
  const phone = parsePhoneNumberFromString(e164);
  const isHome = phone?.country === region;
  const words = !phone
    ? e164
    : !isHome
      ? phone.formatInternational()
      : region === 'RU'
        ? russian(phone.formatNational())
        : phone.formatNational();
  return { words, href: `tel:${e164}` };
}

/** "8 (999) 000-00-01" with the code that also works from abroad. */
function russian(national: string): string {
  return national.replace(/^8 \((\d+)\)/, '+7 $1');
}
