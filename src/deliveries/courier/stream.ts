import { setMaxListeners } from 'node:events';
import type { Clock } from '../../lib/clock.ts';

/** What goes from one account for one mailing, or for all automations together. */
export interface Stream {
  account: string;
  source: { kind: 'broadcast'; id: string } | { kind: 'automation'; ids: string[] };
  /** At most so many a second. */
  pace: number | undefined;
  /** Calls off what has not been claimed: the source pauses, or the account is another process's. */
  off: AbortController;
  /** What came back and when it is due, milliseconds: a pass over a large mailing lasts for hours and comes by only once. */
  later: Map<string, number>;
  /** The id that the last stretch ended with. */
  after: string | undefined;
  /** Nothing was left at this time (of a clock that does not jump): look again then. */
  restUntil: number;
  running: Promise<void> | undefined;
}

export function openStream(account: string, source: Stream['source']): Stream {
  const off = new AbortController();
  // Everything that waits for its turn listens.
  setMaxListeners(0, off.signal);
  return {
    account,
    source,
    pace: undefined,
    off,
    later: new Map(),
    after: undefined,
    restUntil: 0,
    running: undefined,
  };
}

/** What is forgotten is found by the next pass. */
const mostLater = 20_000;

export function comesBack({ later }: Stream, id: string, due: number): void {
  if (later.size < mostLater) later.set(id, due);
}

/** Some of what came back and is due; it is not remembered any longer. */
export function takeDue({ later }: Stream, now: number, most: number): string[] {
  const due: string[] = [];
  for (const [id, at] of later) {
    if (due.length >= most) break;
    if (at <= now) due.push(id);
  }
  for (const id of due) later.delete(id);
  return due;
}

/** So many may be under way at once; who comes later waits for a place. */
export function createSlots(most: number): { take(): Promise<void>; free(): void } {
  let taken = 0;
  const waiting: (() => void)[] = [];
  return {
    async take() {
      if (taken < most) taken += 1;
      else await new Promise<void>(resolve => waiting.push(resolve));
    },
    free() {
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    },
  };
}

/** What was missed for a moment is made up for, and no more than that. */
const mostBehindMs = 200;

/** Lets one go after the other at a pace that may change meanwhile. */
export function createPacer(clock: Clock): { wait(pace: number | undefined, signal: AbortSignal): Promise<void> } {
  let next = 0;
  return {
    async wait(pace, signal) {
      if (pace === undefined || pace <= 0) return;
      const now = clock.now().getTime();
      const step = 1000 / pace;
      // A clock that was put back makes nobody wait for the time that it tells twice.
      const isBack = next - now > Math.max(2 * step, 1000);
      next = isBack ? now : Math.max(next, now - mostBehindMs) + step;
      if (next > now) await clock.sleep(next - now, signal);
    },
  };
}
