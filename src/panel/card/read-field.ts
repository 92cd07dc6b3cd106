import { domainToUnicode } from 'node:url';
import { type Contact, categories, type FieldDefinition, type FieldValue, temperatures, zoneOf } from '../../contacts/index.ts';
import type { FieldWords } from '../../flows/index.ts';
import { invisible } from '../../lib/invisible.ts';
import { t } from '../../texts/index.ts';
import { presentValue } from '../present-contact.ts';
import { presentEmail, presentPhone } from '../present-phone.ts';
import { presentClock, presentDate } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

interface Option {
  value: string;
  label: string;
  on: boolean;
}

/** The people of the firm, by id. */
interface Names {
  names: ReadonlyMap<string, string>;
}

/** What stands in a field, as it is read and as it is typed. */
interface Read {
  typed: string;
  words?: string;
  href?: string;
  isOutside?: boolean;
  /** What is said where nothing stands. */
  emptyWords?: string;
  more?: string;
  hint?: string;
  placeholder?: string;
  inputmode?: string;
  isArea?: boolean;
  options?: Option[];
  checks?: Option[];
  items?: { value: string; words: string; isFirst: boolean }[];
}

/** A field that every card has. */
export function readStandard(viewer: Viewer, contact: Contact, name: string, { names }: Names): Read {
  const { language } = viewer;
  switch (name) {
    case 'phone':
      return several(viewer, contact.phones, phone => presentPhone(viewer, phone), {
        inputmode: 'tel',
        placeholder: '+7 999 000-00-01',
      });
    case 'email':
      return several(viewer, contact.emails, email => presentEmail(viewer, email), {
        inputmode: 'email',
        placeholder: 'olga@example.org',
      });
    case 'birthday':
      return {
        ...text(contact.birthday && presentDate(viewer, contact.birthday)),
        typed: typedDate(contact.birthday),
        placeholder: '12.05.1990',
      };
    case 'gender':
      return choice(
        contact.gender,
        ['female', 'male'].map(value => [value, t(language, `panel:card.gender.${value}`)]),
        t(language, 'panel:card.unknown'),
      );
    case 'owner':
      return {
        emptyWords: t(language, 'panel:card.noOwner'),
        ...choice(contact.owner, [...names], t(language, 'panel:card.noOwner')),
      };
    case 'temperature':
    case 'category': {
      const known: readonly string[] = name === 'temperature' ? temperatures : categories;
      const isDecided = contact.decided?.includes(name) === true;
      const read = choice(
        isDecided ? contact[name] : undefined,
        known.map(value => [value, t(language, `panel:card.${name}.${value}`)]),
        t(language, 'panel:card.byRules'),
      );
      const stands = contact[name];
      return {
        ...read,
        ...(stands && { words: t(language, `panel:card.${name}.${stands}`) }),
        more: isDecided ? t(language, 'panel:card.byHand') : '',
      };
    }
    case 'country':
      return {
        ...text(contact.country && countryName(viewer, contact.country)),
        typed: contact.country ? countryName(viewer, contact.country) : '',
      };
    case 'language':
      return {
        ...text(contact.language && languageName(viewer, contact.language)),
        typed: contact.language ?? '',
        placeholder: 'ru',
      };
    case 'timeZone': {
      const zone = zoneOf(contact);
      const now = zone && presentClock({ ...viewer, timeZone: zone.timeZone }, viewer.now).words;
      const local = zone && t(language, `panel:card.localTime.${zone.from}`, { time: now });
      return {
        ...text(contact.timeZone && zoneWords(contact.timeZone)),
        ...(!contact.timeZone && local && { words: local }),
        ...(contact.timeZone && local && { more: local }),
        placeholder: 'Europe/Moscow',
      };
    }
    default: {
      const values: Partial<Record<string, unknown>> = { ...contact };
      const value = values[name];
      return { ...text(typeof value === 'string' ? value : undefined), isArea: name === 'requisites' || name === 'address' };
    }
  }
}

