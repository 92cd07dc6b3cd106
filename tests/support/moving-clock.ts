import type { Clock } from '../../src/lib/clock.ts';

/** The real time, moved by a test. */
export interface MovingClock extends Clock {
  /** Lets so much time pass at once: whoever sleeps no longer than that wakes. */
  pass(ms: number): void;
  /** Puts the clock forward, or back with a minus, as a person or a time server does: nobody wakes, since sleep is measured by another clock. */
  jump(ms: number): void;
}

interface Sleeper {
  at: number;
  wake(): void;
}

export function movingClock(): MovingClock {
  let ahead = 0;
  let passed = 0;
  const sleepers = new Set<Sleeper>();
  const steady = () => performance.now() + passed;
  return {
    now: () => new Date(Date.now() + ahead),
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise(resolve => {
        const timer = setTimeout(wake, ms);
        const sleeper = { at: steady() + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
        function wake() {
          clearTimeout(timer);
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        }
      });
    },
    pass(ms) {
      ahead += ms;
      passed += ms;
      const now = steady();
      for (const sleeper of [...sleepers]) if (sleeper.at <= now) sleeper.wake();
    },
    jump(ms) {
      ahead += ms;
    },
  };
}
