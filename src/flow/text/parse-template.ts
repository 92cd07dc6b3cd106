import { SyntaxProblem, tokenize } from '../expression/tokenize.ts';
import { isFilterName, takesArguments } from './filters.ts';
import { parseMarkup } from './parse-markup.ts';
import { filterNames, type Slot, type Template } from './template.ts';

export type ParsedTemplate =
  | { ok: true; template: Template }
  /** `key` under `flow:problem`, with the values of its text. */
  | { ok: false; key: string; values: Record<string, unknown> };

/** Slots stand in the text as single characters of the private use area while its markup is read. */
const firstSlot = 0xe000;
const lastSlot = 0xf8ff;

/** Parses an author's text with its slots and markup. Never throws; an author's mistake is data. */
export function parseTemplate(source: string): ParsedTemplate {
  const slots: Slot[] = [];
  try {
    const marked = source
      .trim()
      .replace(/[\ue000-\uf8ff]/g, '')
      .replace(/\{\{(.*?)\}\}/gs, (_, inside: string) => {
        if (firstSlot + slots.length >= lastSlot) throw new SyntaxProblem('template.tooMany');
        slots.push(parseSlot(inside));
        return String.fromCharCode(firstSlot + slots.length - 1);
      });
    if (marked.includes('{{')) throw new SyntaxProblem('template.unclosed');
    return { ok: true, template: parseMarkup(marked, slotOf(slots)) };
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return { ok: false, key: problem.key, values: problem.values };
    throw problem;
  }
}

function slotOf(slots: Slot[]) {
  return (character: string): Slot | undefined => slots[character.charCodeAt(0) - firstSlot];
}

function parseSlot(inside: string): Slot {
  const tokens = wordsOf(inside);
  let at = 0;
  const accept = (sign: string): boolean => {
    if (tokens[at]?.kind !== 'sign' || tokens[at]?.value !== sign) return false;
    at++;
    return true;
  };
  const name = (): string => {
    const token = tokens[at++];
    if (token?.kind !== 'name' && token?.kind !== 'number')
      throw new SyntaxProblem('template.unreadable', { inside: inside.trim() });
    return String(token.value);
  };
  const slot: Slot = { path: [name()], filters: [] };
  while (accept('.')) slot.path.push(name());
  while (accept('|')) {
    const filter = name();
    const values: (string | number)[] = [];
    if (accept(':')) {
      do {
        const token = tokens[at++];
        if (token?.kind !== 'string' && token?.kind !== 'number') throw new SyntaxProblem('template.argument', { filter });
        values.push(token.value);
      } while (accept(','));
    }
    slot.filters.push(checkedFilter(filter, values));
  }
  if (tokens[at]?.kind !== 'end') throw new SyntaxProblem('template.unreadable', { inside: inside.trim() });
  return slot;
}

function wordsOf(inside: string) {
  try {
    return tokenize(inside);
  } catch {
    throw new SyntaxProblem('template.unreadable', { inside: inside.trim() });
  }
}

function checkedFilter(name: string, values: (string | number)[]): Slot['filters'][number] {
  if (!isFilterName(name)) throw new SyntaxProblem('template.filter', { filter: name, known: filterNames.join(', ') });
  const { least, most } = takesArguments(name);
  if (values.length < least || values.length > most)
    throw new SyntaxProblem('template.arguments', { filter: name, least, most, got: values.length });
  return { name, arguments: values };
}
