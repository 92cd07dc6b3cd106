import { type MarkedPart, markWords } from '../../search/index.ts';

const before = 28;
const most = 120;

/** The words around the first of those that were looked for. Pure. */
export function snippetOf(text: string, q: string): MarkedPart[] {
  const line = text.replace(/\s+/g, ' ').trim();
  const parts = markWords(line, q);
  const first = parts.findIndex(({ hit }) => hit);
  const at = parts.slice(0, Math.max(first, 0)).reduce((sum, part) => sum + part.text.length, 0);
  if (line.length <= most || at <= before) return markWords(line.length > most ? `${line.slice(0, most)}…` : line, q);
  const space = line.indexOf(' ', at - before);
  const from = space < 0 || space > at ? at : space + 1;
  return markWords(`…${line.slice(from, from + most)}${from + most < line.length ? '…' : ''}`, q);
}
