import { describe, expect, it } from 'vitest';
import { type BroadcastSchedule, nextOccurrences } from '../../src/broadcasts/index.ts';

const next = (schedule: BroadcastSchedule, now: string, { timeZone = 'Europe/Moscow', count = 3 } = {}) =>
  nextOccurrences(schedule, { now: new Date(now), timeZone, count }).map(at => at.toISOString());

const repeat = (more: object): BroadcastSchedule => ({
  kind: 'repeat',
  every: 'day',
  time: '10:00',
  from: '2026-01-01',
  ...more,
});

describe('the next times of a mailing', () => {
  it('are every day, today as well while the hour is still to come', () => {
    expect(next(repeat({}), '2026-03-02T06:00:00Z')).toEqual([
      '2026-03-02T07:00:00.000Z',
      '2026-03-03T07:00:00.000Z',
      '2026-03-04T07:00:00.000Z',
    ]);
    expect(next(repeat({}), '2026-03-02T07:00:01Z', { count: 1 })).toEqual(['2026-03-03T07:00:00.000Z']);
  });

  it('are the chosen days of the week', () => {
    // 2 March 2026 is a Monday.
    expect(next(repeat({ every: 'week', days: [1, 5] }), '2026-03-02T08:00:00Z')).toEqual([
      '2026-03-06T07:00:00.000Z',
      '2026-03-09T07:00:00.000Z',
      '2026-03-13T07:00:00.000Z',
    ]);
  });

  it('are the last day of a month that has no such day', () => {
    expect(next(repeat({ every: 'month', dayOfMonth: 31 }), '2026-01-31T08:00:00Z')).toEqual([
      '2026-02-28T07:00:00.000Z',
      '2026-03-31T07:00:00.000Z',
      '2026-04-30T07:00:00.000Z',
    ]);
  });

  it('keep the hour that the clock shows when clocks are changed', () => {
    expect(next(repeat({}), '2026-03-28T00:00:00Z', { timeZone: 'Europe/Berlin' })).toEqual([
      '2026-03-28T09:00:00.000Z',
      '2026-03-29T08:00:00.000Z',
      '2026-03-30T08:00:00.000Z',
    ]);
    // 02:30 does not come in Berlin on the last Sunday of March: it is the same stretch later.
    expect(
      next(repeat({ time: '02:30', from: '2026-03-29' }), '2026-03-28T12:00:00Z', { timeZone: 'Europe/Berlin', count: 1 }),
    ).toEqual(['2026-03-29T01:30:00.000Z']);
  });

  it('end with the last day, and do not begin before the first', () => {
    expect(next(repeat({ from: '2026-03-05', until: '2026-03-06' }), '2026-03-02T00:00:00Z')).toEqual([
      '2026-03-05T07:00:00.000Z',
      '2026-03-06T07:00:00.000Z',
    ]);
    expect(next(repeat({ until: '2026-03-01' }), '2026-03-02T00:00:00Z')).toEqual([]);
  });

  it('is one for a mailing of one time, and none when that is over', () => {
    const at = new Date('2026-03-02T12:00:00Z');
    expect(next({ kind: 'at', at }, '2026-03-02T11:00:00Z')).toEqual([at.toISOString()]);
    expect(next({ kind: 'at', at }, '2026-03-02T13:00:00Z')).toEqual([]);
    expect(next({ kind: 'local', day: '2026-03-02', time: '10:00' }, '2026-03-02T06:00:00Z')).toEqual([
      '2026-03-02T07:00:00.000Z',
    ]);
  });
});
