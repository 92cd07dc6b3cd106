import type { Clock } from './clock.ts';

/** For how long a rush may put off what nobody waits for. */
const patienceMs = 5 * 60_000;

/** What a tick asks between two pieces of its work: false once others want to go before the rest, which the next one does. */
export type MayGoOn = () => boolean;

/**
 * A tick that lets others go before it while `busy` says so, also in the middle of its work where it asks; but a rush may last, and it is not
 * put off for longer than five minutes.
 */
export function whenQuiet(
  run: (mayGoOn: MayGoOn) => Promise<unknown>,
  { busy, clock }: { busy(): boolean; clock: Clock },
): () => Promise<void> {
  let last = clock.now().getTime();
  return async () => {
    const now = clock.now().getTime();
    const isOverdue = now - last >= patienceMs;
    if (busy() && !isOverdue) return;
    last = now;
    await run(() => isOverdue || !busy());
  };
}
