import { type CountryCode, getCountries, parsePhoneNumberFromString } from 'libphonenumber-js';
import { emailOf } from './email-of.ts';
import { noSuchDay, type ReadContext, type ReadValue, unreadable } from './field-types.ts';
import { likelyDay, readDay } from './read-date.ts';
import { invisible } from './read-field-value.ts';
import { findCity } from './suggest/cities.ts';

/** The standard fields of a card in the order in which they are shown; `phone` and `email` are the first of theirs. */
export const standardFieldNames = [
  'name',
  'lastName',
  'firstName',
  'middleName',
  'phone',
  'email',
  'birthday',
  'gender',
  'company',
  'position',
  'city',
  'region',
  'country',
  'address',
  'timeZone',
  'language',
  'requisites',
] as const;
export type StandardFieldName = (typeof standardFieldNames)[number];

const longest: Partial<Record<StandardFieldName, number>> = { address: 500, requisites: 2000 };
const usualLength = 200;

/**
 * What was typed into a standard field, in the form in which cards keep it: phones E.164 (national ones read as of `region`), e-mails lower
 * case, days `YYYY-MM-DD` or `--MM-DD`, countries ISO 3166-1, zones IANA, languages BCP 47, `female` or `male`. An empty text empties the field.
 */
export function readStandardField(field: StandardFieldName, typed: string, context: ReadContext): ReadValue<string> {
  const line = field === 'requisites' || field === 'address' ? typed : typed.replace(/\s+/g, ' ');
  const text = line.replace(invisible, '').trim();
  const most = longest[field] ?? usualLength;
  if (text.length > most) return unreadable('too_long', `At most ${most} characters.`, { most });
  if (text === '') return { value: '' };
  return special[field]?.(text, context) ?? { value: text };
}

const special: Partial<Record<StandardFieldName, (text: string, context: ReadContext) => ReadValue<string>>> = {
  phone: (text, { region }) => {
    const phone = parsePhoneNumberFromString(text, region as CountryCode);
    if (phone?.isValid()) return { value: phone.number };
    return unreadable('bad_phone', `"${text}" is not a phone number. Write it with the country's code: +7 999 123-45-67.`, {
      text,
    });
  },
  email: text => {
    const email = emailOf(text);
    if (email !== undefined) return { value: email };
    const maybe = likelyEmail(text);
    return maybe === undefined
      ? unreadable('bad_email', `"${text}" is not an e-mail address.`, { text })
      : unreadable('maybe_email', `"${text}" is not an e-mail address. Perhaps ${maybe}?`, { text, maybe });
  },
  birthday: (text, { region }) => {
    const day = readDay(text, { region });
    if (day && isToCome(day)) return unreadable('birthday_to_come', `"${text}" is still to come.`, { text });
    if (day) return { value: day };
    const maybe = likelyDay(text, { region });
    return maybe
      ? noSuchDay(text, maybe)
      : unreadable('bad_birthday', `"${text}" is not a date. Write it as 12.05.1990 or 12.05.`, { text });
  },
  gender: text => {
    const word = text.toLowerCase().replace(/\.$/, '');
    if (women.has(word)) return { value: 'female' };
    if (men.has(word)) return { value: 'male' };
    return unreadable('bad_gender', `"${text}" is neither female nor male.`, { text });
  },
  country: text => {
    const code = countryCodes().get(text.toLowerCase());
    return code ? { value: code } : unreadable('bad_country', `There is no country "${text}".`, { text });
  },
  timeZone: text => {
    const zone = zones().get(text.toLowerCase().replaceAll(' ', '_')) ?? otherZone(text) ?? findCity(text)?.timeZone;
    return zone
      ? { value: zone }
      : unreadable('bad_time_zone', `"${text}" is no time zone. They are written Europe/Moscow.`, { text });
  },
  language: text => {
    const code = languageCodes().get(text.toLowerCase());
    if (code) return { value: code };
    if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(text))
      return unreadable('bad_language', `There is no language "${text}".`, { text });
    return { value: Intl.getCanonicalLocales(text)[0] ?? text };
  },
};

