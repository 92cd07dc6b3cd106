import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { DrawnStep } from './drawn-step.ts';
import { exitsOf } from './read-exits.ts';
import { isRecord, wordsIn } from './read-words.ts';

export type { DrawnStep } from './drawn-step.ts';

const kinds = ['handoff', 'ask', 'say', 'when', 'set', 'do', 'call', 'goto', 'wait', 'end'];

/**
 * Reads the steps of a flow as far as they can be read: a diagram is of most use while the file is still wrong. Undefined where the
 * text is no YAML or has no steps, so that the last good drawing may stay. Never throws.
 */
export function readSteps(text: string): DrawnStep[] | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const list = document.get('steps', true);
  if (!isSeq(list)) return undefined;
  const language = document.get('language') === 'en' ? 'en' : 'ru';
  const raw = list.items.map(item => ({ value: plainValue(item, document), ...placeOf(item, lines) }));
  const ids = raw.map(({ value }, index) => idOf(value, index));
  return raw.map(({ value, line, endLine }, index): DrawnStep => {
    const step = isRecord(value) ? value : { [value === 'end' ? 'end' : '?']: value };
    const kind = kinds.find(key => Object.hasOwn(step, key)) ?? '?';
    return {
      id: ids[index] ?? '',
      kind,
      ...(typeof step.ask === 'string' && { ask: step.ask }),
      title: titleOf(kind, step, language),
      exits: exitsOf(step, { kind, following: ids[index + 1], ids, language }),
      gives: answersOf(kind, ids[index] ?? '', step),
      line,
      endLine,
    };
  });
}

function answersOf(kind: string, id: string, step: Record<string, unknown>): string[] {
  if (kind === 'ask' || kind === 'call') return [id];
  const set = kind === 'set' && isRecord(step.set) ? Object.keys(step.set) : [];
  return set.flatMap(path => /^answers\.(\w+)$/.exec(path)?.[1] ?? []);
}

type Document = ReturnType<typeof parseDocument>;

function plainValue(item: unknown, document: Document): unknown {
  try {
    return isNode(item) ? item.toJS(document, { maxAliasCount: 100 }) : undefined;
  } catch {
    return undefined;
  }
}

const isNode = (item: unknown): item is Node => typeof item === 'object' && item !== null && 'range' in item;

function placeOf(item: unknown, lines: LineCounter): { line: number; endLine: number } {
  const [start, end] = (isNode(item) && item.range) || [0, 0];
  const line = lines.linePos(start).line;
  // What ends a block lies at the beginning of the line after it.
  return { line, endLine: Math.max(line, lines.linePos(Math.max(start, end - 1)).line) };
}

/** As the engine names steps that have no id of their own. */
function idOf(value: unknown, index: number): string {
  return isRecord(value) && typeof value.id === 'string' ? value.id : `#${index + 1}`;
}

function titleOf(kind: string, step: Record<string, unknown>, language: 'ru' | 'en'): string {
  switch (kind) {
    case 'ask':
      // A summary to be confirmed is long: its short name tells more at a glance.
      return (step.ask === 'confirm' && wordsIn(step.title, language)) || wordsIn(step.text, language);
    case 'handoff':
      return wordsIn(step.say, language) || String(step.handoff);
    case 'when':
    case 'end':
      return '';
    case 'set':
      return isRecord(step.set)
        ? Object.entries(step.set)
            .map(([path, value]) => `${path} = ${brief(value)}`)
            .join('; ')
        : '';
    case 'do':
      return (Array.isArray(step.do) ? step.do : []).map(brief).join('; ');
    default:
      return wordsIn(step[kind], language) || brief(step[kind]);
  }
}

/** A value in one line: `tag: крупный`. */
function brief(value: unknown): string {
  if (Array.isArray(value)) return value.map(brief).join(', ');
  if (!isRecord(value)) return String(value ?? '');
  const [first] = Object.entries(value);
  return first ? `${first[0]}: ${isRecord(first[1]) ? brief(Object.values(first[1])[0]) : brief(first[1])}` : '';
}
