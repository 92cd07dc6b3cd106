import type { Delivery } from '../../deliveries/index.ts';

/** What became of each of the audience; all of them add up to it. */
export const outcomes = ['sent', 'unknown', 'failed', 'suppressed', 'control', 'cancelled', 'waiting'] as const;
export type Outcome = (typeof outcomes)[number];

/** Why whoever is in the control group got nothing. */
export const controlReason = 'control';

export function outcomeOf({ state, reason }: Pick<Delivery, 'state' | 'reason'>): Outcome {
  if (state === 'planned' || state === 'sending') return 'waiting';
  return state === 'suppressed' && reason === controlReason ? 'control' : state;
}

/** The deliveries that came out so, as a condition. */
export function outcomeFilter(outcome: Outcome): object {
  switch (outcome) {
    case 'waiting':
      return { state: { $in: ['planned', 'sending'] } };
    case 'control':
      return { state: 'suppressed', reason: controlReason };
    case 'suppressed':
      return { state: 'suppressed', reason: { $ne: controlReason } };
    default:
      return { state: outcome };
  }
}

/** What somebody did after it, by the mark of the delivery. */
export const marks = ['clicked', 'replied', 'unsubscribed', 'blocked'] as const;
export type Mark = (typeof marks)[number];
