import type { Language } from '../../texts/index.ts';
import type { CompiledFlow } from '../engine.ts';
import { type Problem, problemOf } from '../problem.ts';
import { checkCalls } from './check-calls.ts';
import { nearest } from './nearest.ts';

/**
 * What is wrong only between flows: two with one id, two defaults, one command, keyword or link for two, what leads to flows that are not there,
 * calls in a circle, answers that a called flow does not give.
 */
export function checkLibrary(flows: readonly CompiledFlow[], language: Language = 'en'): Problem[] {
  const tell = (flow: CompiledFlow, path: string, key: string, values: Record<string, unknown>): Problem =>
    problemOf({ file: flow.file, path }, { key, values }, language);
  const known = flows.map(({ id }) => id);
  return flows.flatMap((flow, index) => {
    const earlier = flows.slice(0, index);
    const same = earlier.find(({ id }) => id === flow.id);
    const rival = flow.start.default ? earlier.find(({ start }) => start.default) : undefined;
    return [
      ...(same ? [tell(flow, 'id', 'sameFlow', { id: flow.id, other: same.file })] : []),
      ...(rival ? [tell(flow, 'start.default', 'twoDefaults', { other: rival.id })] : []),
      ...sharedStarts(flow, earlier).map(({ start, other, path }) => tell(flow, path, 'sameStart', { start, other })),
      ...[...flow.startsFlows, ...flow.callsFlows]
        .filter(({ flow: id }) => !known.includes(id))
        .map(({ flow: id, ...place }) => at(place, tell(flow, place.path, 'flow', { id, ...nearest(id, known) }))),
      ...checkCalls(flow, flows).map(({ key, values, ...place }) => at(place, tell(flow, place.path, key, values))),
    ];
  });
}

function at({ line, column }: { line?: number; column?: number }, problem: Problem): Problem {
  return { ...problem, ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
}

function sharedStarts(flow: CompiledFlow, earlier: readonly CompiledFlow[]): { start: string; other: string; path: string }[] {
  return (['commands', 'keywords', 'links'] as const).flatMap(kind =>
    flow.start[kind].flatMap(start => {
      const other = earlier.find(each => each.start[kind].includes(start) || (kind === 'links' && each.id === start));
      return other ? [{ start, other: other.id, path: `start.${kind}` }] : [];
    }),
  );
}
