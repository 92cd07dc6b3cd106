import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import {
  beginScheduled,
  dueScheduled,
  endScheduled,
  holdingScheduled,
  holdScheduled,
  type ScheduledReply,
  writtenIn,
  wroteSince,
} from './scheduled.ts';

export interface Scheduler {
  /** Sends what is due and holds back what the customer was quicker than. Working twice, or in two processes, sends nothing twice. */
  work(): Promise<void>;
  /** Sends one now, whatever its time is. AppErrors as of the desk. */
  sendNow(reply: ScheduledReply): Promise<void>;
}

const pageSize = 100;
const mostHolding = 1000;
const overlapMs = 10_000;
const firstLookMs = 10 * 60_000;

export function createScheduler(options: {
  /** The desk's: under the same key it sends once. */
  send(reply: ScheduledReply & { key: string }): Promise<void>;
  /** Tells whose reply it is that it waits for them. */
  onHeld(reply: ScheduledReply): Promise<void>;
  /** What is to go in the conversation has changed. */
  onChange(reply: ScheduledReply): void;
  clock: Clock;
  log: Logger;
}): Scheduler {
  const { send, onHeld, onChange, clock, log } = options;
  let lookedAt = new Date(clock.now().getTime() - firstLookMs);

  async function hold(reply: ScheduledReply, reason: string): Promise<void> {
    if (!(await holdScheduled(reply.id, reason))) return;
    onChange(reply);
    await onHeld(reply);
  }

  async function sendNow(reply: ScheduledReply): Promise<void> {
    if (!(await beginScheduled(reply.id))) return;
    try {
      await send({ ...reply, key: `scheduled:${reply.id}` });
    } catch (error) {
      // What the desk refuses it refuses the next time too.
      if (isRefusal(error)) await holdScheduled(reply.id, error.code);
      onChange(reply);
      throw error;
    }
    await endScheduled(reply.id, clock.now());
    onChange(reply);
  }

  async function sendDue(reply: ScheduledReply): Promise<void> {
    if (reply.state === 'waiting' && reply.holds && (await wroteSince(reply.conversation, reply.since)))
      return hold(reply, 'wrote');
    try {
      await sendNow(reply);
    } catch (error) {
      if (isRefusal(error)) return onHeld(reply);
      log.error({ err: error, scheduled: reply.id }, 'a scheduled reply could not be sent; the next tick tries again');
    }
  }

  return {
    sendNow,
    async work() {
      const now = clock.now();
      const holding = await holdingScheduled(mostHolding);
      const written = await writtenIn([...new Set(holding.map(({ conversation }) => conversation))], lookedAt);
      // What comes into the database after this look with an earlier time is found at the latest when the reply is due.
      lookedAt = new Date(now.getTime() - overlapMs);
      for (const reply of holding)
        if (written.has(reply.conversation) && (await wroteSince(reply.conversation, reply.since))) await hold(reply, 'wrote');
      for (const reply of await dueScheduled(now, pageSize)) await sendDue(reply);
    },
  };
}

/** Another process that holds the conversation lets it go soon. */
function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && error.code !== 'inbox.busy';
}
