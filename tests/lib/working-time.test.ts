import { describe, expect, it } from 'vitest';
import { dueAt, isOpen, nextOpening, type OpenHours, workedSince, workingTimeBetween } from '../../src/lib/working-time.ts';

const hour = 3_600_000;
const zone = 'Europe/Moscow';
/** Fridays end at four, Saturdays are short, the eighth of March is free. 2 March 2026 is a Monday; Moscow is three hours ahead of UTC. */
const hours: OpenHours = {
  days: [1, 2, 3, 4, 5, 6],
  from: '09:00',
  until: '18:00',
  other: { 5: { from: '09:00', until: '16:00' }, 6: { from: '10:00', until: '12:00' } },
  holidays: ['2026-03-09'],
};
const at = (local: string) => new Date(`${local}:00+03:00`);

describe('working time', () => {
  it.each([
    ['within a day', '2026-03-02T10:00', '2026-03-02T11:30', 1.5],
    ['over a night', '2026-03-02T17:00', '2026-03-03T10:00', 2],
    ['outside the hours', '2026-03-02T19:00', '2026-03-03T08:00', 0],
    ['over a short Friday and Saturday to Tuesday after a holiday', '2026-03-06T15:00', '2026-03-10T10:00', 1 + 2 + 1],
    ['backwards', '2026-03-03T10:00', '2026-03-02T10:00', 0],
  ])('is counted %s', (_when, from, to, passed) => {
    expect(workingTimeBetween(at(from), at(to), hours, zone)).toBe(passed * hour);
  });

  it.each([
    ['2026-03-02T10:00', 30, '2026-03-02T10:30'],
    ['2026-03-06T15:30', 60, '2026-03-07T10:30'],
    ['2026-03-07T11:00', 90, '2026-03-10T09:30'],
    ['2026-03-08T12:00', 60, '2026-03-10T10:00'],
  ])('from %s %i minutes end at %s', (from, minutes, due) => {
    const end = dueAt(at(from), minutes, hours, zone);
    expect(end).toEqual(at(due));
    expect(workingTimeBetween(at(from), end, hours, zone)).toBe(minutes * 60_000);
  });

  it.each([
    ['2026-03-02T10:30', 30, '2026-03-02T10:00'],
    ['2026-03-07T10:30', 60, '2026-03-06T15:30'],
    ['2026-03-02T23:00', 60, '2026-03-02T17:00'],
    ['2026-03-10T09:30', 90, '2026-03-07T11:00'],
  ])('until %s %i minutes have passed since %s', (to, minutes, since) => {
    const begun = workedSince(at(to), minutes, hours, zone);
    expect(begun).toEqual(at(since));
    expect(workingTimeBetween(begun, at(to), hours, zone)).toBe(minutes * 60_000);
    expect(workedSince(at(to), minutes, { ...hours, days: [] }, zone)).toEqual(new Date(at(to).getTime() - minutes * 60_000));
  });

  it('is over or goes on, and begins again at a known time', () => {
    expect(isOpen(at('2026-03-06T15:59'), hours, zone)).toBe(true);
    expect(isOpen(at('2026-03-06T16:00'), hours, zone)).toBe(false);
    expect(nextOpening(at('2026-03-07T12:00'), hours, zone)).toEqual(at('2026-03-10T09:00'));
    expect(nextOpening(at('2026-03-02T12:00'), { ...hours, days: [] }, zone)).toBeUndefined();
  });

  it('keeps to the wall clock when clocks are put forward', () => {
    const always: OpenHours = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00' };
    const night: [Date, Date] = [new Date('2026-03-28T23:00Z'), new Date('2026-03-29T22:00Z')];
    expect(workingTimeBetween(...night, always, 'Europe/Berlin')).toBe(23 * hour);
  });
});
