import { queryWords } from '../contacts/index.ts';
import { partsOfPhone, phoneDigits } from './numbers.ts';
import { beginningOf, fleetingForms, isTelling, otherForms, plainWords, stemOf } from './stems.ts';

/** What one looks for. Of each entry of a list one of its alternatives has to be there. */
export interface Query {
  /** Beginnings of what a card is found by. */
  card: string[][];
  /** Beginnings of the words of a title. */
  title: string[][];
  message: Term[];
}

/** A word of a message: its stem, and the beginning of a word that is perhaps still being typed. */
export interface Term {
  stem: string;
  /** Stems of other forms, some of which are none. */
  forms?: string[];
  beginning?: string;
}

const mostWords = 6;
/** Digits of several groups are one number from here on. */
const numberLength = 7;
/** Fewer digits stand in every other phone. */
const fewestDigits = 3;
/** Nobody who may not see phones finds one out digit by digit. */
const wholePhone = 10;

/** A query as it is looked for; nothing where there is nothing to look for. `wholePhones`: parts of phones and of e-mails find nothing. Pure. */
export function readQuery(text: string, { wholePhones = false }: { wholePhones?: boolean } = {}): Query | undefined {
  const { words, numbers } = split(text);
  const card = [
    ...numbers.map(partsOfPhone),
    // "Годунов" is not looked for by "лет".
    ...words.flatMap(word => queryWords(word.replace(/^@/, ''))).map(word => alternatives(word, fleetingForms)),
  ].slice(0, mostWords);
  const plain = words.flatMap(plainWords).slice(0, mostWords);
  const title = [...numbers.map(number => [number]), ...plain.map(word => alternatives(word, otherForms))].slice(0, mostWords);
  if (card.length === 0 && title.length === 0) return undefined;
  const isHidden = wholePhones && card.some(isPartOfPhone);
  const message = termsOf(plain, numbers).filter(({ stem }) => !wholePhones || !/^\d+$/.test(stem) || stem.length >= wholePhone);
  return { card: isHidden ? [] : card, title, message };
}

/** The words, and apart from them what is one number: all of a query of digits, or a long one among words. */
function split(text: string): { words: string[]; numbers: string[] } {
  const lower = text.trim().toLowerCase().replaceAll('ё', 'е');
  const digits = lower.replace(/\D/g, '');
  if (/^[\d\s()+.-]+$/.test(lower))
    return digits.length < fewestDigits ? { words: [], numbers: [] } : { words: [], numbers: [digits] };
  const numbers: string[] = [];
  const rest = lower.replace(/[+(]?\d[\d\s()-]*\d/g, run => {
    const found = run.replace(/\D/g, '');
    if (found.length < numberLength) return run;
    numbers.push(found);
    return ' ';
  });
  return { words: rest.split(/\s+/).filter(Boolean).slice(0, mostWords), numbers };
}

const alternatives = (word: string, forms: (word: string) => string[]): string[] => [
  ...new Set([word, beginningOf(word), ...forms(word)]),
];

function isPartOfPhone([word = '']: string[]): boolean {
  if (/^\d{3,}$/.test(word)) return word.length < wholePhone;
  return word.includes('@') && !/^[^@\s]+@[^@\s]+\.[^@\s]{2,}$/.test(word);
}

function termsOf(words: string[], numbers: string[]): Term[] {
  const last = words.at(-1);
  const telling = words.filter(isTelling);
  return [
    ...numbers.map(number => ({ stem: phoneDigits(number) })),
    ...telling.map(word => {
      const forms = otherForms(word)
        .map(stemOf)
        .filter(stem => stem.length >= 3);
      return {
        stem: stemOf(word),
        ...(forms.length > 0 && { forms }),
        ...(word === last && word.length >= 3 && { beginning: word }),
      };
    }),
  ];
}
