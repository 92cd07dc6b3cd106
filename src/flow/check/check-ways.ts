import type { At, Notes } from '../compiler.ts';
import type { CompiledFlow, CompiledStep } from '../engine.ts';

export interface Finding {
  at: At;
  key: string;
  values: Record<string, unknown>;
}

/** Steps as a map of ways: where each leads, `end` included. */
type Ways = Map<string, string[]>;

const end = 'end';

/** Where a flow leads: unknown steps, steps nobody comes to, ways without an end, loops that ask nothing, data kept without consent. */
export function checkWays(flow: CompiledFlow, notes: Notes): Finding[] {
  const unknown = notes.targets.filter(({ id }) => !flow.index.has(id));
  if (unknown.length > 0) return unknown.map(({ id, at }) => ({ at, key: 'step', values: { id, known: knownIds(flow) } }));
  const ways = waysOf(flow);
  const place = (id: string): At => notes.places.get(id) ?? ['steps'];
  const finding =
    (key: string) =>
    (id: string): Finding => ({ at: place(id), key, values: { id } });
  const first = flow.steps[0]?.id ?? end;
  const reached = reachable([first], id => ways.get(id) ?? []);
  const ids = flow.steps.map(({ id }) => id);
  return [
    ...ids.filter(id => !reached.has(id)).map(finding('unreachable')),
    ...ids.filter(id => reached.has(id) && !reachable([id], each => ways.get(each) ?? []).has(end)).map(finding('endless')),
    ...silentLoops(flow, ways).map(finding('loop')),
    ...withoutConsent(flow, ways, notes),
  ];
}

function knownIds({ steps }: CompiledFlow): string {
  const ids = steps.map(({ id }) => id).filter(id => !id.startsWith('#'));
  return [...ids, end].join(', ');
}

function waysOf({ steps }: CompiledFlow): Ways {
  return new Map(steps.map(({ id, exits }, index) => [id, exits.map(exit => exit ?? steps[index + 1]?.id ?? end)]));
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

/** Steps from which one comes back without a question between: the bot would talk for ever. */
function silentLoops(flow: CompiledFlow, ways: Ways): string[] {
  // A consent that was given earlier is passed over, so it stops nobody.
  const waits = (id: string) => {
    const step = stepAt(flow, id);
    return step?.key === 'handoff' || (step?.question !== undefined && step.question.body.consent === undefined);
  };
  const quiet = (id: string) => (waits(id) ? [] : (ways.get(id) ?? []));
  return flow.steps.map(({ id }) => id).filter(id => !waits(id) && reachable(quiet(id), quiet).has(id));
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
  return flow.steps.flatMap(({ id, question }): Finding[] => {
    if (!unasked.has(id)) return [];
    const at = notes.places.get(id) ?? [];
    const write = notes.writes.find(each => at.every((key, index) => each.at[index] === key));
    if (!write && !question?.body.personal) return [];
    return [{ at: write?.at ?? at, key: 'consentFirst', values: { id } }];
  });
}
