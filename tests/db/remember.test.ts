import mongoose from 'mongoose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoFor } from '../../src/db/index.ts';
import { useDatabase } from '../support/database.ts';

const { uri } = useDatabase();
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A read that gives 1, 2, 3 and so on. */
function counting() {
  let reads = 0;
  return async () => ++reads;
}

const failing = () => Promise.reject(new Error('the database does not answer'));

describe('a memo', () => {
  it('reads once for all who ask within its time, and for each key by itself', async () => {
    const memo = memoFor<number>(1000);
    const read = counting();
    expect(await Promise.all([memo.get('a', read), memo.get('a', read), memo.get('b', read)])).toEqual([1, 1, 2]);
    vi.advanceTimersByTime(999);
    expect(await memo.get('a', read)).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await memo.get('a', read)).toBe(3);
  });

  it('keeps no failure', async () => {
    const memo = memoFor<number>(1000);
    await expect(memo.get('a', failing)).rejects.toThrow('does not answer');
    expect(await memo.get('a', counting())).toBe(1);
  });

  it('forgets what this process has written', async () => {
    const memo = memoFor<number>(1000);
    const read = counting();
    await Promise.all([memo.get('a', read), memo.get('b', read)]);
    memo.forget('a');
    expect(await Promise.all([memo.get('a', read), memo.get('b', read)])).toEqual([3, 2]);
    memo.forget();
    expect(await memo.get('b', read)).toBe(4);
  });

  it('knows nothing of another connection', async () => {
    const memo = memoFor<number>(1000);
    const read = counting();
    await memo.get('a', read);
    await mongoose.disconnect();
    await mongoose.connect(uri, { autoIndex: false, autoCreate: false });
    expect(await memo.get('a', read)).toBe(2);
  });
});

describe('a memo that is renewed behind', () => {
  it('gives what is older once more while it is read anew', async () => {
    const memo = memoFor<number>(1000, { renewedBehind: true });
    const read = counting();
    expect(await memo.get('a', read)).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(await memo.get('a', read)).toBe(1);
    expect(await memo.get('a', read)).toBe(2);
  });

  it('goes on giving what is older where it cannot be read', async () => {
    const memo = memoFor<number>(1000, { renewedBehind: true });
    const read = counting();
    await memo.get('a', read);
    vi.advanceTimersByTime(1000);
    expect(await memo.get('a', failing)).toBe(1);
    expect(await memo.get('a', read)).toBe(1);
    vi.advanceTimersByTime(1000);
    await memo.get('a', read);
    expect(await memo.get('a', read)).toBe(2);
  });

  it('does not put back what was read before this process wrote', async () => {
    const memo = memoFor<number>(1000, { renewedBehind: true });
    await memo.get('a', async () => 1);
    vi.advanceTimersByTime(1000);
    let answer = (_: number) => {};
    const slow = new Promise<number>(resolve => {
      answer = resolve;
    });
    await memo.get('a', () => slow);
    memo.forget();
    await memo.get('a', async () => 3);
    answer(2);
    await slow;
    expect(await memo.get('a', failing)).toBe(3);
  });
});
