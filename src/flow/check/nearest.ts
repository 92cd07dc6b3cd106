const most = 12;

/** What a problem with a wrong name says of the right ones: those that there are, and the one that was probably meant. */
export interface Nearest {
  /** No more than a person reads. */
  known: string;
  meant?: string;
  /** Chooses the wording that asks whether `meant` was meant. */
  context?: 'meant';
}

export function nearest(wrong: string, known: readonly string[]): Nearest {
  const ranked = known.map(name => ({ name, distance: editDistance(wrong.toLowerCase(), name.toLowerCase()) }));
  ranked.sort((a, b) => a.distance - b.distance);
  const [first] = ranked;
  const shown = known.slice(0, most).join(', ');
  const names = { known: known.length > most ? `${shown}, …` : shown };
  if (!first || wrong.length < 3 || first.distance > Math.max(1, Math.floor(wrong.length / 4))) return names;
  return { ...names, meant: first.name, context: 'meant' };
}

/** Letters to be changed, added or taken away (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
