import { normalizeWord } from '../search-words.ts';
import { femaleNames, maleNames, sharedNames } from './names.ts';

export interface NameParts {
  firstName?: string;
  lastName?: string;
  middleName?: string;
}

/** Patronymics: -ович, -евич, -ич of a few names, -овна, -евна, -ична, -инична. */
const patronymic = /(?:[оеё]вич|[оеё]вна|ич|(?:ин)?ична)$/i;
/** A father's name with "son of" or "daughter of" behind it is a patronymic in two words: "Рашид оглы". */
const sonOf = /^(?:оглы|оглу|улы|уулу|угли)$/i;
const daughterOf = /^(?:кызы|гызы|кизи|кыз)$/i;
const shortest = 5;
const surname = /(?:[оеё]ва?|[иы]на?|[сц]к(?:ий|ой|ая)|[ыи]х|енко|чук|юк|ян|дзе|швили|[оеё]й|ая)$/i;

/**
 * A name put in order: the case of its letters, and which word is which part. Nothing where the name tells too little to be sure of: one
 * word, a nickname with signs, words that are no known name.
 */
export function suggestName(text: string): NameParts | undefined {
  const words = joined(text.trim().split(/\s+/));
  const isName = (word: string) => /^\p{L}[\p{L}'’-]*(?:\.| \p{L}+)?$/u.test(word);
  if (words.length < 2 || words.length > 3 || !words.every(isName)) return undefined;
  const middle = words.findIndex((word, i) => i > 0 && isPatronymic(word) && (words.length === 3 || isFirstName(words[0] ?? '')));
  const others = words.filter((_, i) => i !== middle);
  const [one = '', two] = others;
  const middleName = middle >= 0 ? { middleName: properCase(words[middle] ?? '') } : {};
  if (two === undefined) return { firstName: properCase(one), ...middleName };
  if (others.length > 2) return undefined;
  const first = whichIsFirst(one, two, middle);
  if (first === undefined) return undefined;
  const last = first === 0 ? two : one;
  return { lastName: properCase(last), firstName: properCase(first === 0 ? one : two), ...middleName };
}

/** The words of a name, a patronymic of two words as one. */
function joined(words: string[]): string[] {
  const at = words.findIndex((word, i) => i > 1 && (sonOf.test(word) || daughterOf.test(word)));
  if (at < 0) return words;
  return [...words.slice(0, at - 1), `${words[at - 1]} ${words[at]?.toLowerCase()}`, ...words.slice(at + 1)];
}

/** The patronymic stands behind the first name; otherwise a known name is the first, and of two known ones that which does not look like a surname. */
function whichIsFirst(one: string, two: string, middle: number): 0 | 1 | undefined {
  if (middle === 2) return 1;
  if (middle === 1) return 0;
  const [oneKnown, twoKnown] = [isFirstName(one), isFirstName(two)];
  if (oneKnown !== twoKnown) return oneKnown ? 0 : 1;
  if (!oneKnown) return undefined;
  return surname.test(one) && !surname.test(two) ? 1 : 0;
}

export function isFirstName(word: string): boolean {
  return normalizeWord(word)
    .split('-')
    .every(part => femaleNames.has(part) || maleNames.has(part) || sharedNames.has(part));
}

export function isPatronymic(word: string): boolean {
  const [, second = ''] = word.split(' ');
  if (sonOf.test(second) || daughterOf.test(second)) return true;
  return /^\p{Script=Cyrillic}+$/u.test(word) && word.length >= shortest && patronymic.test(word);
}

/** "ПЕТРОВА-иванова" as "Петрова-Иванова", "o'neil" as "O'Neil". A word with capitals inside ("МакКормик") is left as it is. */
export function properCase(word: string): string {
  const isMixed = word !== word.toUpperCase() && word !== word.toLowerCase() && /^\p{Lu}/u.test(word);
  if (isMixed) return word;
  return word.toLowerCase().replace(/(^|[-'’])(\p{L})/gu, (_all, mark: string, letter: string) => mark + letter.toUpperCase());
}

/** The gender that a name tells: by the patronymic, which is certain, then by the first name. */
export function suggestGender({ firstName, middleName }: NameParts): 'female' | 'male' | undefined {
  if (middleName && isPatronymic(middleName))
    return /на$/i.test(middleName) || daughterOf.test(middleName.split(' ')[1] ?? '') ? 'female' : 'male';
  const [name = ''] = normalizeWord(firstName ?? '').split('-');
  if (femaleNames.has(name)) return 'female';
  return maleNames.has(name) ? 'male' : undefined;
}
