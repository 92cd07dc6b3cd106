import mongoose from 'mongoose';

/** What was read a moment ago, by what was asked for. */
export interface Memo<T> {
  /** The value of a moment ago, or what `read` gives; whoever asks meanwhile gets the same. A read that failed is not kept. */
  get(key: string, read: () => Promise<T>): Promise<T>;
  /** This process has written: everything is read anew, or what was asked for under one key. */
  forget(key?: string): void;
}

const mostKept = 200;

interface Kept<T> {
  at: number;
  value: Promise<T>;
}

/**
 * Keeps what is read for every page and changes seldom for `freshMs`, or until the program is connected anew. What another process writes is seen
 * that much later; what this one writes at once, where its writer calls `forget`. With `renewedBehind` nobody but the first waits: what is older is
 * given once more while it is read anew, and goes on being given where that read fails.
 */
export function memoFor<T>(freshMs: number, { renewedBehind = false } = {}): Memo<T> {
  const kept = new Map<string, Kept<T>>();
  let client: unknown;
  return {
    get(key, read) {
      const connected = mongoose.connection.getClient();
      if (client !== connected || kept.size >= mostKept) kept.clear();
      client = connected;
      const known = kept.get(key);
      const at = performance.now();
      if (known && at - known.at < freshMs) return known.value;
      const memo = { at, value: read() };
      if (known && renewedBehind) {
        known.at = at;
        memo.value.then(
          () => kept.get(key) === known && kept.set(key, memo),
          () => undefined,
        );
        return known.value;
      }
      kept.set(key, memo);
      memo.value.catch(() => kept.get(key) === memo && kept.delete(key));
      return memo.value;
    },
    forget: key => void (key === undefined ? kept.clear() : kept.delete(key)),
  };
}
