import { findPhoneNumbersInText, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/** A phone for who may not see all of it: "+7 999 •••-••-01". What cannot be read shows its last two digits. */
export function maskPhone(phone: string): string {
  const parsed = parsePhoneNumberFromString(phone);
  if (!parsed) return `•••${phone.replace(/\D/g, '').slice(-2)}`;
  const national = parsed.nationalNumber;
  const shown = national.length >= 9 ? national.slice(0, 3) : '';
  return [`+${parsed.countryCallingCode}`, shown, `•••-••-${national.slice(-2)}`].filter(Boolean).join(' ');
}

/** An e-mail for who may not see all of it: "o•••@example.org". */
export function maskEmail(email: string): string {
  const [, first = '', host = ''] = /^(.)[^@]*(@.*)?$/u.exec(email) ?? [];
  return `${first}•••${host}`;
}

const anyEmail = /[^\s@<>,;:()[\]"]+@[^\s@<>,;:()[\]"]+\.[^\s@<>,;:()[\]"]+/gu;

/** A text with every phone, in any spelling of the region or international, and every e-mail in it masked. */
export function maskText(text: string, region: string): string {
  const phones = findPhoneNumbersInText(text, isSupportedCountry(region) ? region : undefined);
  const masked = phones.toReversed().reduce((left, { number, startsAt, endsAt }) => {
    return `${left.slice(0, startsAt)}${maskPhone(number.number)}${left.slice(endsAt)}`;
  }, text);
  return masked.replace(anyEmail, maskEmail);
}
