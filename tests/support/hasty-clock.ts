import type { Clock } from '../../src/lib/clock.ts';

/**
 * The real time with pauses that are over at once, so that no test waits for a second attempt. A rest of a minute and more, which nobody is
 * meant to see the end of, lasts until it is called off.
 */
export function hastyClock(): Clock & { readonly sleeping: number } {
  let sleeping = 0;
  return {
    now: () => new Date(),
    get sleeping() {
      return sleeping;
    },
    async sleep(ms, signal) {
      sleeping += 1;
      await (ms < 60_000 ? new Promise<void>(resolve => setImmediate(resolve)) : aborted(signal));
      sleeping -= 1;
    },
  };
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    if (!signal || signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
