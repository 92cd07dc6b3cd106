/** What may stand between the cells of a CSV. */
export const separators = [';', ',', '\t', '|'] as const;
export type Separator = (typeof separators)[number];

/**
 * The separator of a table by its first lines: the one that cuts most of them into the same number of cells, more than one. What stands in quotes is not
 * looked at. `;` when nothing tells, as Excel in Russian writes.
 */
export function guessSeparator(head: string): Separator {
  const told = /^sep=(.)\r?\n/i.exec(head)?.[1];
  const known = separators.find(separator => separator === told);
  if (known) return known;
  const lines = outsideQuotes(head)
    .split(/\r\n|\n|\r/)
    .filter(line => line.trim() !== '')
    .slice(0, 50);
  const scored = separators.map(separator => ({ separator, score: evenness(lines.map(line => line.split(separator).length)) }));
  return scored.reduce((best, other) => (other.score > best.score ? other : best)).separator;
}

/** How many lines have the commonest number of cells, and a little for there being more of them. */
function evenness(counts: number[]): number {
  const cut = counts.filter(count => count > 1);
  if (cut.length === 0) return 0;
  const [first = 1] = counts;
  const agreeing = counts.filter(count => count === first).length;
  const commonest = Math.max(...cut.map(count => counts.filter(other => other === count).length));
  return (first > 1 ? agreeing * 2 : 0) + commonest + Math.min(first, 50) / 100;
}

function outsideQuotes(text: string): string {
  return text.replace(/"(?:[^"]|"")*"/g, '""');
}
