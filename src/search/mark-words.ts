import { beginningOf, isTelling, otherForms, plainWords, stemOf } from './stems.ts';

/** A stretch of a text; `hit` where it is one of the words that were looked for. */
export interface MarkedPart {
  text: string;
  hit?: true;
}

/** A text in parts, the words of a query in any of their forms apart from the others. Pure. */
export function markWords(text: string, query: string): MarkedPart[] {
  const words = plainWords(query).filter(word => isTelling(word) || word.length > 2);
  const stems = new Set(words.flatMap(word => [word, ...otherForms(word)]).map(stemOf));
  const beginnings = words.filter(word => word.length > 1).map(beginningOf);
  const isHit = (word: string) => {
    const plain = word.toLowerCase().replaceAll('ё', 'е');
    return stems.has(stemOf(plain)) || beginnings.some(beginning => plain.startsWith(beginning));
  };
  const parts: MarkedPart[] = [];
  let passed = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (!isHit(match[0])) continue;
    if (match.index > passed) parts.push({ text: text.slice(passed, match.index) });
    parts.push({ text: match[0], hit: true });
    passed = match.index + match[0].length;
  }
  return passed < text.length ? [...parts, { text: text.slice(passed) }] : parts;
}
