// The full metadata: the short one takes "8 999 123 45 6" for a number of ten digits beginning with 8.
import { type CountryCode, isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';

export type ReadPhone = { ok: true; phone: string } | { ok: false; why: 'none' | 'many' | 'short' | 'wrong' };

const lengthLimit = 200;

/** Reads a phone number as people write it, national ones as of `region` (ISO 3166). Gives E.164; an extension is dropped. */
export function readPhone(text: string, region: string): ReadPhone {
  const written = text.normalize('NFKC').slice(0, lengthLimit).trim();
  const digits = written.replace(/\P{Nd}/gu, '').length;
  if (digits === 0) return { ok: false, why: 'none' };
  const country: CountryCode = isSupportedCountry(region) ? region : 'RU';
  for (const candidate of spellings(written)) {
    const number = parsePhoneNumberFromString(candidate, country);
    if (number?.isValid()) return { ok: true, phone: number.number };
  }
  if (digits < 7) return { ok: false, why: 'short' };
  return { ok: false, why: digits > 16 ? 'many' : 'wrong' };
}

/** The number as people of its country read it: "+7 999 123-45-67". What is no number comes back as it is. */
export function formatPhone(phone: string): string {
  const number: PhoneNumber | undefined = parsePhoneNumberFromString(phone);
  if (!number) return phone;
  const russian = number.countryCallingCode === '7' && /^(\d{3})(\d{3})(\d\d)(\d\d)$/.exec(number.nationalNumber);
  return russian ? `+7 ${russian[1]} ${russian[2]}-${russian[3]}-${russian[4]}` : number.formatInternational();
}

/** The number as written, and then with the habits that the library does not know of: 00 and 8~10 for +, a + left out. */
function spellings(written: string): string[] {
  const abroad = written.replace(/^\D*(?:8\D?10|00)\s*/, '+');
  const bare = /^\D*[1-9]\d{9,14}$/.test(written.replace(/[\s()-]/g, '')) ? `+${written.replace(/\D/g, '')}` : '';
  return [written, ...(abroad === written ? [] : [abroad]), ...(bare ? [bare] : [])];
}
