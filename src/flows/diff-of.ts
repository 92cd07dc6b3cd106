import { diffArrays, structuredPatch } from 'diff';

/** One line of a difference, with its number in the older and in the newer text. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added' | 'gap';
  before?: number;
  after?: number;
  /** The line in pieces; `changed` marks the words that differ where a line was only altered. Of a gap nothing is shown. */
  parts: { text: string; changed: boolean }[];
}

/** Lines around a change that are shown with it. */
const context = 3;
/** A text that has nothing in common with the other is told as replaced, rather than compared for minutes. */
const maxEditLength = 1000;
/** Words are compared in lines up to this length. */
const longLine = 500;
/** The library's own words are those of Latin letters. */
const wordSegmenter = new Intl.Segmenter('ru', { granularity: 'word' });

/** The difference of two texts as lines, with three lines around each change and a gap between distant ones. Empty when they are equal. */
export function diffOf(before: string, after: string): DiffLine[] {
  if (before === after) return [];
  const patch = structuredPatch('', '', before, after, '', '', { context, maxEditLength });
  if (!patch) return [...replaced(before, 'removed'), ...replaced(after, 'added')];
  return patch.hunks.flatMap((hunk, index) => {
    const lines = numbered(hunk.lines, hunk.oldStart, hunk.newStart);
    const gap = index > 0 || hunk.newStart > 1 || hunk.oldStart > 1;
    return [...(gap ? [{ kind: 'gap' as const, parts: [] }] : []), ...markWords(lines)];
  });
}

function numbered(lines: string[], oldStart: number, newStart: number): DiffLine[] {
  let before = oldStart;
  let after = newStart;
  return lines.flatMap((line): DiffLine[] => {
    const parts = [{ text: line.slice(1), changed: false }];
    if (line.startsWith('-')) return [{ kind: 'removed', before: before++, parts }];
    if (line.startsWith('+')) return [{ kind: 'added', after: after++, parts }];
    // "\ No newline at end of file" is no line of the text.
    return line.startsWith('\\') ? [] : [{ kind: 'same', before: before++, after: after++, parts }];
  });
}

/** Where as many lines were added as removed they are the same lines altered: their words are compared. */
function markWords(lines: DiffLine[]): DiffLine[] {
  const marked = [...lines];
  for (let at = 0; at < lines.length; ) {
    const removed = run(lines, at, 'removed');
    const added = run(lines, at + removed, 'added');
    for (let n = 0; removed === added && n < removed; n++) {
      const pair = compareWords(lines[at + n], lines[at + removed + n]);
      if (!pair) continue;
      marked[at + n] = pair.removed;
      marked[at + removed + n] = pair.added;
    }
    at += Math.max(removed + added, 1);
  }
  return marked;
}

function run(lines: DiffLine[], from: number, kind: DiffLine['kind']): number {
  let length = 0;
  while (lines[from + length]?.kind === kind) length++;
  return length;
}

function compareWords(removed: DiffLine | undefined, added: DiffLine | undefined) {
  const [before, after] = [removed?.parts[0]?.text, added?.parts[0]?.text];
  if (!removed || !added || before === undefined || after === undefined) return undefined;
  if (before.length > longLine || after.length > longLine) return undefined;
  const words = diffArrays(wordsOf(before), wordsOf(after));
  const side = (other: 'added' | 'removed') =>
    words.flatMap(({ value, ...word }) => (word[other] ? [] : [{ text: value.join(''), changed: word.added || word.removed }]));
  return { removed: { ...removed, parts: side('added') }, added: { ...added, parts: side('removed') } };
}

const wordsOf = (line: string): string[] => [...wordSegmenter.segment(line)].map(({ segment }) => segment);

function replaced(text: string, kind: 'removed' | 'added'): DiffLine[] {
  return text.split('\n').map((line, index) => ({
    kind,
    [kind === 'removed' ? 'before' : 'after']: index + 1,
    parts: [{ text: line, changed: false }],
  }));
}
