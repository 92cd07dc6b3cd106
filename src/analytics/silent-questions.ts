import { facts } from './fact-model.ts';
import type { QuestionFact } from './question-fact.ts';

/** A question that was asked and has not been answered since. */
export type SilentQuestion = Pick<QuestionFact, 'flow' | 'run' | 'contact' | 'conversation' | 'step' | 'at'>;

/** Questions of a flow that were seen first from one moment until before another and still wait, the earliest first. */
export async function silentQuestions(
  { flow, from, to }: { flow: string; from: Date; to: Date },
  { limit }: { limit: number },
): Promise<SilentQuestion[]> {
  const found = await facts
    .find({ flow, at: { $gte: from, $lt: to }, state: 'waiting' })
    .sort({ flow: 1, at: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ run, contact, conversation, step, at }) => ({ flow, run, contact, conversation, step, at }));
}
