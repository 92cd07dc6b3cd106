import { assertNever } from '../lib/assert-never.ts';
import { backoff } from '../lib/backoff.ts';
import type { SendOutcome, Settlement, StoredMessage } from '../messages/index.ts';

/** So often a message is tried that a messenger does not answer to: about a day. Later than this an answer only confuses. */
const mostAttempts = 300;
const longestBackoffMs = 5 * 60 * 1000;

/**
 * What the outcome of an attempt makes of a delivery. `chance` (0–1) spreads the retries of many messages. What the whole account has to wait
 * for is no failed attempt and costs the message neither an attempt nor its place. Pure.
 */
export function settle(
  { at, delivery }: Pick<StoredMessage, 'at' | 'delivery'>,
  outcome: SendOutcome,
  { now, chance }: { now: Date; chance: number },
): Settlement {
  const before = delivery?.attempts ?? 0;
  const attempts = before + 1;
  switch (outcome.kind) {
    case 'sent': {
      const { externalId, externalIds } = outcome;
      return {
        status: { state: 'sent', attempts, sentAt: now },
        ...(externalId && { externalId }),
        ...(externalIds && { externalIds }),
        now,
      };
    }
    case 'later':
      return { status: { state: 'queued', attempts: before, retryAt: outcome.retryAt, reason: outcome.reason }, due: at, now };
    case 'account':
      // No time of its own: it goes on as soon as the account works again.
      return { status: { state: 'queued', attempts: before, reason: outcome.reason }, due: at, now };
    case 'blocked':
    case 'broken':
      return { status: { state: 'failed', attempts, reason: outcome.reason }, now };
    case 'unknown':
      return { status: { state: 'unknown', attempts, reason: outcome.reason }, now };
    case 'retry': {
      if (attempts >= mostAttempts) return { status: { state: 'failed', attempts, reason: outcome.reason }, now };
      const wait = backoff(attempts - 1, { most: longestBackoffMs, random: () => chance });
      return { status: { state: 'queued', attempts, retryAt: after(now, wait), reason: outcome.reason }, now };
    }
    default:
      return assertNever(outcome);
  }
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
