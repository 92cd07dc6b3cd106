import type { Automation, AutomationStep } from './automation.ts';

/** Every step, in the order in which they stand: a branch, what it does where its rule holds, what it does otherwise, what comes after. */
export function allSteps(steps: readonly AutomationStep[]): AutomationStep[] {
  return steps.flatMap(step => (step.do === 'branch' ? [step, ...allSteps(step.then), ...allSteps(step.else)] : [step]));
}

export const stepOf = (steps: readonly AutomationStep[], id: string): AutomationStep | undefined =>
  allSteps(steps).find(step => step.id === id);

/** The step that comes once one is over: the next beside it, else what comes after the branch that it stands in; nothing at the end. */
export function nextAfter(steps: readonly AutomationStep[], id: string): string | undefined {
  return find(steps, id, undefined)?.next;
}

function find(steps: readonly AutomationStep[], id: string, after: string | undefined): { next: string | undefined } | undefined {
  for (const [i, step] of steps.entries()) {
    const next = steps[i + 1]?.id ?? after;
    if (step.id === id) return { next };
    const within = step.do === 'branch' ? (find(step.then, id, next) ?? find(step.else, id, next)) : undefined;
    if (within) return within;
  }
  return undefined;
}

/** The step on which who stands on `id` really stands: that itself, or the heir of one that was taken out; nothing at the end. */
export function standingOn({ steps, heirs = {} }: Pick<Automation, 'steps' | 'heirs'>, id: string): AutomationStep | undefined {
  const seen = new Set<string>();
  for (let at = id; at !== '' && !seen.has(at); at = heirs[at] ?? '') {
    const step = stepOf(steps, at);
    if (step) return step;
    seen.add(at);
  }
  return undefined;
}

/** The heirs after an edit: of each step that was taken out the next one, as it stood, that still stands. */
export function heirsAfter(
  before: Pick<Automation, 'steps' | 'heirs'>,
  after: readonly AutomationStep[],
): Record<string, string> {
  const stands = new Set(allSteps(after).map(({ id }) => id));
  const gone = allSteps(before.steps).filter(({ id }) => !stands.has(id));
  const found = gone.map(({ id }) => {
    let heir = nextAfter(before.steps, id);
    while (heir !== undefined && !stands.has(heir)) heir = nextAfter(before.steps, heir);
    return [id, heir ?? ''] as const;
  });
  const kept = Object.entries(before.heirs ?? {}).filter(([id]) => !stands.has(id));
  return { ...Object.fromEntries(kept), ...Object.fromEntries(found) };
}
