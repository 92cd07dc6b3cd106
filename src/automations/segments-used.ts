import { type SegmentUse, segmentsIn } from '../segments/index.ts';
import type { Automation } from './automation.ts';
import { listAutomations, runningAutomations } from './automation-store.ts';
import { allSteps } from './walk-steps.ts';

/** The segments whose moves begin an automation that is on: whoever keeps segments has to watch these. */
export async function segmentsListenedTo(): Promise<string[]> {
  return [...new Set((await runningAutomations()).flatMap(ofTrigger))];
}

/** The automations that would not work without a segment. */
export async function usesOfSegment(segment: string): Promise<SegmentUse[]> {
  const using = (await listAutomations()).filter(automation => segmentsOf(automation).includes(segment));
  return using.map(({ id, name }) => ({ kind: 'automation', name, href: `/automations/${id}` }));
}

const ofTrigger = ({ trigger }: Pick<Automation, 'trigger'>): string[] =>
  trigger.kind === 'segmentEntered' || trigger.kind === 'segmentLeft' ? [trigger.segment] : [];

function segmentsOf({ condition, exitWhen, steps, ...automation }: Automation): string[] {
  const rules = [condition, exitWhen, ...allSteps(steps).map(step => (step.do === 'branch' ? step.rule : undefined))];
  return [...ofTrigger(automation), ...rules.flatMap(segmentsIn)];
}
