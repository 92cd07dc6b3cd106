import { expect, it } from 'vitest';
import { nextDue, type Repeat } from '../../src/tasks/index.ts';

const zone = 'Europe/Moscow';
const at = (wall: string) => new Date(`${wall}:00+03:00`);
const cases: [repeat: Omit<Repeat, 'timeZone'>, due: string, now: string, next: string][] = [
  [{ unit: 'day', every: 1 }, '2026-11-22T10:00', '2026-11-22T09:00', '2026-11-23T10:00'],
  [{ unit: 'day', every: 3 }, '2026-11-22T10:00', '2026-11-22T09:00', '2026-11-25T10:00'],
  // Late by days: no heap of what should have been.
  [{ unit: 'day', every: 1 }, '2026-11-15T10:00', '2026-11-22T12:00', '2026-11-23T10:00'],
  [{ unit: 'day', every: 2 }, '2026-11-15T10:00', '2026-11-22T12:00', '2026-11-23T10:00'],
  [{ unit: 'workday', every: 1 }, '2026-11-20T10:00', '2026-11-20T11:00', '2026-11-23T10:00'],
  [{ unit: 'workday', every: 1 }, '2026-11-21T10:00', '2026-11-21T11:00', '2026-11-23T10:00'],
  [{ unit: 'week', every: 1 }, '2026-11-22T10:00', '2026-11-22T09:00', '2026-11-29T10:00'],
  [{ unit: 'week', every: 2 }, '2026-11-22T10:00', '2026-11-22T09:00', '2026-12-06T10:00'],
  [{ unit: 'week', every: 1, weekdays: [1, 4] }, '2026-11-23T10:00', '2026-11-23T10:30', '2026-11-26T10:00'],
  [{ unit: 'week', every: 1, weekdays: [1, 4] }, '2026-11-26T10:00', '2026-11-26T10:30', '2026-11-30T10:00'],
  [{ unit: 'month', every: 1 }, '2026-11-22T10:00', '2026-11-22T09:00', '2026-12-22T10:00'],
  [{ unit: 'month', every: 1, day: 31 }, '2027-01-31T10:00', '2027-01-31T10:30', '2027-02-28T10:00'],
  [{ unit: 'month', every: 1, day: 31 }, '2027-02-28T10:00', '2027-02-28T10:30', '2027-03-31T10:00'],
  [{ unit: 'month', every: 12, day: 29 }, '2028-02-29T10:00', '2028-02-29T10:30', '2029-02-28T10:00'],
];

it.each(cases)('%j after %s, done at %s, is due at %s', (repeat, due, now, next) => {
  expect(nextDue(at(due), { ...repeat, timeZone: zone }, at(now))).toEqual(at(next));
});

it('keeps the hour of the clock over the change of the clocks', () => {
  const repeat: Repeat = { unit: 'week', every: 1, timeZone: 'Europe/Berlin' };
  expect(nextDue(new Date('2026-10-22T08:00:00Z'), repeat, new Date('2026-10-22T08:00:00Z'))).toEqual(
    new Date('2026-10-29T09:00:00Z'),
  );
});
