import type { At, Notes } from '../compiler.ts';
import type { CompiledFlow, CompiledStep } from '../engine.ts';
import { inLoops } from './in-loops.ts';
import { nearest } from './nearest.ts';

export interface Finding {
  at: At;
  key: string;
  values: Record<string, unknown>;
}

/** Steps as a map of ways: where each leads, `end` included. */
type Ways = Map<string, string[]>;

const end = 'end';

/** Where a flow leads: unknown steps, steps nobody comes to, ways without an end, loops that ask nothing, data kept without consent. */
export function checkWays(flow: CompiledFlow, notes: Notes): { problems: Finding[]; warnings: Finding[] } {
  const unknown = notes.targets.filter(({ id }) => !flow.index.has(id));
  if (unknown.length > 0)
    return {
      problems: unknown.map(({ id, at }) => ({ at, key: 'step', values: { id, ...nearest(id, knownIds(flow)) } })),
      warnings: [],
    };
  const ways = waysOf(flow);
  const place = (id: string): At => notes.places.get(id) ?? ['steps'];
  const finding =
    (key: string) =>
    (id: string): Finding => ({ at: place(id), key, values: { id } });
  const first = flow.steps[0]?.id ?? end;
  const reached = reachable([first], id => ways.get(id) ?? []);
  const ids = flow.steps.map(({ id }) => id);
  const back = turned(ways);
  const ending = reachable([end], id => back.get(id) ?? []);
  const silent = silentLoops(flow, ways);
  const problems = [
    ...ids.filter(id => !reached.has(id)).map(finding('unreachable')),
    ...ids.filter(id => reached.has(id) && !ending.has(id)).map(finding('endless')),
    ...silent.map(finding('loop')),
    ...withoutConsent(flow, ways, notes),
  ];
  const patient = waitingLoops(flow, ways).filter(id => !silent.includes(id));
  return { problems, warnings: patient.map(finding('waitLoop')) };
}

function knownIds({ steps }: CompiledFlow): string[] {
  const ids = steps.map(({ id }) => id).filter(id => !id.startsWith('#'));
  return [...ids, end];
}

function waysOf({ steps }: CompiledFlow): Ways {
  return new Map(steps.map(({ id, exits }, index) => [id, exits.map(exit => exit ?? steps[index + 1]?.id ?? end)]));
}

/** The same ways the other way round. */
function turned(ways: Ways): Ways {
  const back: Ways = new Map();
  for (const [from, targets] of ways) {
    for (const to of targets) {
      const sources = back.get(to);
      if (sources) sources.push(from);
      else back.set(to, [from]);
    }
  }
  return back;
}

function reachable(from: string[], next: (id: string) => string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...next(id));
  }
  return seen;
}

/** Whether a step holds the run for certain. A consent that was given earlier is passed over, so it stops nobody. */
function holds(step: CompiledStep | undefined): boolean {
  if (step?.key === 'handoff') return true;
  if (step?.key === 'wait') return !step.passable;
  return step?.question !== undefined && step.question.body.consent === undefined;
}

/** Steps from which one comes back without anything between that holds: the bot would talk for ever. */
function silentLoops(flow: CompiledFlow, ways: Ways): string[] {
  return loopsWithout(flow, ways, holds);
}

/** Steps of a loop that only waits: a newsletter perhaps, more often a mistake. */
function waitingLoops(flow: CompiledFlow, ways: Ways): string[] {
  const loops = loopsWithout(flow, ways, step => holds(step) && step?.key !== 'wait');
  return loops.filter(id => stepAt(flow, id)?.key === 'wait');
}

/** The steps of loops in which no step stops the run. */
function loopsWithout(flow: CompiledFlow, ways: Ways, stops: (step: CompiledStep | undefined) => boolean): string[] {
  const open = new Set(flow.steps.filter(step => !stops(step)).map(({ id }) => id));
  const quiet = new Map([...open].map(id => [id, (ways.get(id) ?? []).filter(each => open.has(each))]));
  return inLoops(quiet);
}

function stepAt({ steps, index }: CompiledFlow, id: string): CompiledStep | undefined {
  const at = index.get(id);
  return at === undefined ? undefined : steps[at];
}

/** Follows every way on which consent to personal data has not been given, and finds what is kept there. */
function withoutConsent(flow: CompiledFlow, ways: Ways, notes: Notes): Finding[] {
  const next = (id: string) => {
    const body = stepAt(flow, id)?.question?.body;
    return body?.consent === 'personal-data' ? (body.exits ?? []).map(exit => exit ?? end) : (ways.get(id) ?? []);
  };
  const unasked = reachable([flow.steps[0]?.id ?? end], next);
  const writes = new Map(notes.writes.toReversed().map(({ at }) => [at.slice(0, 2).join('.'), at]));
  return flow.steps.flatMap(({ id, question }): Finding[] => {
    if (!unasked.has(id)) return [];
    const at = notes.places.get(id) ?? [];
    const write = writes.get(at.join('.'));
    if (!write && !question?.body.personal) return [];
    return [{ at: write ?? at, key: 'consentFirst', values: { id } }];
  });
}
