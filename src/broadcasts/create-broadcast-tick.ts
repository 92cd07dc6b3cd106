import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Messenger, MessengerName } from '../messages/index.ts';
import { registerSegmentUse, type SegmentUse } from '../segments/index.ts';
import { watchSignals } from '../signals/index.ts';
import { broadcastsWithSegment } from './read-broadcasts.ts';
import { workRehearsals } from './rehearsal/work-rehearsals.ts';
import { finishCancelled, finishRunning } from './run/finish-running.ts';
import { planRunning } from './run/plan-running.ts';
import { startDue } from './run/start-due.ts';
import { applyChanges } from './sent/apply-changes.ts';

export interface BroadcastTickOptions {
  clock: Clock;
  log: Logger;
  /** The firm's (IANA). */
  timeZone: string;
  publicUrl?: string;
  messengers: ReadonlyMap<MessengerName, Messenger>;
  /** Deliveries wait from now on. */
  wakeCourier?(): void;
}

export interface BroadcastTick {
  /** Begins, plans, rehearses, decides and ends what has its time; resolves when nothing more can be done now, or the tick has had its time. */
  work(): Promise<void>;
  /** Looks at once whenever a mailing is to be seen to, here or in another process. Returns the way to stop. */
  watch(): () => void;
  /** Resolves when nothing is being done any more. Nothing new is begun. */
  stop(): Promise<void>;
}

/** A job that lasts longer is taken for dead. Each step of the work takes a second or so. */
const usualBudgetMs = 25_000;

/** Everything about mailings that goes on by itself but for the sending. All of it may be killed at any moment, and run twice at once. */
export function createBroadcastTick(options: BroadcastTickOptions): BroadcastTick {
  const { clock, log, timeZone, publicUrl, messengers, wakeCourier } = options;
  const unregister = registerSegmentUse(usesOfSegment);
  let running: Promise<void> | undefined;
  let again = false;
  let isStopped = false;

  async function round(hasTime: () => boolean) {
    const now = clock.now();
    const connected = [...messengers.values()].filter(({ account }) => account);
    const means = {
      now,
      timeZone,
      connected: connected.map(({ name }) => name),
      accounts: connected.map(({ name, account }) => `${name}:${account}`),
      ...(publicUrl && { publicUrl }),
      log,
      hasTime,
      ...(wakeCourier && { wake: wakeCourier }),
    };
    await finishCancelled(now);
    await startDue({ now, timeZone });
    await planRunning(means);
    await finishRunning(means);
    await workRehearsals(means);
    await applyChanges({ messengers, clock, log, hasTime });
  }

  async function rounds() {
    do {
      again = false;
      const began = performance.now();
      await round(() => !isStopped && performance.now() - began < usualBudgetMs);
    } while (again && !isStopped);
  }

  function work(): Promise<void> {
    if (isStopped) return running ?? Promise.resolve();
    again = true;
    running ??= rounds().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    work,
    watch() {
      return watchSignals(({ topic, facts }) => {
        if (topic !== 'broadcasts' || facts?.due !== true) return;
        work().catch(error => log.warn({ err: error }, 'mailings could not be seen to yet; the next tick goes on'));
      });
    },
    async stop() {
      isStopped = true;
      unregister();
      await running?.catch(() => undefined);
    },
  };
}

async function usesOfSegment(segment: string): Promise<SegmentUse[]> {
  const found = await broadcastsWithSegment(segment);
  return found.map(({ id, name }) => ({ kind: 'broadcast', name, href: `/broadcasts/${id}` }));
}
