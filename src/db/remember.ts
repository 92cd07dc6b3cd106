import mongoose from 'mongoose';

/** What was read a moment ago, by what was asked for. */
export interface Memo<T> {
  /** The value of a moment ago, or what `read` gives; whoever asks meanwhile gets the same. A read that failed is not kept. */
  get(key: string, read: () => Promise<T>): Promise<T>;
  /** This process has written: everything is read anew, or what was asked for under one key. */
  forget(key?: string): void;
}

const mostKept = 200;

/**
 * Keeps what is read for every page and changes seldom for `freshMs`. What another process writes is seen that much later; what this one
 * writes at once, where its writer calls `forget`.
 */
export function memoFor<T>(freshMs: number): Memo<T> {
  const kept = new Map<string, { at: number; value: Promise<T> }>();
  const nameOf = (key: string) => `${mongoose.connection.name} ${key}`;
  return {
    get(key, read) {
      const name = nameOf(key);
      const known = kept.get(name);
      if (known && performance.now() - known.at < freshMs) return known.value;
      if (kept.size >= mostKept) kept.clear();
      const value = read();
      kept.set(name, { at: performance.now(), value });
      value.catch(() => kept.delete(name));
      return value;
    },
    forget: key => void (key === undefined ? kept.clear() : kept.delete(nameOf(key))),
  };
}
