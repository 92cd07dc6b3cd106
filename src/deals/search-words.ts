const mostWords = 40;

/** What a deal is found by: the words of its title, its tags and its values. */
export function searchWords({
  title,
  tags = [],
  fields,
}: {
  title: string;
  tags?: string[];
  fields: Record<string, unknown>;
}): string[] {
  const values = Object.values(fields).filter(value => typeof value === 'string' || typeof value === 'number');
  return [...new Set(wordsOf([title, ...tags, ...values].join(' ')))].slice(0, mostWords);
}

/** The words of a text as they are looked for: lower case, ё as е. */
export function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
