import type { Clock } from './clock.ts';

/** For how long a rush may put off what nobody waits for. */
const patienceMs = 5 * 60_000;

/** A tick that lets others go before it while `busy` says so; but a rush may last, and it is not put off for longer than five minutes. */
export function whenQuiet(run: () => Promise<unknown>, { busy, clock }: { busy(): boolean; clock: Clock }): () => Promise<void> {
  let last = clock.now().getTime();
  return async () => {
    const now = clock.now().getTime();
    if (busy() && now - last < patienceMs) return;
    last = now;
    await run();
  };
}
