import { assertNever } from '../lib/assert-never.ts';
import type { DeliveryStatus, SendOutcome, StoredMessage } from '../messages/index.ts';

/** How long to go on trying when a messenger does not answer at all. Later than this an answer only confuses. */
const giveUpMs = 24 * 60 * 60 * 1000;
const longestBackoffMs = 5 * 60 * 1000;
/** How often to look whether a person has mended the account. */
const accountRetryMs = 60_000;

/** What the outcome of an attempt makes of a delivery. `chance` (0–1) spreads the retries of many messages. Pure. */
export function settle(
  message: StoredMessage,
  outcome: SendOutcome,
  { now, chance }: { now: Date; chance: number },
): DeliveryStatus {
  const attempts = (message.delivery?.attempts ?? 0) + 1;
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', attempts, sentAt: now };
    case 'later':
      // Being asked to wait is no failed attempt.
      return { state: 'queued', attempts: attempts - 1, retryAt: outcome.retryAt, reason: outcome.reason };
    case 'blocked':
      return { state: 'failed', attempts, reason: outcome.reason };
    case 'broken':
      return { state: 'failed', attempts, reason: outcome.reason };
    case 'unknown':
      return { state: 'unknown', attempts, reason: outcome.reason };
    case 'account':
      return { state: 'queued', attempts, retryAt: after(now, accountRetryMs), reason: outcome.reason };
    case 'retry':
      if (now.getTime() - message.at.getTime() > giveUpMs) return { state: 'failed', attempts, reason: outcome.reason };
      return { state: 'queued', attempts, retryAt: after(now, backoff(attempts, chance)), reason: outcome.reason };
    default:
      return assertNever(outcome);
  }
}

/** 1 s, 2 s, 4 s … up to 5 minutes, each between half and the whole of it. */
function backoff(attempts: number, chance: number): number {
  return Math.min(1000 * 2 ** (attempts - 1), longestBackoffMs) * (0.5 + chance / 2);
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
