import type { Clock } from '../../src/lib/clock.ts';

interface Sleeper {
  at: number;
  wake(): void;
}

/** A clock that stands until a test moves it. */
export class ManualClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  constructor(start = '2026-03-02T09:00:00Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise(wake => {
      const sleeper = { at: this.#now + ms, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => this.#wake(sleeper), { once: true });
    });
  }

  /** Jumps without waking anybody, as a machine's clock does when it is put right. */
  set(now: Date): void {
    const jump = now.getTime() - this.#now;
    this.#now = now.getTime();
    // Sleeping is measured by a clock that does not jump.
    for (const sleeper of this.#sleepers) sleeper.at += jump;
  }

  /** Lets `ms` pass; whoever wakes meanwhile acts at their own time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (;;) {
      const next = this.#sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = Math.max(this.#now, next.at);
      this.#wake(next);
      await this.settle();
    }
    this.#now = end;
    await this.settle();
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    for (let i = 0; i < 5; i++) await new Promise(setImmediate);
  }

  #wake(sleeper: Sleeper) {
    this.#sleepers = this.#sleepers.filter(other => other !== sleeper);
    sleeper.wake();
  }
}
