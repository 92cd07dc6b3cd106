import type { AutomationInput, AutomationStep } from './automation.ts';
import { allSteps } from './walk-steps.ts';

/**
 * The steps by which an automation would begin itself again and again for the same person: it puts on a tag that it takes off, and the like. One
 * that may be gone through only once does not, nor one that waits a day. Circles of several are ended when they go round (`most` in begin-run).
 * Pure.
 */
export function goesInCircle({ trigger, reentry, steps }: AutomationInput): string[] {
  if (reentry.kind === 'never' || reentry.afterDays !== undefined) return [];
  const all = allSteps(steps);
  if (all.some(isLongWait)) return [];
  switch (trigger.kind) {
    case 'tagAdded':
      return both(
        all,
        step => step.do === 'tag' && step.add.includes(trigger.tag),
        step => takesOff(step, trigger.tag),
      );
    case 'tagRemoved':
      return both(
        all,
        step => takesOff(step, trigger.tag),
        step => step.do === 'tag' && step.add.includes(trigger.tag),
      );
    case 'fieldChanged': {
      const writes = all.filter(step => step.do === 'field' && step.field === trigger.field);
      const values = new Set(writes.map(step => (step.do === 'field' ? step.value : '')));
      return values.size > 1 && (trigger.to === undefined || values.has(trigger.to)) ? ids(writes) : [];
    }
    case 'stageEntered': {
      const moves = all.filter(step => step.do === 'stage' && step.pipeline === trigger.pipeline);
      const back = moves.filter(step => step.do === 'stage' && step.stage === trigger.stage);
      return back.length > 0 && moves.length > back.length ? ids(back) : [];
    }
    case 'flowFinished':
      return ids(all.filter(step => step.do === 'flow' && (trigger.flow === undefined || step.flow === trigger.flow)));
    default:
      return [];
  }
}

const ids = (steps: AutomationStep[]): string[] => steps.map(({ id }) => id);

function both(all: AutomationStep[], one: (step: AutomationStep) => boolean, other: (step: AutomationStep) => boolean): string[] {
  return all.some(other) ? ids(all.filter(one)) : [];
}

const takesOff = (step: AutomationStep, tag: string): boolean => step.do === 'tag' && step.remove.includes(tag);

const dayMinutes = 24 * 60;
const isLongWait = (step: AutomationStep): boolean =>
  step.do === 'wait' && (step.wait.kind !== 'for' || step.wait.minutes >= dayMinutes);
