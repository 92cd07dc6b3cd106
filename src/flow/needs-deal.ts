import { framesOf } from './answers.ts';
import { flowOf } from './calls.ts';
import type { CompiledFlow, FlowLibrary } from './engine.ts';
import type { Position } from './position.ts';

/** Whether `Facts.deal` is wanted for the next event: a flow that the run is in, may call or may start looks at a deal. */
export function needsDeal(library: FlowLibrary, position: Position | undefined): boolean {
  return reachable(library, position).some(({ readsDeal }) => readsDeal);
}

/** Which segments the next event may ask of: those that the flows name that the run is in, may call or may start. */
export function needsSegments(library: FlowLibrary, position: Position | undefined): string[] {
  return [...new Set(reachable(library, position).flatMap(({ readsSegments }) => readsSegments))];
}

/** The flows that the next event may come to; all of them where no run is under way. */
function reachable(library: FlowLibrary, position: Position | undefined): readonly CompiledFlow[] {
  if (!position) return library.all;
  const found = new Map<string, CompiledFlow>();
  for (const frame of [position, ...(position.parked ?? [])].flatMap(framesOf)) {
    const flow = flowOf(library, frame);
    if (flow) follow(library, flow, found);
  }
  return [...found.values()];
}

function follow(library: FlowLibrary, flow: CompiledFlow, found: Map<string, CompiledFlow>): void {
  if (found.has(flow.revision)) return;
  found.set(flow.revision, flow);
  for (const { flow: id } of [...flow.callsFlows, ...flow.startsFlows]) {
    const next = library.byId(id);
    if (next) follow(library, next, found);
  }
}
