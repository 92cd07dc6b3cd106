import { findAnswer, framesOf, putAnswer, remember } from './answers.ts';
import type { CompiledFlow, CompiledStep, FlowLibrary, Turn } from './engine.ts';
import type { Frame, Position } from './position.ts';
import { noteTrouble } from './turn.ts';

/** Flows that may stand one in another. */
export const callLimit = 5;

/** Enters a called flow at its beginning; false where it cannot be called, which the managers are told. */
export function enterCall(turn: Turn, step: CompiledStep, id: string): boolean {
  const flow = turn.library.byId(id);
  const why = reasonAgainst(turn.position, id, flow);
  if (!flow || why !== undefined) {
    noteTrouble(turn, why ?? 'noFlow', { step: step.id, called: id });
    return false;
  }
  // What was told before somebody went back out of it still stands, and what was done is not done again.
  const before = findAnswer(turn.position.answers, step.id)?.called;
  const { answers = [], done } = before?.flow === id ? before : {};
  const frame = { flow: flow.id, revision: flow.revision, answers, trail: [], ...(done && { done }) };
  pushFrame(turn, step.id, frame, flow);
  return true;
}

function reasonAgainst(position: Position, id: string, flow: CompiledFlow | undefined): string | undefined {
  if (!flow) return 'noFlow';
  const frames = framesOf(position);
  if (frames.some(frame => frame.flow === id)) return 'recursion';
  return frames.length >= callLimit ? 'tooDeep' : undefined;
}

/** Comes back from a called flow that has come to its end. Gives the caller's `call` step; undefined where the caller is gone. */
export function leaveCall(turn: Turn): CompiledStep | undefined {
  const asked = turn.position.trail.length > 0;
  const step = popFrame(turn);
  if (step && asked) remember(turn.position, step.id);
  return step;
}

/** Goes back into a flow that was called before, as it was left; false where there was nothing, or the flow is gone. */
export function reopenCall(turn: Turn, step: string, editing?: string): boolean {
  const called = findAnswer(turn.position.answers, step)?.called;
  const flow = called && flowOf(turn.library, called);
  if (!called || !flow) return false;
  const { editing: _, ...frame } = called;
  pushFrame(turn, step, editing === undefined ? frame : { ...frame, editing }, flow);
  return true;
}

function pushFrame(turn: Turn, step: string, frame: Frame, flow: CompiledFlow): void {
  const { position } = turn;
  const caller = { ...frameOf(position), step };
  for (const key of ['done', 'furthest', 'editing'] as const) delete position[key];
  Object.assign(position, frame);
  position.callers = [...(position.callers ?? []), caller];
  turn.flow = flow;
}

/** Takes the caller's place up again. What the called flow was told becomes one of the caller's answers. */
export function popFrame(turn: Turn): CompiledStep | undefined {
  const { position } = turn;
  const { editing: _, ...called } = frameOf(position);
  const caller = position.callers?.at(-1);
  const flow = caller && flowOf(turn.library, caller);
  const at = caller && flow?.index.get(caller.step);
  const step = at === undefined ? undefined : flow?.steps[at];
  if (!caller || !flow || !step) return undefined;
  const callers = (position.callers ?? []).slice(0, -1);
  for (const key of ['done', 'furthest', 'editing'] as const) delete position[key];
  delete position.callers;
  Object.assign(position, caller);
  if (callers.length > 0) position.callers = callers;
  putAnswer(position, { step: step.id, value: null, text: '', at: turn.facts.now.toISOString(), called });
  turn.flow = flow;
  return step;
}

function frameOf({ flow, revision, answers, trail, done, furthest, editing }: Frame): Frame {
  return {
    flow,
    revision,
    answers,
    trail,
    ...(done && { done }),
    ...(furthest && { furthest }),
    ...(editing !== undefined && { editing }),
  };
}

/** The revision that is pinned, or the present one where that is gone. */
export function flowOf(library: FlowLibrary, { revision, flow }: Pick<Frame, 'revision' | 'flow'>): CompiledFlow | undefined {
  return library.byRevision(revision) ?? library.byId(flow);
}
