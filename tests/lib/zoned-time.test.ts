import { describe, expect, it } from 'vitest';
import { afterQuietHours, type QuietHours, usualQuietHours } from '../../src/lib/quiet-hours.ts';
import { addDays, instantOf, zonedTime } from '../../src/lib/zoned-time.ts';

describe('a clock on the wall', () => {
  it('shows day and time of its zone', () => {
    expect(zonedTime(new Date('2026-03-01T22:30:00Z'), 'Europe/Moscow')).toEqual({ day: '2026-03-02', hour: 1, minute: 30 });
    expect(zonedTime(new Date('2026-03-01T22:30:00Z'), 'Asia/Kolkata')).toEqual({ day: '2026-03-02', hour: 4, minute: 0 });
    expect(zonedTime(new Date('1969-12-31T23:59:30.500Z'), 'UTC')).toEqual({ day: '1969-12-31', hour: 23, minute: 59 });
  });

  it.each([
    ['2026-03-02', 9, 'Europe/Moscow', '2026-03-02T06:00:00.000Z'],
    ['2026-07-01', 9, 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['2026-01-01', 9, 'America/New_York', '2026-01-01T14:00:00.000Z'],
    // The clocks leap from two to three on 29 March, and go back from three to two on 25 October.
    ['2026-03-29', 2, 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25', 2, 'Europe/Berlin', '2026-10-25T00:00:00.000Z'],
    ['2026-10-25', 9, 'Europe/Berlin', '2026-10-25T08:00:00.000Z'],
    ['2026-01-01', 0, 'Pacific/Auckland', '2025-12-31T11:00:00.000Z'],
  ])('%s at %s in %s is %s', (day, hour, timeZone, instant) => {
    expect(instantOf(day, { hour, minute: 0 }, timeZone).toISOString()).toBe(instant);
  });

  it('of a zone that nobody knows shows UTC', () => {
    expect(zonedTime(new Date('2026-03-01T22:30:00Z'), 'Mars/Base')).toEqual({ day: '2026-03-01', hour: 22, minute: 30 });
  });

  it('counts days over the ends of months and years', () => {
    expect([addDays('2026-02-28', 1), addDays('2028-02-28', 1), addDays('2026-01-01', -1)]).toEqual([
      '2026-03-01',
      '2028-02-29',
      '2025-12-31',
    ]);
  });
});

describe('quiet hours', () => {
  const moved = (instant: string, quietHours: QuietHours) =>
    afterQuietHours(new Date(instant), { quietHours, timeZone: 'Europe/Moscow' }).toISOString();

  it.each([
    ['2026-03-02T17:59:59Z', '2026-03-02T17:59:59.000Z'],
    ['2026-03-02T18:00:00Z', '2026-03-03T06:00:00.000Z'],
    ['2026-03-02T21:30:00Z', '2026-03-03T06:00:00.000Z'],
    ['2026-03-03T05:59:59Z', '2026-03-03T06:00:00.000Z'],
    ['2026-03-03T06:00:00Z', '2026-03-03T06:00:00.000Z'],
  ])('unless told, %s in Moscow becomes %s', (instant, expected) => {
    expect(moved(instant, usualQuietHours)).toBe(expected);
  });

  it.each([
    ['22:30', '08:15', '2026-03-02T19:00:00Z', '2026-03-02T19:00:00.000Z'],
    ['22:30', '08:15', '2026-03-02T19:30:00Z', '2026-03-03T05:15:00.000Z'],
    ['13:00', '14:30', '2026-03-02T10:59:59Z', '2026-03-02T11:30:00.000Z'],
    ['13:00', '14:30', '2026-03-02T21:30:00Z', '2026-03-02T21:30:00.000Z'],
  ])('from %s until %s, %s in Moscow becomes %s', (from, until, instant, expected) => {
    expect(moved(instant, { on: true, from, until })).toBe(expected);
    expect(moved(instant, { on: false, from, until })).toBe(new Date(instant).toISOString());
  });
});
