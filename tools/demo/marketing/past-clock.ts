import type { Clock } from '../../../src/lib/clock.ts';

/** A clock of the past that is moved by hand. Whoever sleeps by it lets the time pass, and waits for nobody. */
export interface PastClock extends Clock {
  /** Never backwards. */
  moveTo(moment: Date): void;
}

export function createPastClock(begins: Date): PastClock {
  let ms = begins.getTime();
  const moveTo = (moment: number) => {
    ms = Math.max(ms, moment);
  };
  return {
    now: () => new Date(ms),
    moveTo: moment => moveTo(moment.getTime()),
    async sleep(pause, signal) {
      const until = ms + pause;
      await new Promise(setImmediate);
      if (!signal?.aborted) moveTo(until);
    },
  };
}
