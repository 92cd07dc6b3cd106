import type { Frame, Position } from '../flow/index.ts';
import type { MovePlan, PersonPlan } from './plan-move.ts';

/**
 * A run put onto the newer revision, at the step of its plan, without a word said: what was answered stays in the record, what no longer
 * fits is not computed with, what was asked is not asked again. Pure.
 */
export function rebasePosition(
  given: Position,
  plan: MovePlan,
  { target, unfit }: Pick<PersonPlan, 'target' | 'unfit'>,
): Position {
  const position = structuredClone(given);
  const isOlder = (frame: Frame) => frame.flow === plan.flow && frame.revision === plan.from;
  const wasPresent = isOlder(position);
  for (const run of [position, ...(position.parked ?? [])]) {
    for (const frame of [run, ...(run.callers ?? [])].filter(isOlder)) {
      if (target !== undefined) frame.step = target;
      rebaseFrame(frame, plan, unfit);
      const answered = frame.trail.filter(step => step !== frame.step).map(step => `${frame.flow}/${step}`);
      run.carried = [...new Set([...(run.carried ?? []), ...answered])];
    }
  }
  if (wasPresent && !isSameQuestion(given.step, position.step, plan)) forgetShowing(position);
  return position;
}

function rebaseFrame(frame: Frame, { from, to, newer }: MovePlan, unfit: readonly string[]): void {
  frame.revision = to;
  if (frame.editing !== undefined && frame.editing !== 'end' && !newer.some(({ id }) => id === frame.editing))
    delete frame.editing;
  // Under a name that no step can have the answer stays readable in the record, and nobody computes with it.
  const aside = (step: string) => (unfit.includes(step) ? `${step}@${from.slice(0, 8)}` : step);
  frame.trail = frame.trail.map(aside);
  frame.answers = frame.answers.map(answer => ({ ...answer, step: aside(answer.step) }));
}

function isSameQuestion(before: string, after: string, { older, newer }: MovePlan): boolean {
  const ask = older.find(({ id }) => id === before)?.ask;
  return before === after && ask === newer.find(({ id }) => id === after)?.ask;
}

/** What belonged to the showing of a question of another kind. */
function forgetShowing(position: Position): void {
  position.attempts = 0;
  for (const key of ['picked', 'gathered', 'offer', 'choosing'] as const) delete position[key];
}
