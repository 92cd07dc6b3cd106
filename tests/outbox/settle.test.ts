import { describe, expect, it } from 'vitest';
import type { SendOutcome, StoredMessage } from '../../src/messages/index.ts';
import { settle } from '../../src/outbox/settle.ts';

const now = new Date('2026-03-02T09:00:00Z');
const at = new Date('2026-03-02T08:00:00Z');
const message = (attempts = 0) => ({ at, delivery: { state: 'sending', attempts } }) as StoredMessage;
const settled = (outcome: SendOutcome, attempts?: number) => settle(message(attempts), outcome, { now, chance: 1 });

describe('settling a delivery', () => {
  it('takes a request to wait for no failed attempt, and leaves the message its place', () => {
    const retryAt = new Date('2026-03-02T12:00:00Z');
    expect(settled({ kind: 'later', retryAt, reason: 'retry after 10800' }, 2)).toEqual({
      status: { state: 'queued', attempts: 2, retryAt, reason: 'retry after 10800' },
      due: at,
      now,
    });
  });

  it('never repeats by itself what may have arrived', () => {
    expect(settled({ kind: 'unknown', reason: 'timeout' }).status).toMatchObject({ state: 'unknown', attempts: 1 });
  });

  it('waits longer after each failure, five minutes at the most', () => {
    const waits = [0, 1, 2, 20].map(attempts => {
      const { retryAt } = settled({ kind: 'retry', reason: 'offline' }, attempts).status;
      return retryAt && (retryAt.getTime() - now.getTime()) / 1000;
    });
    expect(waits).toEqual([1, 2, 4, 300]);
  });

  it('gives up after three hundred attempts, however long the account itself had to wait', () => {
    expect(settled({ kind: 'retry', reason: 'offline' }, 298).status.state).toBe('queued');
    expect(settled({ kind: 'retry', reason: 'offline' }, 299).status).toMatchObject({ state: 'failed', reason: 'offline' });
  });

  it('keeps what waits for a person to mend the account, with its attempts and its place', () => {
    expect(settled({ kind: 'account', reason: 'unauthorized' }, 1)).toEqual({
      status: { state: 'queued', attempts: 1, reason: 'unauthorized' },
      due: at,
      now,
    });
  });

  it('says why somebody cannot be reached', () => {
    expect(settled({ kind: 'blocked', reason: 'denied' }).status).toMatchObject({ state: 'failed', reason: 'denied' });
  });

  it('keeps every id that the messenger gave', () => {
    expect(settled({ kind: 'sent', externalId: '5', externalIds: ['5', '6'] })).toMatchObject({
      externalId: '5',
      externalIds: ['5', '6'],
    });
  });
});
