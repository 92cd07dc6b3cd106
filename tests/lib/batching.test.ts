import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { batching } from '../../src/lib/batching.ts';
import { NoAnswer } from '../../src/lib/ends-within.ts';

describe('a batch', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it.each([{ urgent: false }, { urgent: true }])('that never ends fails, and those behind it go on, $urgent', async options => {
    const asked: number[][] = [];
    const ask = batching<number, number>(numbers => {
      asked.push(numbers);
      return asked.length === 1 ? new Promise(() => {}) : Promise.resolve(numbers);
    }, options);
    const lost = Promise.allSettled([ask(1), ask(2)]);
    await vi.waitFor(() => expect(asked).toEqual([[1, 2]]));
    const behind = ask(3);
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await lost).map(result => result.status === 'rejected' && result.reason)).toEqual([
      expect.any(NoAnswer),
      expect.any(NoAnswer),
    ]);
    expect(await behind).toBe(3);
  });
});
