import type { AutomationStep } from '../../automations/index.ts';

/** A place in a chain: before the step `index` of a list: the chain's own, or one of a branch's two. */
export interface Place {
  branch?: string;
  arm: 'then' | 'else';
  index: number;
}

/** `<branch>.<then|else>.<index>`; of the chain's own list the branch is empty. */
export const placeText = ({ branch = '', arm, index }: Place): string => `${branch}.${arm}.${index}`;

export function readPlace(text: string): Place | undefined {
  const [, branch, arm, index] = /^([\w-]{0,40})\.(then|else)\.(\d{1,3})$/.exec(text) ?? [];
  if (arm === undefined) return undefined;
  return { ...(branch && { branch }), arm: arm === 'else' ? 'else' : 'then', index: Number(index) };
}

type Steps = AutomationStep[];
type Branch = Extract<AutomationStep, { do: 'branch' }>;

/** The chain with a step put in at a place; unchanged where there is no such place. Pure. */
export function insertStep(steps: Steps, place: Place, step: AutomationStep): Steps {
  const put = (list: Steps) => [...list.slice(0, place.index), step, ...list.slice(place.index)];
  if (place.branch === undefined) return put(steps);
  return mapSteps(steps, each =>
    each.id === place.branch && each.do === 'branch' ? { ...each, [place.arm]: put(each[place.arm]) } : each,
  );
}

/** The chain with a step in the place of the one of its id. Pure. */
export const replaceStep = (steps: Steps, step: AutomationStep): Steps =>
  mapSteps(steps, each => (each.id === step.id ? step : each));

/** The chain without a step and what it holds. Pure. */
export function removeStep(steps: Steps, id: string): Steps {
  return steps
    .filter(step => step.id !== id)
    .map(step => (step.do === 'branch' ? arms(step, removeStep(step.then, id), removeStep(step.else, id)) : step));
}

/**
 * The chain with a step one place further up or down: past the one beside it, into a branch that stands there, and out of the branch that it is in.
 * Pure.
 */
export function moveStep(steps: Steps, id: string, by: -1 | 1): Steps {
  const step = placeOf(steps, id);
  const to = step && neighbour(steps, step.place, by);
  return step && to ? insertStep(removeStep(steps, id), to, step.step) : steps;
}

/** Where a step stands. */
export function placeOf(
  steps: Steps,
  id: string,
  within: Omit<Place, 'index'> = { arm: 'then' },
): { step: AutomationStep; place: Place } | undefined {
  for (const [index, step] of steps.entries()) {
    if (step.id === id) return { step, place: { ...within, index } };
    if (step.do !== 'branch') continue;
    const found =
      placeOf(step.then, id, { branch: step.id, arm: 'then' }) ?? placeOf(step.else, id, { branch: step.id, arm: 'else' });
    if (found) return found;
  }
  return undefined;
}

/** The next place for what is taken out of `place`; counted in the chain without it. */
function neighbour(steps: Steps, place: Place, by: -1 | 1): Place | undefined {
  const list = listAt(steps, place);
  const beside = list[place.index + by];
  if (beside?.do === 'branch') {
    const arm = by > 0 ? 'then' : 'else';
    return { branch: beside.id, arm, index: by > 0 ? 0 : beside[arm].length };
  }
  if (beside) return { ...place, index: place.index + by };
  if (place.branch === undefined) return undefined;
  const owner = placeOf(steps, place.branch);
  if (owner?.step.do !== 'branch') return undefined;
  if (by > 0 && place.arm === 'then') return { ...place, arm: 'else', index: 0 };
  if (by < 0 && place.arm === 'else') return { ...place, arm: 'then', index: owner.step.then.length };
  return { ...owner.place, index: owner.place.index + (by > 0 ? 1 : 0) };
}

function listAt(steps: Steps, { branch, arm }: Place): Steps {
  if (branch === undefined) return steps;
  const owner = placeOf(steps, branch)?.step;
  return owner?.do === 'branch' ? owner[arm] : [];
}

function mapSteps(steps: Steps, change: (step: AutomationStep) => AutomationStep): Steps {
  return steps
    .map(change)
    .map(step => (step.do === 'branch' ? arms(step, mapSteps(step.then, change), mapSteps(step.else, change)) : step));
}

// biome-ignore lint/suspicious/noThenProperty: what is done where the rule holds; nobody awaits a step
const arms = (branch: Branch, holds: Steps, otherwise: Steps): Branch => ({ ...branch, then: holds, else: otherwise });
