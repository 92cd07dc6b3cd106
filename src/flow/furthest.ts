import { putAnswer, remember } from './answers.ts';
import type { Turn } from './engine.ts';
import type { Answer } from './position.ts';

/**
 * Most people walk a flow forwards. What stands behind the furthest question answered so far cannot have been answered, so a long run need
 * not be searched for it: with 500 answers that search would cost as much as all the rest of a step.
 */
function isAhead({ flow, position }: Turn, id: string): boolean {
  const at = flow.index.get(id);
  const { furthest, trail, answers, revision } = position;
  if (at === undefined || flow.computedNames.has(id)) return false;
  return furthest ? revision.startsWith(furthest.of) && at > furthest.at : trail.length + answers.length === 0;
}

/** Puts the answer to a question. Gives the one before. */
export function giveAnswer(turn: Turn, answer: Answer): Answer | undefined {
  if (!isAhead(turn, answer.step)) return putAnswer(turn.position, answer);
  turn.position.answers = turn.position.answers.concat([answer]);
  return undefined;
}

/** Notes that a question was answered or skipped. */
export function noteAnswered(turn: Turn, id: string): void {
  const { position, flow } = turn;
  const { furthest, revision } = position;
  const at = flow.index.get(id) ?? 0;
  const known = furthest ? revision.startsWith(furthest.of) : isFirst(turn, id);
  if (known && at > (furthest?.at ?? -1)) {
    position.trail = position.trail.concat([id]);
    position.furthest = { of: revision.slice(0, 12), at };
  } else remember(position, id);
}

/** Nothing else has been answered; what was computed before does not count. */
function isFirst({ flow, position }: Turn, id: string): boolean {
  const { trail, answers } = position;
  return trail.length === 0 && answers.every(({ step }) => step === id || flow.computedNames.has(step));
}
