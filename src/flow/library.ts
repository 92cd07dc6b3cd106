import type { CompiledFlow, FlowLibrary } from './engine.ts';

export type { FlowLibrary };

/** A library of flows. `older` finds revisions that are held no more but that somebody may still be in the middle of. */
export function createLibrary(
  flows: readonly CompiledFlow[],
  older: (revision: string) => CompiledFlow | undefined = () => undefined,
): FlowLibrary {
  const byId = new Map(flows.map(flow => [flow.id, flow]));
  const byRevision = new Map(flows.map(flow => [flow.revision, flow]));
  const first = flows.find(({ start }) => start.default);
  return {
    ...(first && { default: first }),
    byId: id => byId.get(id),
    byRevision: revision => byRevision.get(revision) ?? older(revision),
    all: flows,
  };
}
