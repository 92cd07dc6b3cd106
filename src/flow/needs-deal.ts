import { framesOf } from './answers.ts';
import { flowOf } from './calls.ts';
import type { CompiledFlow, FlowLibrary } from './engine.ts';
import type { Position } from './position.ts';

/** Whether `Facts.deal` is wanted for the next event: a flow that the run is in, may call or may start looks at a deal. */
export function needsDeal(library: FlowLibrary, position: Position | undefined): boolean {
  if (!position) return library.all.some(({ readsDeal }) => readsDeal);
  const runs = [position, ...(position.parked ?? [])];
  return runs.flatMap(framesOf).some(frame => {
    const flow = flowOf(library, frame);
    return flow !== undefined && reads(library, flow, new Set());
  });
}

function reads(library: FlowLibrary, flow: CompiledFlow, seen: Set<string>): boolean {
  if (seen.has(flow.id)) return false;
  seen.add(flow.id);
  if (flow.readsDeal) return true;
  return [...flow.callsFlows, ...flow.startsFlows].some(({ flow: id }) => {
    const next = library.byId(id);
    return next !== undefined && reads(library, next, seen);
  });
}
