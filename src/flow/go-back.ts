import { enterQuestion, forgetState, stepOf } from './advance.ts';
import { popFrame, reopenCall } from './calls.ts';
import type { CompiledStep, Turn } from './engine.ts';
import { noteFact } from './turn.ts';

/** Goes back to the question before, also into a flow that was called before this one, or out into the one that called; false where there is none. */
export function goBackFrom(turn: Turn, at: CompiledStep): boolean {
  const { position } = turn;
  if (position.editing !== undefined && position.trail.includes(at.id)) return goToSummary(turn, at);
  const way = wayBack(turn, at.id);
  if (!way) return false;
  noteFact(turn, at, 'back');
  for (let out = 0; out < way.out; out++) popFrame(turn);
  if (turn.position.editing === undefined) turn.position.trail = turn.position.trail.slice(0, way.length);
  const target = enterLast(turn, way.to);
  if (target) enterQuestion(turn, target);
  return target !== undefined;
}

/** An earlier answer was to be changed after all not: the way leads to the confirm step, through the flows between. */
function goToSummary(turn: Turn, at: CompiledStep): boolean {
  noteFact(turn, at, 'back');
  while (turn.position.editing === 'end') if (!popFrame(turn)) return false;
  const summary = stepOf(turn.flow, turn.position.editing);
  if (!summary?.question) return false;
  delete turn.position.editing;
  enterQuestion(turn, summary);
  return true;
}

interface WayBack {
  /** Called flows to be left first. */
  out: number;
  /** The question, or the `call` in whose flow the question stands. */
  to: string;
  /** How much of the trail is left. */
  length: number;
}

/** Looks for the nearest question that can be asked again, from the present frame outwards. Changes nothing. */
function wayBack({ library, flow, position }: Turn, id: string): WayBack | undefined {
  const frames = [position, ...(position.callers ?? []).toReversed()];
  for (const [out, frame] of frames.entries()) {
    const own = out === 0 ? flow : (library.byRevision(frame.revision) ?? library.byId(frame.flow));
    // A question asked in a loop may stand in the trail itself.
    const here = frame.trail.indexOf(out === 0 ? id : frame.step);
    for (let at = (here < 0 ? frame.trail.length : here) - 1; at >= 0; at--) {
      const to = frame.trail[at];
      const step = own && stepOf(own, to);
      if (to !== undefined && (step?.question || step?.key === 'call')) return { out, to, length: at };
    }
  }
  return undefined;
}

/** The question itself, or the last one of the flow that was called there. */
function enterLast(turn: Turn, id: string): CompiledStep | undefined {
  const step = stepOf(turn.flow, id);
  if (!step || step.question) return step;
  if (!reopenCall(turn, id)) return undefined;
  forgetState(turn);
  const last = turn.position.trail.at(-1);
  turn.position.trail = turn.position.trail.slice(0, -1);
  return last === undefined ? undefined : enterLast(turn, last);
}
