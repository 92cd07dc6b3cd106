import { instantOf, knownZone } from '../../lib/zoned-time.ts';
import type { Broadcast } from '../broadcast.ts';

/** After every date that anybody means: until the winner of the trial is chosen. */
export const someDay = new Date('9999-12-31T00:00:00Z');

/** When a delivery may go, at the earliest. */
export interface Dues {
  usual: Date;
  /** Of those who wait for the winner of the trial. */
  waiting: Date;
  /** By time zone, where the hour is each contact's own. */
  zones: { zone: string; due: Date }[];
  /** How many zones have had that hour already: whoever lives there gets it at once. */
  passed: string[];
}

/** When each contact's turn comes, `start` at the earliest. `zones` are those that contacts live in. */
export function duesOf(
  { schedule }: Pick<Broadcast, 'schedule'>,
  { start, timeZone, zones }: { start: Date; timeZone: string; zones: string[] },
): Dues {
  if (schedule.kind !== 'local') return { usual: start, waiting: someDay, zones: [], passed: [] };
  const at = (zone: string) => instantOf(schedule.day, clockOf(schedule.time), zone);
  const later = (one: Date) => (one < start ? start : one);
  const known = zones.filter(zone => knownZone(zone) === zone);
  return {
    usual: later(at(timeZone)),
    waiting: someDay,
    zones: known.map(zone => ({ zone, due: later(at(zone)) })),
    passed: [...new Set([timeZone, ...known])].filter(zone => at(zone) < start),
  };
}

/** `HH:MM` as numbers. */
export function clockOf(time: string): { hour: number; minute: number } {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return { hour, minute };
}

/** The zone whose clocks are ahead of all others: 14 hours before UTC. */
export const earliestZone = 'Etc/GMT-14';

/** When a mailing by everybody's own clock begins somewhere on earth. */
export const firstLocal = (day: string, time: string): Date => instantOf(day, clockOf(time), earliestZone);
