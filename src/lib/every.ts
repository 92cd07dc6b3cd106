import type { Clock } from './clock.ts';
import { endsWithin } from './ends-within.ts';
import type { Logger } from './logger.ts';

/** A look that takes longer has lost its connection: the next one begins anew. */
const longestMs = 10_000;

/** Does something again and again with `ms` between, whatever becomes of it. Resolves when `signal` has aborted and the last time is over. */
export async function every(
  ms: number,
  task: () => Promise<unknown>,
  { clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await endsWithin(longestMs, task()).catch(error => log.warn({ err: error }, 'the database did not answer; trying again'));
    await clock.sleep(ms, signal);
  }
}
