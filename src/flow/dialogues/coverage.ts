import type { CompiledFlow, CompiledStep, FlowLibrary, QuestionBody } from '../engine.ts';

type Covered = Map<string, Set<string>>;

export function cover(covered: Covered, flow: string, step: string): void {
  const steps = covered.get(flow) ?? new Set();
  steps.add(step);
  covered.set(flow, steps);
}

/** The same flows, noting which of their steps are run. Questions are noted when they are shown. */
export function watched(library: FlowLibrary, covered: Covered): FlowLibrary {
  const flows = new Map<CompiledFlow, CompiledFlow>();
  const watch = (flow: CompiledFlow | undefined): CompiledFlow | undefined => {
    if (!flow) return undefined;
    const known = flows.get(flow) ?? watchedFlow(flow, covered);
    flows.set(flow, known);
    return known;
  };
  const first = watch(library.default);
  return {
    ...(first && { default: first }),
    byId: id => watch(library.byId(id)),
    byRevision: revision => watch(library.byRevision(revision)),
    all: library.all.flatMap(flow => watch(flow) ?? []),
  };
}

function watchedFlow(flow: CompiledFlow, covered: Covered): CompiledFlow {
  return { ...flow, steps: flow.steps.map(step => watchedStep(step, () => cover(covered, flow.id, step.id))) };
}

function watchedStep(step: CompiledStep, note: () => void): CompiledStep {
  const { question } = step;
  return {
    ...step,
    ...(question && { question: { ...question, body: watchedBody(question.body, note) } }),
    run(turn, own) {
      note();
      return step.run(turn, own);
    },
  };
}

/** A question that is passed over has been come by too. */
function watchedBody(body: QuestionBody, note: () => void): QuestionBody {
  const { known } = body;
  if (!known) return body;
  return {
    ...body,
    known(turn) {
      const value = known(turn);
      if (value) note();
      return value;
    },
  };
}

/** How many of a flow's steps its dialogues come by, and which they do not. */
export function coverageOf(
  { id, steps }: Pick<CompiledFlow, 'id' | 'steps'>,
  covered: Record<string, readonly string[]>,
): { steps: number; covered: number; missing: string[] } {
  const known = new Set(Object.hasOwn(covered, id) ? covered[id] : []);
  const missing = steps.map(step => step.id).filter(step => !known.has(step));
  return { steps: steps.length, covered: steps.length - missing.length, missing };
}
