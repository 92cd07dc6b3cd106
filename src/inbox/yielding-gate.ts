import { Gate } from '../lib/gate.ts';

interface Limits {
  /** How many go through at once while nothing comes in. */
  most: number;
  least: number;
  /** Milliseconds that storing what comes in may take. */
  patienceMs: number;
}

export interface YieldingGate {
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Something that came in was stored within so many milliseconds, at this time of a steady clock. */
  stored(tookMs: number, at: number): void;
}

/** So long it takes until a smaller number of tasks is felt. */
const settlingMs = 50;

/**
 * A gate that makes way for what comes in: work may wait, since it is stored, but the messenger waits for our acknowledgement. When storing
 * takes longer than it should, fewer tasks go on at once, and more again, one by one, while it is quick: additive increase,
 * multiplicative decrease, as congestion is handled (RFC 5681, 3.1).
 */
export function createYieldingGate({ most, least, patienceMs }: Limits): YieldingGate {
  const gate = new Gate(most);
  let shrunkAt = Number.NEGATIVE_INFINITY;
  return {
    run: task => gate.run(task),
    stored(tookMs, at) {
      if (tookMs <= patienceMs) return gate.resize(Math.min(gate.places + 1, most));
      if (at - shrunkAt < settlingMs) return;
      shrunkAt = at;
      gate.resize(Math.max(Math.floor(gate.places / 2), least));
    },
  };
}