/** A field that the firm has made; without a definition it came with an answer or an import. */
export function readCustom(
  viewer: Viewer,
  value: FieldValue | undefined,
  definition: FieldDefinition | undefined,
  { names, values }: Names & { values?: FieldWords['values'] | undefined },
): Read {
  const { language } = viewer;
  const say = (each: unknown) => values?.get(String(each))?.[language] ?? presentValue(viewer, each);
  const isNothing = value === undefined || value === null || value === '';
  switch (definition?.type) {
    case 'list':
      return choice(
        isNothing ? undefined : String(value),
        withPresent(definition.choices, value).map(each => [each, say(each)]),
        '',
      );
    case 'yesNo':
      return choice(
        isNothing ? undefined : value === true ? 'yes' : 'no',
        ['yes', 'no'].map(each => [each, t(language, `panel:card.${each}`)]),
        '',
      );
    case 'staff':
      return choice(isNothing ? undefined : String(value), [...names], '');
    case 'many': {
      const chosen = (Array.isArray(value) ? value : isNothing ? [] : [value]).map(String);
      const checks = withPresent(definition.choices, chosen).map(each => ({
        value: each,
        label: say(each),
        on: chosen.includes(each),
      }));
      return { ...text(chosen.map(say).join(', ')), checks };
    }
    case 'date':
      return {
        ...text(isNothing ? undefined : presentValue(viewer, value)),
        typed: typedDate(isNothing ? undefined : String(value)),
        placeholder: '12.05.2026',
      };
    case 'link': {
      const href = typeof value === 'string' && /^https?:/.test(value) ? value : undefined;
      return {
        ...text(isNothing ? undefined : readable(String(value))),
        ...(href && { href, isOutside: true }),
        inputmode: 'url',
        placeholder: 'https://',
      };
    }
    case 'money':
    case 'number':
      return {
        ...text(isNothing ? undefined : definition.type === 'money' ? amount(viewer, value) : presentValue(viewer, value)),
        typed: isNothing ? '' : String(value).replace('.', language === 'ru' ? ',' : '.'),
        inputmode: 'decimal',
      };
    default:
      return {
        ...text(isNothing ? undefined : [value].flat().map(say).join(', ')),
        typed: isNothing ? '' : Array.isArray(value) ? value.join(', ') : String(value),
        isArea: typeof value === 'string' && value.length > 60,
      };
  }
}

function several(
  viewer: Viewer,
  values: string[],
  present: (value: string) => { words: string; href?: string },
  input: Partial<Read>,
): Read {
  const items = values.map((value, i) => ({ value, words: present(value).words, isFirst: i === 0 }));
  const [first, ...others] = values.map(present);
  return {
    typed: '',
    ...first,
    ...(others.length > 0 && {
      more: t(viewer.language, 'panel:card.morePhones', { list: others.map(({ words }) => words).join(', ') }),
    }),
    items,
    ...input,
  };
}

/** IANA turns the sign of zones without a place around: `Etc/GMT-5` is what people write as UTC+5. */
const zoneWords = (zone: string): string =>
  zone.replace(/^Etc\/GMT([+-])(\d+)$/, (_all, sign, hours) => `UTC${sign === '-' ? '+' : '-'}${hours}`);

/** An address in the letters in which it was written: `http://пример.рф/путь`. */
function readable(address: string): string {
  if (!URL.canParse(address)) return address;
  const { host, hostname } = new URL(address);
  try {
    const written = decodeURI(address).replace(host, host.replace(hostname, domainToUnicode(hostname) || hostname));
    // Characters that nobody can see could turn it into another address.
    return written.replace(invisible, '') === written ? written : address;
  } catch {
    return address;
  }
}

/** An amount without its currency: with kopecks where there are some. */
function amount(viewer: Viewer, value: unknown): string {
  if (typeof value !== 'number') return presentValue(viewer, value);
  const digits = { minimumFractionDigits: Number.isInteger(value) ? 0 : 2, maximumFractionDigits: 2 };
  return new Intl.NumberFormat(viewer.language, digits).format(value);
}

const text = (value: string | undefined): Read => ({ typed: value ?? '', ...(value && { words: value }) });

function choice(value: string | undefined, known: (readonly [string, string] | string[])[], nothing: string): Read {
  const options = [['', nothing], ...known].map(([each = '', label = '']) => ({
    value: each,
    label,
    on: each === (value ?? ''),
  }));
  const words = value ? options.find(option => option.value === value)?.label : undefined;
  return { typed: value ?? '', ...(words && { words }), options };
}

/** A value that the settings do not offer any more stands there all the same. */
function withPresent(choices: string[], value: FieldValue | undefined): string[] {
  const present = (Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value]).map(
    String,
  );
  return [...new Set([...choices, ...present])];
}

function typedDate(value: string | undefined): string {
  return (value ?? '').replace(/^(\d{4}|-)-(\d{2})-(\d{2})$/, (_all, year, month, day) =>
    [day, month, year].filter(part => part !== '-').join('.'),
  );
}

const countryName = ({ language }: Viewer, code: string) =>
  new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(code) ?? code;
const languageName = ({ language }: Viewer, code: string) =>
  new Intl.DisplayNames([language], { type: 'language', fallback: 'code' }).of(code) ?? code;
