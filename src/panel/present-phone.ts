import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { maskEmail, maskPhone, maskText } from '../contacts/index.ts';
import { may } from '../staff/index.ts';
import type { Viewer } from './viewer.ts';

/** Whose eyes something is shown to. */
export type Reader = Pick<Viewer, 'region'> & Partial<Pick<Viewer, 'staff'>>;

/**
 * "+7 999 000-00-01" at home in Russia, "+44 20 7946 0958" elsewhere; what cannot be read stays as it is. For somebody of the staff who may
 * not see phones "+7 999 •••-••-01", and no link.
 */
export function presentPhone(reader: Reader, e164: string): { words: string; href?: string } {
  const { region } = reader;
  const phone = parsePhoneNumberFromString(e164);
  const isHome = phone?.country === region;
  const words = !phone
    ? e164
    : !isHome
      ? phone.formatInternational()
      : region === 'RU'
        ? russian(phone.formatNational())
        : phone.formatNational();
  return seesPhones(reader) ? { words, href: `tel:${e164}` } : { words: maskPhone(e164) };
}

/** The address, or for who may not see phones and e-mails "o•••@example.org". */
export function presentEmail(reader: Partial<Pick<Viewer, 'staff'>>, email: string): { words: string; href?: string } {
  if (seesPhones(reader)) return { words: email, href: `mailto:${email}` };
  return { words: maskEmail(email) };
}

/** Everybody but a person of the staff whose role hides them. */
export function seesPhones({ staff }: Partial<Pick<Viewer, 'staff'>>): boolean {
  return !staff || may(staff, 'seePhones');
}

/** A text of a card's history: whole, or with what looks like a phone or an e-mail masked. */
export const presentPersonal = (reader: Reader, text: string): string =>
  seesPhones(reader) ? text : maskText(text, reader.region);

/** "8 (999) 000-00-01" with the code that also works from abroad. */
function russian(national: string): string {
  return national.replace(/^8 \((\d+)\)/, '+7 $1');
}
