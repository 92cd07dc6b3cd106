import { Agent } from 'undici';
import { backoff } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import { Gate } from '../lib/gate.ts';
import type { Logger } from '../lib/logger.ts';
import { createOutsideAgent } from '../lib/outside-agent.ts';
import type { Call, CallOutcome } from './call.ts';
import { claimCall, dueCalls, settleCall } from './call-store.ts';
import { postCall } from './post-call.ts';

/** Makes the calls that wait. */
export interface Caller {
  /** Something was queued: call as soon as may be. Returns at once. */
  wake(): void;
  /** Makes every call that is due. Twice at once, in one process or two, makes each once. */
  work(): Promise<void>;
  /** Ends; attempts under way are broken off and repeated later. */
  stop(): Promise<void>;
}

const pageSize = 50;
const mostAtOnce = 8;
/** How long to go on trying. */
const giveUpMs = 24 * 60 * 60 * 1000;
const pauses = { first: 5000, most: 60 * 60 * 1000 };

/**
 * `secret` signs. Addresses of this machine and of private networks are not called unless `allowPrivate`. A call that was broken off may
 * be heard twice: its id tells.
 */
export function createCaller({
  secret,
  allowPrivate,
  clock,
  log,
}: {
  secret: string;
  allowPrivate: boolean;
  clock: Clock;
  log: Logger;
}): Caller {
  const dispatcher = allowPrivate ? new Agent({ connect: { timeout: 10_000 } }) : createOutsideAgent();
  const gate = new Gate(mostAtOnce);
  const stopped = new AbortController();
  const { signal } = stopped;
  let working: Promise<void> | undefined;
  let again = false;

  /** One pass at a time; whoever asks meanwhile gets another pass after it. */
  async function work(): Promise<void> {
    again = working !== undefined;
    working ??= passes().finally(() => {
      working = undefined;
    });
    return working;
  }

  async function passes() {
    do {
      again = false;
      await pass();
    } while (again && !signal.aborted);
  }

  async function pass() {
    while (!signal.aborted) {
      const due = await dueCalls(clock.now(), pageSize);
      const made = await Promise.all(due.map(call => gate.run(() => make(call))));
      if (!made.includes(true)) return;
    }
  }

  /** False when somebody else makes it. */
  async function make(call: Call): Promise<boolean> {
    if (signal.aborted || !(await claimCall(call.id, clock.now()))) return false;
    const outcome = await postCall(call, { secret, dispatcher, now: clock.now(), signal });
    if (signal.aborted && outcome.kind !== 'heard') return false;
    await settle(call, outcome);
    return true;
  }

  async function settle(call: Call, outcome: CallOutcome) {
    const now = clock.now();
    const { kind, ...told } = outcome;
    const nextAt = new Date(now.getTime() + backoff(call.tries.length, pauses));
    const isOver = kind !== 'again' || nextAt.getTime() > call.at.getTime() + giveUpMs;
    const state = kind === 'heard' ? 'sent' : isOver ? 'failed' : 'queued';
    await settleCall(call.id, { state, tried: { at: now, ...told }, ...(!isOver && { nextAt }) });
    if (state === 'failed') log.warn({ call: call.id, ...told }, 'a webhook was not heard, and is given up');
  }

  return {
    wake() {
      work().catch(error => log.warn({ err: error }, 'webhooks were interrupted; they go on with the next tick'));
    },
    work,
    async stop() {
      stopped.abort();
      await working?.catch(() => undefined);
      await dispatcher.destroy();
    },
  };
}