const women = new Set(['f', 'female', 'woman', 'ж', 'жен', 'женский', 'женщина']);
const men = new Set(['m', 'male', 'man', 'м', 'муж', 'мужской', 'мужчина']);

/** Tomorrow has begun somewhere already. */
const isToCome = (day: string): boolean => new Date(day).getTime() > Date.now() + 24 * 60 * 60 * 1000;

/** A zone that Node does not list: under another name of its own (`Europe/Kyiv`), or so many hours from Greenwich or Moscow. */
function otherZone(text: string): string | undefined {
  if (!text.includes('/')) return offsetZone(text);
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** `UTC+3`, `GMT+05:00` or Moscow's time with what is between (`МСК+2`), as a zone without summer time; IANA has them with the sign turned. */
function offsetZone(text: string): string | undefined {
  const [, base, sign = '+', hours = '0'] = /^(utc|gmt|мск|msk)\s*(?:([+\-−])\s*(\d{1,2})(?::00)?)?$/i.exec(text) ?? [];
  if (base === undefined) return undefined;
  const moscow = /^(?:мск|msk)$/i.test(base);
  const offset = (sign === '+' ? 1 : -1) * Number(hours);
  if (moscow && offset === 0) return 'Europe/Moscow';
  const east = offset + (moscow ? 3 : 0);
  if (east === 0) return 'UTC';
  return east >= -12 && east <= 14 ? `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}` : undefined;
}

/** The address that was meant: with a comma for a dot, with spaces, a sign twice or at the end, or with a name beside it. */
function likelyEmail(text: string): string | undefined {
  const address = /<([^<>]+)>/.exec(text)?.[1] ?? text.replace(/^mailto:/i, '');
  const tidy = address
    .toLowerCase()
    .replace(/\s+/g, '')
    .replaceAll(',', '.')
    .replace(/([.@])\1+/g, '$1')
    .replace(/^[.;'"]+|[.;'"]+$/g, '');
  return emailOf(tidy);
}

/** Country codes by what people call them in Russian and English, and by themselves. */
let countries: Map<string, string> | undefined;
function countryCodes(): Map<string, string> {
  countries ??= new Map([
    ...named('region', getCountries()),
    ['рф', 'RU'],
    ['российская федерация', 'RU'],
    ['russian federation', 'RU'],
    ['белоруссия', 'BY'],
    ['usa', 'US'],
    ['сша', 'US'],
    ['uk', 'GB'],
    ['киргизия', 'KG'],
  ]);
  return countries;
}

const commonLanguages = [
  'ru',
  'en',
  'uk',
  'be',
  'kk',
  'uz',
  'tg',
  'ky',
  'az',
  'hy',
  'ka',
  'tt',
  'ba',
  'cv',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'tr',
  'pl',
  'zh',
  'ar',
  'he',
  'ja',
  'ko',
  'vi',
  'hi',
  'fa',
  'sr',
  'bg',
  'cs',
  'nl',
  'fi',
  'sv',
  'no',
  'da',
  'el',
  'ro',
  'hu',
  'mn',
  'tk',
];
let languageNames: Map<string, string> | undefined;
function languageCodes(): Map<string, string> {
  languageNames ??= new Map(named('language', commonLanguages));
  return languageNames;
}

function named(type: 'region' | 'language', codes: string[]): [string, string][] {
  const tongues = ['ru', 'en'].map(tongue => new Intl.DisplayNames([tongue], { type }));
  return codes.flatMap(code =>
    [code, ...tongues.map(names => names.of(code) ?? code)].map(name => [name.toLowerCase(), code] as [string, string]),
  );
}

let zoneNames: Map<string, string> | undefined;
function zones(): Map<string, string> {
  zoneNames ??= new Map([...Intl.supportedValuesOf('timeZone'), 'UTC'].map(zone => [zone.toLowerCase(), zone]));
  return zoneNames;
}
