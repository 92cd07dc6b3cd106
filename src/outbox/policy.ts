import type { ReachabilityState } from '../contacts/index.ts';
import type { Priority } from '../messages/index.ts';

/** What wants to be sent, by the bot or by a person: an answer in a live conversation, a reminder, a chain's step, a mailing. */
export interface Intent {
  kind: Priority;
  by: 'bot' | 'staff';
}

export interface PolicyFacts {
  /** Of the identity that the message goes to; absent when the card is gone. */
  reachability: ReachabilityState | undefined;
}

export type Verdict =
  | { kind: 'send' }
  | { kind: 'never'; reason: 'blocked' | 'denied' | 'deleted' | 'neverStarted' | 'noContact' };

/**
 * Whether a message may be sent now, and if not, why. Pure; the only place that knows. A live answer needs no consent: it is part of a
 * conversation that the person began.
 */
export function decide(_intent: Intent, facts: PolicyFacts): Verdict {
  if (!facts.reachability) return { kind: 'never', reason: 'noContact' };
  if (facts.reachability !== 'reachable') return { kind: 'never', reason: facts.reachability };
  return { kind: 'send' };
}
