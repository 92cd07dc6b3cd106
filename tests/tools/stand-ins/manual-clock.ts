import type { Clock } from '../../../src/lib/clock.ts';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
  /** Resolves once somebody sleeps for exactly this long. */
  slept(ms: number): Promise<void>;
}

interface Sleeper {
  ms: number;
  until: number;
  wake: () => void;
}

export function manualClock(start = new Date('2026-09-21T12:00:00Z')): ManualClock {
  let now = start.getTime();
  const sleepers = new Set<Sleeper>();
  const watchers = new Set<() => void>();
  return {
    now: () => new Date(now),
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (signal?.aborted) return resolve();
        const sleeper = { ms, until: now + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
        for (const look of watchers) look();
        function wake() {
          sleepers.delete(sleeper);
          resolve();
        }
      }),
    advance(ms) {
      now += ms;
      for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake();
    },
    slept: ms =>
      new Promise(resolve => {
        const look = () => {
          if (![...sleepers].some(sleeper => sleeper.ms === ms)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
  };
}
