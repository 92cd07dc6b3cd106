import { type Document, isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { At } from './compiler.ts';
import type { Locate } from './problem.ts';
import { aliasFault, type YamlFault, yamlFault } from './yaml-fault.ts';

export interface ReadYaml {
  value: unknown;
  /** Faults of the text itself, one for a line: what follows from it on the same line is noise. */
  faults: (YamlFault & { line?: number; column?: number })[];
  locate: Locate;
}

/** Reads a YAML text and remembers where its values stand. Never throws. */
export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = firstOfLines(
    document.errors.map(({ pos, code, message }) => ({
      ...lineOf(lines, pos[0]),
      ...yamlFault({ code, message }, text.slice(pos[0], pos[0] + 200)),
    })),
  );
  const locate: Locate = at => lineOf(lines, offsetOf(document, at));
  if (faults.length > 0) return { value: undefined, faults, locate };
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), faults, locate };
  } catch (error) {
    return { value: undefined, faults: [aliasFault(error instanceof Error ? error.message : String(error))], locate };
  }
}

function firstOfLines<Fault extends { line?: number }>(faults: readonly Fault[]): Fault[] {
  return faults.filter(({ line }, index) => faults.findIndex(fault => fault.line === line) === index);
}

function lineOf(lines: LineCounter, offset: number | undefined): { line?: number; column?: number } {
  if (offset === undefined) return {};
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** The offset of the key or value at a path, or of the nearest thing around it. */
function offsetOf(document: Document, at: At): number | undefined {
  for (let length = at.length; length >= 0; length--) {
    const offset = keyOffset(document, at.slice(0, length)) ?? nodeOffset(document.getIn(at.slice(0, length), true));
    if (offset !== undefined) return offset;
  }
  return undefined;
}

function keyOffset(document: Document, at: At): number | undefined {
  const key = at.at(-1);
  if (typeof key !== 'string') return undefined;
  const parent = at.length === 1 ? document.contents : document.getIn(at.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(item => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
  return pair && isScalar(pair.key) ? nodeOffset(pair.key) : undefined;
}

function nodeOffset(node: unknown): number | undefined {
  const range = typeof node === 'object' && node !== null && 'range' in node ? (node as Node).range : undefined;
  return range?.[0];
}
