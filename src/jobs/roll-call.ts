import type { Clock } from '../lib/clock.ts';
import { aliveOwners, heartbeat, heartbeatMs } from './processes.ts';

/** For so long after it asked who lives a process may take it that nobody has come since. By clocks that do not jump. */
const trustMs = heartbeatMs + 500;

/** Who is at work beside this process. */
export interface RollCall {
  /** Says that this process lives and answers with all that do. To be called every `heartbeatMs`. */
  beat(): Promise<string[]>;
  /** Whether it is certain that no other process does any work. */
  isAlone(): boolean;
  /** Resolves when no other process takes itself to be alone any more: not before may this one do work that others would not see. */
  isKnown(): Promise<void>;
}

export function createRollCall({ owner, clock }: { owner: string; clock: Clock }): RollCall {
  let aloneSince = Number.NEGATIVE_INFINITY;
  let saidAt: number | undefined;
  let hasCompany = false;
  return {
    async beat() {
      await heartbeat(owner, clock.now());
      const asked = performance.now();
      saidAt ??= asked;
      const alive = await aliveOwners(owner, clock.now());
      hasCompany = alive.some(other => other !== owner);
      aloneSince = hasCompany ? Number.NEGATIVE_INFINITY : asked;
      return alive;
    },
    isAlone: () => performance.now() - aloneSince < trustMs,
    async isKnown() {
      if (!hasCompany || saidAt === undefined) return;
      await clock.sleep(Math.max(0, saidAt + trustMs - performance.now()));
    },
  };
}
