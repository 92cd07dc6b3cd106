import { invisible } from '../lib/invisible.ts';
import type { FieldValue } from './contact.ts';
import { type FieldDefinition, type FieldType, noSuchDay, type ReadContext, type ReadValue, unreadable } from './field-types.ts';
import { likelyDay, readDay } from './read-date.ts';

const longestText = 5000;
/** What is agreed on for later is seldom further off. */
const yearsAhead = 20;
const yes = new Set(['yes', 'да', 'true', '1', '+', 'on', 'y', 'истина']);
const no = new Set(['no', 'нет', 'false', '0', '-', 'off', 'n', 'ложь']);

/**
 * A value of a custom field, as typed or as another program gave it, in the one form in which cards keep it: numbers and money as numbers,
 * dates `YYYY-MM-DD`, a choice in the words of the settings, yes/no as a boolean, links with their scheme. `null` for an empty one.
 * The one place where values are checked, for the panel, imports and the API.
 */
export function readFieldValue(
  definition: Pick<FieldDefinition, 'type' | 'title' | 'choices' | 'required'>,
  typed: unknown,
  context: ReadContext,
): ReadValue {
  const value = cleaned(typed);
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
    return definition.required
      ? unreadable('required', `"${definition.title}" must be filled in.`, { field: definition.title })
      : { value: null };
  }
  return readers[definition.type](value, definition, context);
}

type Reader = (value: FieldValue, definition: Pick<FieldDefinition, 'title' | 'choices'>, context: ReadContext) => ReadValue;

const readers: Record<FieldType, Reader> = {
  text: value => {
    const text = wordsOf(value);
    if (text.length > longestText)
      return unreadable('too_long', `A text may have ${longestText} characters.`, { most: longestText });
    return { value: text };
  },
  number: readNumber,
  money: (value, definition, context) => {
    const read = readNumber(
      wordsOf(value).replace(/^[$€₽]|(?:₽|руб(?:\.|лей|ля|ль)?|р\.?|rub|\$|€|usd|eur)$/i, ''),
      definition,
      context,
    );
    return 'value' in read && typeof read.value === 'number' ? { value: Math.round(read.value * 100) / 100 } : read;
  },
  date: (value, _definition, { region }) => {
    const text = wordsOf(value);
    const day = readDay(text, { region, ahead: yearsAhead });
    if (day && !day.startsWith('--')) return { value: day };
    const maybe = likelyDay(text, { region, ahead: yearsAhead });
    return maybe && /\.\d{4}$/.test(maybe)
      ? noSuchDay(text, maybe)
      : unreadable('bad_date', `"${text}" is not a date. Write it as 12.05.2026.`, { text });
  },
  list: (value, { choices }) => {
    const found = choiceOf(wordsOf(value), choices);
    return found === undefined ? notChosen(wordsOf(value), choices) : { value: found };
  },
  many: (value, { choices }) => {
    const wanted = Array.isArray(value) ? value.map(wordsOf) : severalIn(wordsOf(value), choices);
    const found = wanted.map(word => choiceOf(word, choices));
    const wrong = found.indexOf(undefined);
    if (wrong >= 0) return notChosen(wanted[wrong] ?? '', choices);
    return { value: choices.filter(choice => found.includes(choice)) };
  },
  yesNo: value => {
    const word = wordsOf(value).toLowerCase();
    if (value === true || yes.has(word)) return { value: true };
    if (value === false || no.has(word)) return { value: false };
    return unreadable('bad_yes_no', `"${word}" is neither yes nor no.`, { text: word });
  },
  link: value => {
    const text = wordsOf(value);
    const address = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const isLink =
      url &&
      (url.protocol === 'https:' || url.protocol === 'http:') &&
      /\.(?:\p{L}{2,}|xn--[a-z0-9-]+)$|^localhost$|^\d+(?:\.\d+){3}$/u.test(url.hostname) &&
      text.length <= 2000;
    return isLink ? { value: url.href } : unreadable('bad_link', `"${text}" is not a link. It begins with https://.`, { text });
  },
  staff: (value, _definition, { staff }) => {
    const word = wordsOf(value);
    if (!staff || staff.has(word)) return { value: word };
    const named = [...staff].find(([, name]) => name.toLowerCase() === word.toLowerCase())?.[0];
    return named ? { value: named } : unreadable('bad_staff', `Nobody of the staff is called "${word}".`, { text: word });
  },
};

function readNumber(value: FieldValue, _definition: unknown, _context: unknown): ReadValue {
  const text = wordsOf(value);
  const digits = text.replace(/[\s\u00a0\u202f'’]/g, '');
  // "1,234.5" and "1,234,567" group by commas, "1.234,5" by dots, "12,5" has a comma for its point.
  const plain = /^[-+−]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})$/.test(digits)
    ? digits.replaceAll(',', '')
    : /^[-+−]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/.test(digits)
      ? digits.replaceAll('.', '').replace(',', '.')
      : digits.replace(',', '.');
  const number = Number(plain.replace('−', '-'));
  return /^[-+−]?\d+(\.\d+)?$/.test(plain) && Math.abs(number) <= Number.MAX_SAFE_INTEGER
    ? { value: number }
    : unreadable('bad_number', `"${text}" is not a number.`, { text });
}

function choiceOf(word: string, choices: string[]): string | undefined {
  return choices.find(choice => choice.toLowerCase() === word.trim().toLowerCase());
}

/** What was written one after the other with commas, semicolons or in lines; a choice may have such signs of its own. */
function severalIn(text: string, choices: string[]): string[] {
  const parts = partsOf(text);
  const longest = Math.max(...choices.map(choice => partsOf(choice).length));
  const found: string[] = [];
  for (let from = 0; from < parts.length; ) {
    let to = Math.min(parts.length, from + longest);
    while (to > from + 1 && choiceOf(parts.slice(from, to).join(''), choices) === undefined) to -= 1;
    found.push(parts.slice(from, to).join('').trim());
    from = to + 1;
  }
  return found.filter(Boolean);
}

/** With the signs between them. */
const partsOf = (text: string): string[] => text.split(/([,;\n])/);

function notChosen(text: string, choices: string[]): ReadValue {
  return unreadable('bad_choice', `"${text}" is not among the choices: ${choices.join(', ')}.`, {
    text,
    choices: choices.join(', '),
  });
}

function wordsOf(value: FieldValue): string {
  return Array.isArray(value) ? value.map(wordsOf).join(', ') : value === null ? '' : String(value).trim();
}

/** Anything else than plain values (an object of another program's) is read as nothing; characters that nobody can see are dropped. */
function cleaned(typed: unknown): FieldValue {
  if (typeof typed === 'string') return typed.replace(invisible, '').trim();
  if (typeof typed === 'number' && Number.isFinite(typed)) return typed;
  if (typeof typed === 'boolean') return typed;
  return Array.isArray(typed) ? typed.map(cleaned).filter(item => item !== null && item !== '') : null;
}

export { invisible };
