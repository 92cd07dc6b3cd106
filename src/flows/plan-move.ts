import type { Mode } from '../conversations/index.ts';
import type { Answer, Frame, Position } from '../flow/index.ts';
import { isStand, type OutlineStep, sameStep } from './outline.ts';

/** Where the people of a step go: to a step, out of the flow, or nowhere. */
export type Target = { to: string } | 'end' | 'stay';

/** Two revisions of one flow, and where the people of each step of the older one go. Steps that are not named go to the same step. */
export interface MovePlan {
  flow: string;
  from: string;
  to: string;
  older: readonly OutlineStep[];
  newer: readonly OutlineStep[];
  targets: Readonly<Record<string, Target>>;
}

/**
 * What becomes of one person. `same`: stands on the same step and hears nothing. `asked`: goes on at another step and hears it. `later`:
 * people hold the conversation; the new question is asked when they give it back. `ended`: the run ends without a word. `stays`: finishes on
 * the older revision.
 */
export interface PersonPlan {
  /** The step of the older revision, absent where the person is no longer in it. */
  step: string;
  outcome: 'same' | 'asked' | 'later' | 'ended' | 'stays';
  /** Why somebody stays who was to move. */
  why?: 'asWished' | 'inCalledFlow' | 'called' | 'held' | 'resting';
  target?: string;
  /** Questions whose answer does not fit the newer revision and is not computed with any more. */
  unfit: string[];
}

/** Where in a run a revision stands: asking at present, in a flow that called the present one, or resting on a wait. */
export type Standing = { frame: Frame & { step: string }; at: 'present' | 'caller' | 'parked' };

export function standingOf(position: Position, { flow, from }: Pick<MovePlan, 'flow' | 'from'>): Standing | undefined {
  const isIt = (frame: Frame) => frame.flow === flow && frame.revision === from;
  if (isIt(position)) return { frame: position, at: 'present' };
  const caller = position.callers?.find(isIt);
  if (caller) return { frame: caller, at: 'caller' };
  for (const parked of position.parked ?? []) {
    const resting = standingOf(parked, { flow, from });
    if (resting) return { frame: resting.frame, at: 'parked' };
  }
  return undefined;
}

/** What moving makes of one person; nothing when they are not in the older revision (any more). Pure. */
export function planPerson({ position, mode }: { position: Position; mode: Mode }, plan: MovePlan): PersonPlan | undefined {
  const standing = standingOf(position, plan);
  if (!standing) return undefined;
  const { frame, at } = standing;
  const { step } = frame;
  const before = plan.older.find(({ id }) => id === step);
  const target = targetOf(step, plan);
  const after = target === 'end' || target === 'stay' ? undefined : plan.newer.find(({ id }) => id === target.to);
  const stays = (why: NonNullable<PersonPlan['why']>): PersonPlan => ({ step, outcome: 'stays', why, unfit: [] });
  if (target === 'stay' || (target !== 'end' && !after)) return stays('asWished');
  const unfit = unfitAnswers(frame.answers, plan);
  const keepsStanding = before && after && isSameStand(before, after);
  if (keepsStanding) return { step, outcome: 'same', target: after.id, unfit };
  if (at === 'caller') return stays('inCalledFlow');
  if (at === 'parked') return stays('resting');
  if (!after) return position.callers?.length ? stays('called') : { step, outcome: 'ended', unfit: [] };
  if (mode === 'bot') return { step, outcome: 'asked', target: after.id, unfit };
  return after.key === 'ask' ? { step, outcome: 'later', target: after.id, unfit } : stays('held');
}

/** The author's word, else the same step, else none. */
export function targetOf(step: string, { older, newer, targets }: Pick<MovePlan, 'older' | 'newer' | 'targets'>): Target {
  const wished = Object.hasOwn(targets, step) ? targets[step] : undefined;
  if (wished) return wished;
  const before = older.find(({ id }) => id === step);
  const same = before && sameStep(before, newer);
  return same ? { to: same.id } : 'stay';
}

/** Whether who stands on the one may simply stand on the other. Of a question only its words, kind or limits may have changed. */
function isSameStand(before: OutlineStep, after: OutlineStep): boolean {
  if (before.key !== after.key) return false;
  if (before.key === 'call') return before.id === after.id && before.calls === after.calls;
  return isStand(before) && (before.id === after.id || before.id.startsWith('#'));
}

/** Answers to questions that are of another kind now, or whose option is gone. Those to removed questions harm nobody and stay. */
export function unfitAnswers(answers: readonly Answer[], { older, newer }: Pick<MovePlan, 'older' | 'newer'>): string[] {
  return answers.flatMap(({ step, value, question }) => {
    const before = older.find(({ id }) => id === step);
    const after = newer.find(({ id }) => id === step);
    if (question === undefined || !before?.ask || !after?.ask) return [];
    return before.ask === after.ask && fits(value, after) ? [] : [step];
  });
}

function fits(value: unknown, { options, other }: OutlineStep): boolean {
  if (!options || other || value === null) return true;
  return [value].flat().every(each => options.includes(each));
}
