/** What people mean to be the same: case, ё/е, punctuation, emoji and spaces do not count. A text of nothing else stays as it is. */
export function normalize(text: string): string {
  if (text.length > rememberedLength) return normalized(text);
  const known = remembered.get(text);
  if (known !== undefined) return known;
  // The labels of buttons come again with every answer; what is kept stays small all the same.
  if (remembered.size >= rememberedMost) remembered.clear();
  const words = normalized(text);
  remembered.set(text, words);
  return words;
}

const remembered = new Map<string, string>();
const rememberedMost = 2000;
const rememberedLength = 60;

function normalized(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return words || text.trim();
}

/** Whether `words` (normalized) stand in `text` (normalized) as whole words. */
export function hasWords(text: string, words: string): boolean {
  return words !== '' && ` ${text} `.includes(` ${words} `);
}
