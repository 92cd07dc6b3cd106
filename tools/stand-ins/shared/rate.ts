import type { Clock } from '../../../src/lib/clock.ts';

/** So many in any window of time. */
export interface Rate {
  /** Counts one, or answers false when the window is full. */
  take(): boolean;
}

export function createRate(clock: Clock, most: number, windowMs: number): Rate {
  let taken: number[] = [];
  return {
    take() {
      const now = clock.now().getTime();
      taken = taken.filter(at => at > now - windowMs);
      if (taken.length >= most) return false;
      taken.push(now);
      return true;
    },
  };
}

export const noRate: Rate = { take: () => true };
