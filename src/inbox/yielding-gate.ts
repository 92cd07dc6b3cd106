import { Gate } from '../lib/gate.ts';

interface Limits {
  /** How many go through at once while nobody waits for us. */
  most: number;
  least: number;
  /** Milliseconds that storing what comes in may take. */
  patienceMs: number;
  /** Milliseconds of a clock that never jumps. */
  now?: () => number;
}

export interface YieldingGate {
  run<T>(task: () => Promise<T>): Promise<T>;
  /** A messenger waited so many milliseconds until what it brought was stored. */
  waited(ms: number): void;
}

/** So long it takes until a smaller number of tasks is felt. */
const settlingMs = 50;

/**
 * A gate that makes way for what comes in: work may wait, since it is stored, but the messenger waits for our acknowledgement. When storing
 * takes longer than it should, fewer tasks go on at once, and with each task that ends one more as long as it is quick: additive increase,
 * multiplicative decrease, as congestion is handled (RFC 5681, 3.1).
 */
export function createYieldingGate({ most, least, patienceMs, now = () => performance.now() }: Limits): YieldingGate {
  const gate = new Gate(most);
  let shrunkAt = Number.NEGATIVE_INFINITY;
  const isSettled = () => now() - shrunkAt >= settlingMs;
  return {
    run: task =>
      gate.run(async () => {
        try {
          return await task();
        } finally {
          if (isSettled()) gate.resize(Math.min(gate.places + 1, most));
        }
      }),
    waited(ms) {
      if (ms <= patienceMs || !isSettled()) return;
      shrunkAt = now();
      gate.resize(Math.max(Math.floor(gate.places / 2), least));
    },
  };
}
