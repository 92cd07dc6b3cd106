import { Agent } from 'undici';
import { createFeed } from '../happenings/index.ts';
import { backoff } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import { Gate } from '../lib/gate.ts';
import type { Logger } from '../lib/logger.ts';
import { createOutsideAgent } from '../lib/outside-agent.ts';
import type { CallOutcome } from './call.ts';
import {
  claimDelivery,
  dueDeliveries,
  hasHeardSince,
  queueEvents,
  settleDelivery,
  type WebhookDelivery,
} from './delivery-store.ts';
import { post } from './post-call.ts';
import { standardHeaders } from './sign.ts';
import type { Subscription } from './subscription.ts';
import { listSubscriptions, noteHeard, noteUnheard, type Safe, secretName, switchSubscription } from './subscription-store.ts';

/** Tells other programs what happened. */
export interface Teller {
  /** Reads what has happened since the last time, and tells it. A tick. */
  work(): Promise<void>;
  /** Ends; attempts under way are broken off and repeated later. */
  stop(): Promise<void>;
}

const cursorName = 'webhooks.cursor';
const pageSize = 100;
const mostAtOnce = 8;
const giveUpMs = 3 * 24 * 60 * 60 * 1000;
const pauses = { first: 5000, most: 6 * 60 * 60 * 1000 };
/** An address that fails for one contact may hear of the others soon. */
const mostPauseMs = 5 * 60_000;

export function createTeller({
  safe,
  allowPrivate,
  region,
  clock,
  log,
}: {
  safe: Safe;
  allowPrivate: boolean;
  /** National phone numbers are known as of this country. */
  region: string;
  clock: Clock;
  log: Logger;
}): Teller {
  const dispatcher = allowPrivate ? new Agent({ connect: { timeout: 10_000 } }) : createOutsideAgent();
  const gate = new Gate(mostAtOnce);
  const stopped = new AbortController();
  const { signal } = stopped;
  const feed = createFeed({ name: cursorName, clock });
  let working: Promise<void> | undefined;

  async function pass() {
    const subscriptions = await listSubscriptions();
    await gather(subscriptions);
    const now = clock.now();
    const ready = subscriptions.filter(({ off, retryAt }) => !off && !(retryAt && retryAt > now));
    await Promise.all(ready.map(tell));
  }

  /** Everything that has happened since the last time goes into the queues. */
  async function gather(subscriptions: Subscription[]) {
    const [oldest] = subscriptions;
    // Nobody listens: whoever comes is told what happens from then on.
    if (!oldest) return feed.forget();
    await feed.gather({ oldest: oldest.at, take: events => queueEvents(events, subscriptions, { now: clock.now(), region }) });
  }

  /** Sends what is due to one address: each contact's in its order, several contacts' at once. */
  async function tell(subscription: Subscription) {
    const secret = safe.open(secretName(subscription.id), subscription.secret);
    if (secret === undefined) return log.error({ subscription: subscription.id }, 'the secret of a webhook cannot be opened');
    let unheard = false;
    const inLane = async (lane: WebhookDelivery[]) => {
      for (const delivery of lane) {
        if (unheard || signal.aborted || !(await claimDelivery(delivery, clock.now()))) return;
        const { event: id, body } = delivery;
        const headers = standardHeaders({ id, body, secret, now: clock.now() });
        const outcome = await post({ url: subscription.url, body, headers }, { dispatcher, signal });
        if (signal.aborted && outcome.kind !== 'heard') return;
        unheard ||= !(await settle(subscription, delivery, outcome));
      }
    };
    while (!unheard && !signal.aborted) {
      const due = await dueDeliveries(subscription.id, clock.now(), pageSize);
      const lanes = new Map<string, WebhookDelivery[]>();
      for (const delivery of due) lanes.set(delivery.lane, [...(lanes.get(delivery.lane) ?? []), delivery]);
      await Promise.all([...lanes.values()].map(lane => gate.run(() => inLane(lane))));
      if (due.length < pageSize) return;
    }
  }

  /** Whether it was heard. */
  async function settle(subscription: Subscription, { id, at, tries }: WebhookDelivery, outcome: CallOutcome): Promise<boolean> {
    const now = clock.now();
    const { kind, ...told } = outcome;
    const tried = { at: now, ...told };
    if (kind === 'heard') {
      await settleDelivery(id, { state: 'sent', tried });
      if (subscription.failures) await noteHeard(subscription.id);
      return true;
    }
    const nextAt = new Date(now.getTime() + backoff(tries.length, pauses));
    const isOver = nextAt.getTime() > at.getTime() + giveUpMs;
    // An address that hears the others is there: this one it will not take.
    const why = whyOff(outcome, isOver && !(await hasHeardSince(subscription.id, at)));
    const isLost = isOver || why !== undefined;
    await settleDelivery(id, { state: isLost ? 'failed' : 'queued', tried, ...(!isLost && { nextAt }) });
    if (why) {
      log.warn({ subscription: subscription.id, why, ...told }, 'a webhook is switched off: it is not heard');
      await switchSubscription(subscription.id, { at: now, why }, now);
    } else {
      const pause = Math.min(backoff(subscription.failures ?? 0, pauses), mostPauseMs);
      await noteUnheard(subscription.id, new Date(now.getTime() + pause));
    }
    return false;
  }

  return {
    async work() {
      if (signal.aborted) return;
      working ??= pass().finally(() => {
        working = undefined;
      });
      return working;
    },
    async stop() {
      stopped.abort();
      await working?.catch(() => undefined);
      await dispatcher.destroy();
    },
  };
}

type Why = NonNullable<Subscription['off']>['why'];

/** Why nothing is sent there any more, if so. */
function whyOff(
  { kind, status, problem }: { kind: string; status?: number; problem?: string },
  isOver: boolean,
): Why | undefined {
  // Standard Webhooks: 410 asks to be told nothing any more.
  if (status === 410) return 'gone';
  if (kind === 'never') return problem === 'redirect' || problem === 'insideAddress' ? problem : 'badAddress';
  return isOver ? 'unheard' : undefined;
}
