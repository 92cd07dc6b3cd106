import type { Deal, Pipeline } from '../deals/index.ts';
import { money, pipelineName, stageIn, stageName } from './deals/words.ts';
import { presentValue } from './present-contact.ts';
import { presentPersonal } from './present-phone.ts';
import { presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

const looks = { open: 'wait', won: 'good', lost: 'off' } as const;

/** A deal on its contact's card. `names` are those of the staff by id. */
export function presentDeal(
  viewer: Viewer,
  { id, title, amount, pipeline, stage, fields, owner, stages, at }: Deal,
  { names, pipelines }: { names: ReadonlyMap<string, string>; pipelines: Pipeline[] },
) {
  const own = pipelines.find(known => known.id === pipeline);
  const ownerName = owner && names.get(owner);
  const called = (stageId: string) => stageName(viewer, stageIn(own, stageId));
  return {
    title: presentPersonal(viewer, title),
    href: `/deals/${encodeURIComponent(id)}`,
    ...(amount !== undefined && { amount: money(viewer, amount, own?.currency ?? 'RUB') }),
    stage: called(stage),
    state: looks[stageIn(own, stage).kind],
    ...(pipelines.length > 1 && { pipeline: pipelineName(viewer, own ?? { id: pipeline }) }),
    ...(ownerName && { owner: ownerName }),
    when: presentTime(viewer, at),
    fields: Object.entries(fields).map(([label, value]) => ({
      label,
      value: presentPersonal(viewer, presentValue(viewer, value)),
    })),
    way: stages.map(passed => ({ stage: called(passed.stage), when: presentTime(viewer, passed.at) })),
  };
}
