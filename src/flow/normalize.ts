/** What people mean to be the same: case, ё/е, punctuation, emoji and spaces do not count. A text of nothing else stays as it is. */
export function normalize(text: string): string {
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
