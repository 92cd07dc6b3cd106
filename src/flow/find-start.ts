import type { CompiledFlow } from './engine.ts';
import type { FlowLibrary } from './library.ts';
import { hasWords, normalize } from './normalize.ts';
import type { Position } from './position.ts';

const linkLimit = 64;

/** The flow that a deep link asks for. An unknown link asks for none, and is a source all the same. */
export function findByLink(library: FlowLibrary, raw: string): { flow?: CompiledFlow; source: NonNullable<Position['source']> } {
  // Anybody can type a payload: what is kept of it is what a link may consist of.
  const link = raw.replace(/[^A-Za-z0-9_-]/g, '').slice(0, linkLimit);
  const known = library.all.flatMap(flow => [flow.id, ...flow.start.links].map(name => ({ flow, name })));
  const exact = known.find(({ name }) => name === link);
  if (exact) return { flow: exact.flow, source: { link } };
  const [nearest] = known.filter(({ name }) => link.startsWith(`${name}-`)).sort((a, b) => b.name.length - a.name.length);
  if (!nearest) return { source: { link } };
  return { flow: nearest.flow, source: { link: nearest.name, detail: link.slice(nearest.name.length + 1) } };
}

export function findByCommand({ all }: FlowLibrary, command: string): CompiledFlow | undefined {
  return all.find(({ start }) => start.commands.includes(command.toLowerCase()));
}

/** The flow with a keyword in the text; of several the longest keyword wins. */
export function findByKeyword({ all }: FlowLibrary, text: string): CompiledFlow | undefined {
  const said = normalize(text.slice(0, 1000));
  const found = all.flatMap(flow => flow.start.keywords.filter(words => hasWords(said, words)).map(words => ({ flow, words })));
  return found.sort((a, b) => b.words.length - a.words.length)[0]?.flow;
}

/** `/name payload` and `/name@bot payload` in a text. */
export function readCommand(text: string): { command: string; payload?: string } | undefined {
  const [, command, payload] = /^\/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+(\S+))?\s*$/i.exec(text.trim()) ?? [];
  return command === undefined ? undefined : { command: command.toLowerCase(), ...(payload !== undefined && { payload }) };
}
