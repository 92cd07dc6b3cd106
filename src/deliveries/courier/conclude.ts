import { assertNever } from '../../lib/assert-never.ts';
import { backoff } from '../../lib/backoff.ts';
import type { SendOutcome } from '../../messages/index.ts';
import type { Delivery } from '../delivery.ts';

/** So often a delivery is tried that a messenger does not answer to: about a day. Later than this it only confuses. */
const mostAttempts = 300;
const longestBackoffMs = 5 * 60_000;

/** What of a delivery changes with an attempt. */
export type Conclusion = Pick<Delivery, 'state' | 'attempts' | 'due'> &
  Partial<Pick<Delivery, 'reason' | 'sentAt' | 'blockedAt'>>;

/**
 * What the outcome of an attempt makes of a delivery. `chance` (0–1) spreads the retries of many. What the whole account has to wait for costs
 * it no attempt. `elsewhere`: they can be reached in another messenger. Pure.
 */
export function conclude(
  { attempts: before, due }: Pick<Delivery, 'attempts' | 'due'>,
  outcome: SendOutcome,
  { now, chance, elsewhere }: { now: Date; chance: number; elsewhere: boolean },
): Conclusion {
  const attempts = before + 1;
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', attempts, due, sentAt: now };
    case 'later':
    case 'account':
      return { state: 'planned', attempts: before, due, reason: outcome.reason };
    case 'blocked':
      if (elsewhere) return { state: 'planned', attempts, due, reason: outcome.reason };
      return { state: 'failed', attempts, due, reason: outcome.reason, ...(isRefusal(outcome.reason) && { blockedAt: now }) };
    case 'broken':
      return { state: 'failed', attempts, due, reason: outcome.reason };
    case 'unknown':
      return { state: 'unknown', attempts, due, reason: outcome.reason };
    case 'retry': {
      if (attempts >= mostAttempts) return { state: 'failed', attempts, due, reason: outcome.reason };
      const wait = backoff(attempts - 1, { most: longestBackoffMs, random: () => chance });
      return { state: 'planned', attempts, due: new Date(now.getTime() + wait), reason: outcome.reason };
    }
    default:
      return assertNever(outcome);
  }
}

const isRefusal = (reason: string): boolean => reason === 'blocked' || reason === 'denied';
