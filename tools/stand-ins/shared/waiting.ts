/** A list that people wait on: every look at it happens when something is added, never by the clock. */
export interface Waiting {
  /** Tells everybody who waits to look again. */
  notify(): void;
  /** Resolves with the first thing that `look` finds, now or after a later `notify`. Rejects with `complaint()` after `timeoutMs` of real time. */
  until<T>(look: () => T | undefined, options: { timeoutMs: number; complaint: () => string }): Promise<T>;
}

export function createWaiting(): Waiting {
  const watchers = new Set<() => void>();
  return {
    notify() {
      for (const watcher of watchers) watcher();
    },
    until(look, { timeoutMs, complaint }) {
      const found = look();
      if (found !== undefined) return Promise.resolve(found);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => finish(() => reject(new Error(complaint()))), timeoutMs);
        watchers.add(watcher);
        function watcher() {
          const result = look();
          if (result !== undefined) finish(() => resolve(result));
        }
        function finish(settle: () => void) {
          clearTimeout(timer);
          watchers.delete(watcher);
          settle();
        }
      });
    },
  };
}
