import { isDeepStrictEqual } from 'node:util';
import type { Automation, AutomationStep } from './automation.ts';
import { countStanding } from './run-store.ts';
import { allSteps, heirsAfter, standingOn } from './walk-steps.ts';

/** How many stand on each step of a chain, in its order: those who come to it next, or wait on it. */
export async function standing(
  automation: Pick<Automation, 'id' | 'steps' | 'heirs'>,
): Promise<{ step: string; count: number }[]> {
  const counts = new Map<string, number>();
  for (const [id, count] of await countStanding(automation.id)) {
    const step = standingOn(automation, id);
    if (step) counts.set(step.id, (counts.get(step.id) ?? 0) + count);
  }
  return allSteps(automation.steps).map(({ id }) => ({ step: id, count: counts.get(id) ?? 0 }));
}

/** What an edit of a chain does to those who stand in it. */
export interface EditEffects {
  /** How many stand where before the edit. */
  standing: { step: string; count: number }[];
  /** Steps that are taken out and on which somebody stands: `to` is where they go on, at once; nothing where the chain ends for them. */
  moved: { step: string; to?: string; count: number }[];
  /** Who stands behind a new step never comes to it. */
  added: string[];
  /** Who comes to them after the edit meets them as they are then; who waits on one waits as long as they were told. */
  changed: string[];
  /** How many are in it altogether. */
  total: number;
}

/** What saving `after` would do to those who stand in `before`. Changes nothing. */
export async function effectsOfEdit(before: Automation, after: Pick<Automation, 'steps'>): Promise<EditEffects> {
  const stand = await standing(before);
  const heirs = heirsAfter(before, after.steps);
  const old = new Map(allSteps(before.steps).map(step => [step.id, step]));
  const now = allSteps(after.steps);
  const kept = new Set(now.map(({ id }) => id));
  return {
    standing: stand,
    moved: stand
      .filter(({ step, count }) => count > 0 && !kept.has(step))
      .map(({ step, count }) => ({ step, count, ...(heirs[step] && { to: heirs[step] }) })),
    added: now.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    changed: now.filter(step => differs(old.get(step.id), step)).map(({ id }) => id),
    total: stand.reduce((sum, { count }) => sum + count, 0),
  };
}

/** Of a branch only what it asks: its steps are told of one by one. */
function differs(before: AutomationStep | undefined, after: AutomationStep): boolean {
  return before !== undefined && !isDeepStrictEqual(withoutSteps(before), withoutSteps(after));
}

function withoutSteps(step: AutomationStep): object {
  if (step.do !== 'branch') return step;
  const { then: _then, else: _else, ...own } = step;
  return own;
}
