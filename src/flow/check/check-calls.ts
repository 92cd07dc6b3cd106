import { callLimit } from '../calls.ts';
import type { CompiledFlow } from '../engine.ts';
import { nearest } from './nearest.ts';

interface Finding {
  line?: number;
  column?: number;
  path: string;
  key: string;
  values: Record<string, unknown>;
}

/** What is wrong with the calls of a flow, seen beside the others: circles, too many flows in each other, answers that are not given there. */
export function checkCalls(flow: CompiledFlow, flows: readonly CompiledFlow[]): Finding[] {
  const byId = new Map(flows.map(each => [each.id, each]));
  const circles = flow.callsFlows.flatMap(({ flow: id, line, column, path }): Finding[] => {
    const way = tooFar([flow.id], id, byId);
    if (!way) return [];
    const key = way.length > callLimit ? 'callDeep' : 'callCircle';
    return [{ ...placeOf(line, column), path, key, values: { circle: way.join(' → '), limit: callLimit } }];
  });
  return [...circles, ...flow.readsCalled.flatMap(read => unknownRead(flow, read, byId))];
}

/** The way of calls that comes back to its beginning, or is longer than may be. Circles that do not lead through the first flow are told there. */
function tooFar(way: string[], id: string, byId: Map<string, CompiledFlow>): string[] | undefined {
  const longer = [...way, id];
  if (id === way[0] || longer.length > callLimit) return longer;
  if (way.includes(id)) return undefined;
  for (const { flow } of byId.get(id)?.callsFlows ?? []) {
    const found = tooFar(longer, flow, byId);
    if (found) return found;
  }
  return undefined;
}

function unknownRead(
  flow: CompiledFlow,
  { names, line, column, path }: CompiledFlow['readsCalled'][number],
  byId: Map<string, CompiledFlow>,
): Finding[] {
  let inside: CompiledFlow = flow;
  for (const [depth, name] of names.entries()) {
    if (!inside.answerNames.has(name)) {
      const known = nearest(name, [...inside.answerNames]);
      return [{ ...placeOf(line, column), path, key: 'calledPath', values: { flow: inside.title, name, ...known } }];
    }
    const call: CompiledFlow['callsFlows'][number] | undefined = inside.callsFlows.find(({ step }) => step === name);
    const called: CompiledFlow | undefined = call && byId.get(call.flow);
    if (!call)
      return endsWell(names.slice(depth + 1)) ? [] : [{ ...placeOf(line, column), path, key: 'path', values: wrong(names) }];
    if (!called) return [];
    inside = called;
  }
  return [{ ...placeOf(line, column), path, key: 'path', values: wrong(names) }];
}

function endsWell([detail, ...more]: string[]): boolean {
  return more.length === 0 && (detail === undefined || detail === 'text' || detail === 'value');
}

function wrong(names: string[]): Record<string, unknown> {
  const path = `answers.${names.join('.')}`;
  return { path, known: `answers.${names.slice(0, 2).join('.')}` };
}

function placeOf(line: number | undefined, column: number | undefined): { line?: number; column?: number } {
  return { ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
}
