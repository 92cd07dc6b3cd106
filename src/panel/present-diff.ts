import { type DiffLine, diffOf } from '../flows/index.ts';

/** What changed from one text to another, for `partials/flows/diff`. */
export function presentDiff(before: string, after: string) {
  const lines = diffOf(before, after);
  const count = (kind: DiffLine['kind']) => lines.filter(line => line.kind === kind).length;
  return { isSame: lines.length === 0, added: count('added'), removed: count('removed'), lines: lines.map(presentLine) };
}

function presentLine({ kind, before, after, parts }: DiffLine) {
  const sign = { same: ' ', removed: '−', added: '+', gap: '⋯' }[kind];
  return { kind, before, after, sign, parts };
}
