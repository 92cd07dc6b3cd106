import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { saveSetting } from '../../src/db/index.ts';
import { openHouseRules, replyBy, saveWorkingHours, usualHours } from '../../src/inbox/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

describe('people promise to answer within an hour of their working time', () => {
  // 2 March 2026 is a Monday; Moscow is three hours ahead of UTC.
  it.each([
    ['in the morning', 'Mon 10:00', '2026-03-02T07:00Z', '2026-03-02T08:00Z'],
    ['before the day begins', 'Mon 07:30', '2026-03-02T04:30Z', '2026-03-02T07:00Z'],
    ['to the very end of the day', 'Mon 17:00', '2026-03-02T14:00Z', '2026-03-02T15:00Z'],
    ['over the night', 'Mon 17:45', '2026-03-02T14:45Z', '2026-03-03T06:45Z'],
    ['after the day has ended', 'Mon 18:00', '2026-03-02T15:00Z', '2026-03-03T07:00Z'],
    ['over the weekend', 'Fri 17:30', '2026-03-06T14:30Z', '2026-03-09T06:30Z'],
    ['on a Sunday', 'Sun 12:00', '2026-03-08T09:00Z', '2026-03-09T07:00Z'],
  ])('%s (%s)', (_when, _local, now, promised) => {
    expect(replyBy(new Date(now), usualHours, 'Europe/Moscow')).toEqual(new Date(promised));
  });

  it('in several days where an hour has to be gathered from short ones', () => {
    const short = { ...usualHours, from: '10:00', until: '10:20' };
    expect(replyBy(new Date('2026-03-02T07:00Z'), short, 'Europe/Moscow')).toEqual(new Date('2026-03-04T07:20Z'));
  });

  it('by the clock on the wall when it is put forward', () => {
    // In Berlin the night from Saturday to Sunday, 29 March, has 23 hours.
    const always = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00', promiseMinutes: 120 };
    expect(replyBy(new Date('2026-03-29T00:30Z'), always, 'Europe/Berlin')).toEqual(new Date('2026-03-29T02:30Z'));
    const usual = replyBy(new Date('2026-03-27T16:30Z'), usualHours, 'Europe/Berlin');
    expect(usual).toEqual(new Date('2026-03-30T07:30Z'));
  });

  it('and plainly so where nobody ever works', () => {
    expect(replyBy(new Date('2026-03-02T07:00Z'), { ...usualHours, days: [] }, 'UTC')).toEqual(new Date('2026-03-02T08:00Z'));
  });
});

it('the hours are those of the settings, the usual ones where those cannot be read', async () => {
  const rules = await openHouseRules({ log: pino({ level: 'silent' }) });
  const known = async () => {
    await rules.refresh();
    return rules.now().hours;
  };
  expect(rules.now().hours).toEqual(usualHours);
  const nights = { days: [6, 7], from: '20:00', until: '24:00', promiseMinutes: 15 };
  const special = { ...nights, other: { 7: { from: '21:00', until: '22:00' } }, holidays: ['2026-03-08'], timeZone: 'Asia/Omsk' };
  await saveWorkingHours(special);
  expect(rules.now().hours).toEqual(usualHours);
  expect(await known()).toEqual(special);
  await saveSetting('workingHours', '{"days":"all"}');
  expect(await known()).toEqual(usualHours);
  await expect(saveWorkingHours({ ...nights, from: '25:00' })).rejects.toThrow();
});
