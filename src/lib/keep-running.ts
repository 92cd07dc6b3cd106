import type { Clock } from './clock.ts';

export interface Running {
  /** Resolves at the first success or the first failure, whichever comes: from then on it is known how things stand. */
  settled: Promise<void>;
  /** Ends the work and resolves when it has ended. */
  stop(): Promise<void>;
}

interface Work {
  /** Goes on until the signal aborts; calls `worked` whenever things are well. */
  work(signal: AbortSignal, worked: () => void): Promise<void>;
  /** Looks at what the work threw and says for how many milliseconds to rest. `attempt` counts failures since the last success, from 0. */
  onFailure(error: unknown, attempt: number): number;
  clock: Clock;
}

/** Does work that is meant to last for ever, and begins it anew whenever it throws or ends. */
export function keepRunning({ work, onFailure, clock }: Work): Running {
  const controller = new AbortController();
  const { signal } = controller;
  let settle: () => void = () => {};
  const settled = new Promise<void>(resolve => {
    settle = resolve;
  });
  const ended = run();
  return {
    settled,
    async stop() {
      controller.abort();
      await ended;
    },
  };

  async function run(): Promise<void> {
    let attempt = 0;
    const worked = () => {
      attempt = 0;
      settle();
    };
    while (!signal.aborted) {
      try {
        await work(signal, worked);
      } catch (error) {
        if (signal.aborted) break;
        const rest = onFailure(error, attempt++);
        settle();
        await clock.sleep(rest, signal);
      }
    }
    settle();
  }
}
