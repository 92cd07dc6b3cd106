/**
 * The words of a rich message (https://core.telegram.org/bots/api#richmessage): text of blocks, lists and tables, which no other field
 * of the message carries. A block stands on a line of its own; styles, formulas and pictures are passed over.
 */
export function readRichText(message: unknown): string {
  return linesOf(message, 0).join('\n').trim();
}

/** Nobody nests deeper; a stranger's JSON might. */
const deepest = 30;
/** Where blocks carry others, in the order in which they are read. */
const nested = ['summary', 'blocks', 'items', 'cells', 'caption', 'credit'];

function linesOf(block: unknown, depth: number): string[] {
  if (depth > deepest) return [];
  if (Array.isArray(block)) return block.flatMap(part => linesOf(part, depth + 1));
  if (!isRecord(block)) return typeof block === 'string' ? [block] : [];
  const own = wordsOf(block.text, depth + 1);
  return [...(own ? [own] : []), ...nested.flatMap(key => linesOf(block[key], depth + 1))];
}

/** Text of one line: a string, pieces of it, or a piece with a style around it. */
function wordsOf(text: unknown, depth: number): string {
  if (typeof text === 'string') return text;
  if (depth > deepest) return '';
  if (Array.isArray(text)) return text.map(part => wordsOf(part, depth + 1)).join('');
  return isRecord(text) ? wordsOf(text.text, depth + 1) : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
