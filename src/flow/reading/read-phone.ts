// The full metadata: the short one takes "8 999 123 45 6" for a number of ten digits beginning with 8.
import { type CountryCode, isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';

export type ReadPhone = { ok: true; phone: string; extension?: string } | { ok: false; why: 'none' | 'many' | 'short' | 'wrong' };

const lengthLimit = 200;
const extensionWords =
  /[\s,;(]*(?:(?<!\p{L})(?:доб(?:ав(?:очный|\.)?|\.)?|доп\.?|внутр?(?:енний|\.)?|вн\.?|ext(?:ension|n|\.)?|x|х)|#)\s*[:.№-]?\s*(\d{1,6})[\s.)]*$/iu;

/**
 * Reads the one phone number in a text, national ones as of `region` (ISO 3166). Gives E.164, and the extension apart ("доб. 12"), which that
 * form has no place for. Two different numbers are `many`: whose they are only the person knows.
 */
export function readPhone(text: string, region: string): ReadPhone {
  const written = text.normalize('NFKC').slice(0, lengthLimit).trim();
  const extension = extensionWords.exec(written);
  const main = extension && digitsIn(written.slice(0, extension.index)) >= 7 ? written.slice(0, extension.index) : written;
  const digits = digitsIn(main);
  if (digits === 0) return { ok: false, why: 'none' };
  const country: CountryCode = isSupportedCountry(region) ? region : 'RU';
  const apart = new Set(main.split(separators).flatMap(piece => (digitsIn(piece) < 7 ? [] : (readOne(piece, country) ?? []))));
  if (apart.size > 1) return { ok: false, why: 'many' };
  const phone = readOne(main, country) ?? [...apart][0];
  if (phone) return { ok: true, phone, ...(main !== written && extension?.[1] && { extension: extension[1] }) };
  if (digits < 7) return { ok: false, why: 'short' };
  return { ok: false, why: digits > 16 ? 'many' : 'wrong' };
}

/** What stands between two numbers. */
const separators = /[,;\n/|]|\s(?:или|либо|и|or|and)\s|(?<=\d)\s+(?=\+)/u;

function readOne(written: string, country: CountryCode): string | undefined {
  for (const candidate of spellings(written)) {
    const number = parsePhoneNumberFromString(candidate, country);
    if (number?.isValid()) return number.number;
  }
  return undefined;
}

function digitsIn(text: string): number {
  return text.replace(/\P{Nd}/gu, '').length;
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
