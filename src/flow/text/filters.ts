import { knownZone } from '../../lib/zoned-time.ts';
import { type FilterName, filterNames, type Shown, type TextScope } from './template.ts';

type Filter = (shown: Shown, values: (string | number)[], scope: TextScope) => Shown;
interface FilterRule {
  least: number;
  most: number;
  apply: Filter;
}

/** Every filter that a slot may use. */
const filters: Record<FilterName, FilterRule> = {
  default: { least: 1, most: 1, apply: (shown, [otherwise]) => (isEmpty(shown) ? words(String(otherwise)) : shown) },
  upper: { least: 0, most: 0, apply: ({ text }) => words(text.toUpperCase()) },
  lower: { least: 0, most: 0, apply: ({ text }) => words(text.toLowerCase()) },
  capitalize: { least: 0, most: 0, apply: ({ text }) => words(capitalize(text)) },
  date: { least: 1, most: 1, apply: (shown, [pattern], scope) => formatDate(shown, String(pattern), scope) },
  money: { least: 0, most: 1, apply: (shown, [currency], scope) => formatMoney(shown, String(currency ?? 'RUB'), scope) },
  plural: { least: 2, most: 3, apply: (shown, forms, scope) => chooseForm(shown, forms.map(String), scope) },
};

export function isFilterName(name: string): name is FilterName {
  return filterNames.some(each => each === name);
}

export function takesArguments(name: FilterName): { least: number; most: number } {
  return filters[name];
}

export function applyFilter(name: FilterName, shown: Shown, values: (string | number)[], scope: TextScope): Shown {
  const rule = filters[name];
  // What is not there stays not there until `default` gives it words.
  return isEmpty(shown) && name !== 'default' ? shown : rule.apply(shown, values, scope);
}

export function isEmpty({ value, text }: Shown): boolean {
  return value === undefined || value === null || text === '';
}

function words(text: string): Shown {
  return { value: text, text };
}

function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}

function formatMoney(shown: Shown, currency: string, { language }: TextScope): Shown {
  if (typeof shown.value !== 'number') return shown;
  const key = `${language} ${currency}`;
  const format = moneyFormats.get(key) ?? moneyFormat(language, currency);
  moneyFormats.set(key, format);
  return words(format.format(shown.value));
}

const moneyFormats = new Map<string, Intl.NumberFormat>();

function moneyFormat(language: string, currency: string): Intl.NumberFormat {
  const known = /^[A-Za-z]{3}$/.test(currency) ? currency : 'RUB';
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currencyDisplay: 'narrowSymbol',
    currency: known,
    maximumFractionDigits: 2,
    trailingZeroDisplay: 'stripIfInteger',
  });
}

const pluralRules = { ru: new Intl.PluralRules('ru'), en: new Intl.PluralRules('en') };

/** Gives the word alone: `{{answers.area}} {{answers.area | plural: 'метр','метра','метров'}}`. */
function chooseForm(shown: Shown, forms: string[], { language }: TextScope): Shown {
  const amount = Number(shown.value);
  if (Number.isNaN(amount)) return words(forms.at(-1) ?? '');
  const rule = pluralRules[language].select(amount);
  const [one = '', few = '', many = few] = forms;
  if (rule === 'one') return words(one);
  // A fraction ("2,5 метра") takes the form of two in Russian.
  return words(language === 'ru' && (rule === 'few' || rule === 'other') ? few : many);
}

/** `d MMMM yyyy HH:mm`, in the contact's time zone; what is no date stays as it is. */
function formatDate(shown: Shown, pattern: string, scope: TextScope): Shown {
  if (typeof shown.value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(shown.value)) return shown;
  const date = new Date(shown.value);
  if (Number.isNaN(date.getTime())) return shown;
  const timeZone = shown.value.length === 10 ? 'UTC' : knownZone(scope.timeZone);
  const part: PartOf = (options, type) =>
    dateFormat(scope.language, timeZone, options)
      .formatToParts(date)
      .find(each => each.type === type)?.value ?? '';
  return words(pattern.replace(/yyyy|yy|MMMM|MM|M|dd|d|EEEE|EEE|HH|mm/g, sign => datePart(sign, part)));
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs a hundred times what using it does. */
function dateFormat(language: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${JSON.stringify(options)}`;
  const known = dateFormats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, { timeZone, hourCycle: 'h23', ...options });
  dateFormats.set(key, made);
  return made;
}

type PartOf = (options: Intl.DateTimeFormatOptions, type: Intl.DateTimeFormatPartTypes) => string;

function datePart(sign: string, part: PartOf): string {
  switch (sign) {
    case 'yyyy':
      return part({ year: 'numeric' }, 'year');
    case 'yy':
      return part({ year: 'numeric' }, 'year').slice(-2);
    case 'MMMM':
      // With the day beside it, Russian months come in the genitive: "12 мая".
      return part({ day: 'numeric', month: 'long' }, 'month');
    case 'MM':
      return part({ month: '2-digit', day: '2-digit' }, 'month');
    case 'M':
      return part({ month: 'numeric' }, 'month');
    case 'dd':
      return part({ day: '2-digit', month: '2-digit' }, 'day');
    case 'd':
      return part({ day: 'numeric' }, 'day');
    case 'EEEE':
      return part({ weekday: 'long' }, 'weekday');
    case 'EEE':
      return part({ weekday: 'short' }, 'weekday');
    case 'HH':
      return part({ hour: '2-digit' }, 'hour').padStart(2, '0');
    default:
      return part({ minute: 'numeric' }, 'minute').padStart(2, '0');
  }
}
