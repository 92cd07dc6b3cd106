import { advance } from './advance.ts';
import { flowOf } from './calls.ts';
import type { FlowLibrary } from './engine.ts';
import type { Facts, Position, StepResult } from './position.ts';
import { beginTurn, builtIn, noteTrouble } from './turn.ts';

/** A called flow is gone: the run goes on past the call, in the nearest caller that there is. Undefined where there is none. */
export function returnToCaller(library: FlowLibrary, position: Position, facts: Facts): StepResult | undefined {
  const {
    callers = [],
    done: _done,
    furthest: _furthest,
    editing: _editing,
    waitUntil: _until,
    callers: _callers,
    ...rest
  } = position;
  const depth = callers.findLastIndex(caller => flowOf(library, caller)?.index.has(caller.step));
  const caller = callers[depth];
  const flow = caller && flowOf(library, caller);
  if (!caller || !flow) return undefined;
  const outer = callers.slice(0, depth);
  const turn = beginTurn({ library, flow, position: { ...rest, ...caller, ...(outer.length > 0 && { callers: outer }) } }, facts);
  noteTrouble(turn, 'noFlow', { step: caller.step, called: position.flow });
  const call = flow.steps[flow.index.get(caller.step) ?? 0];
  turn.replaying = turn.position.editing !== undefined;
  return advance(turn, { to: call?.next, ...(call && { after: call }), before: { text: builtIn(turn, 'continued') } });
}
