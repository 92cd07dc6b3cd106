import { describe, expect, it } from 'vitest';
import type { SendOutcome, StoredMessage } from '../../src/messages/index.ts';
import { settle } from '../../src/outbox/settle.ts';

const now = new Date('2026-03-02T09:00:00Z');
const message = (attempts = 0, at = now) => ({ at, delivery: { state: 'sending', attempts } }) as StoredMessage;
const settled = (outcome: SendOutcome, attempts?: number) => settle(message(attempts), outcome, { now, chance: 1 });

describe('settling a delivery', () => {
  it('takes a request to wait for no failed attempt', () => {
    const retryAt = new Date('2026-03-02T12:00:00Z');
    expect(settled({ kind: 'later', retryAt, reason: 'retry after 10800' }, 2)).toEqual({
      state: 'queued',
      attempts: 2,
      retryAt,
      reason: 'retry after 10800',
    });
  });

  it('never repeats by itself what may have arrived', () => {
    expect(settled({ kind: 'unknown', reason: 'timeout' })).toMatchObject({ state: 'unknown', attempts: 1 });
  });

  it('waits longer after each failure, five minutes at the most', () => {
    const waits = [0, 1, 2, 20].map(attempts => {
      const { retryAt } = settled({ kind: 'retry', reason: 'offline' }, attempts);
      return retryAt && (retryAt.getTime() - now.getTime()) / 1000;
    });
    expect(waits).toEqual([1, 2, 4, 300]);
  });

  it('gives up after a day', () => {
    const yesterday = new Date(now.getTime() - 25 * 3_600_000);
    expect(settle(message(50, yesterday), { kind: 'retry', reason: 'offline' }, { now, chance: 0 })).toMatchObject({
      state: 'failed',
      reason: 'offline',
    });
  });

  it('keeps what waits for a person to mend the account', () => {
    expect(settled({ kind: 'account', reason: 'unauthorized' })).toMatchObject({ state: 'queued', reason: 'unauthorized' });
  });

  it('says why somebody cannot be reached', () => {
    expect(settled({ kind: 'blocked', reason: 'denied' })).toMatchObject({ state: 'failed', reason: 'denied' });
  });
});
