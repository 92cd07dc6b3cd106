import { stepOf } from './advance.ts';
import { putAnswer, remember } from './answers.ts';
import type { Turn } from './engine.ts';
import type { RunRecord } from './position.ts';
import type { RichText } from './text/render-text.ts';
import { builtIn } from './turn.ts';

/**
 * Takes up what an earlier run of the flow was told (`again: resume`): it is not asked again, and what was done is not done again. Only
 * questions that this revision still has; what a called flow was told is asked anew. Gives the words with which it goes on.
 */
export function takeUp(turn: Turn, earlier: RunRecord): RichText | undefined {
  const { position } = turn;
  const known = earlier.answers.filter(({ step }) => isAskedStill(turn, step));
  if (known.length === 0) return undefined;
  for (const answer of known) {
    putAnswer(position, answer);
    remember(position, answer.step);
  }
  if (earlier.done) position.done = [...earlier.done];
  turn.replaying = true;
  return earlier.outcome === 'finished' ? undefined : { text: builtIn(turn, 'continued') };
}

/** A confirmation is of what was said then: it is asked for again. Consents are the card's to know. */
function isAskedStill({ flow }: Turn, id: string): boolean {
  const question = stepOf(flow, id)?.question;
  return question !== undefined && question.ask !== 'confirm' && question.ask !== 'consent';
}
