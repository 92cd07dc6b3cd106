import type { Courier } from './deliveries/index.ts';
import type { Inbox } from './inbox/index.ts';
import type { Clock } from './lib/clock.ts';
import { every } from './lib/every.ts';
import type { Logger } from './lib/logger.ts';
import type { Outbox } from './outbox/index.ts';

/** How often a process looks for work that nobody does: other processes' messages, events of one that died. */
const sweepMs = 1000;
/** How soon a message that another process queued is sent. */
const handOverMs = 200;

/** Looks around for forgotten work. Resolves when `signal` has aborted and the last look is over. */
export async function sweep(work: {
  inbox: Inbox;
  outbox: Outbox;
  courier: Courier;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
}) {
  const { inbox, outbox, courier, clock, log, signal } = work;
  // The first look takes everything along that a process before us left behind.
  let all = true;
  const look = async () => {
    await inbox.sweep({ all });
    all = false;
  };
  await Promise.all([
    every(sweepMs, look, { clock, log, signal }),
    every(handOverMs, outbox.sweep, { clock, log, signal }),
    every(handOverMs, courier.work, { clock, log, signal }),
  ]);
}
