import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Behind,
  type Broadcast,
  type BroadcastReport,
  everybodyOf,
  marks,
  outcomes,
  peopleBehind,
  reportOf,
} from '../../../src/broadcasts/index.ts';
import type { Rule } from '../../../src/rules/index.ts';
import { saveSegment } from '../../../src/segments/index.ts';
import { traits } from '../../../src/segments/traits/trait-model.ts';
import { useDatabase } from '../../support/database.ts';
import { sentAt } from './seed.ts';
import { at, seedReport } from './seed-report.ts';

useDatabase();

const means = { now: at(4 * 3_600_000), timeZone: 'Europe/Moscow' };
let broadcast: Broadcast;
let report: BroadcastReport;

beforeAll(async () => {
  ({ broadcast } = await seedReport());
  report = await reportOf(broadcast, means);
});

const behind = async (wanted: Behind) =>
  (await peopleBehind(broadcast, wanted, { page: 1, perPage: 500 }, means)).deliveries.length;

describe('the report of a mailing', () => {
  it('adds up: everybody of the audience has exactly one outcome', async () => {
    expect(report.outcomes).toEqual({ sent: 120, unknown: 1, failed: 1, suppressed: 7, control: 5, cancelled: 1, waiting: 8 });
    expect(report.audience).toBe(143);
    expect(Object.values(report.outcomes).reduce((a, b) => a + b)).toBe(report.audience);
    expect(report.messengers.reduce((sum, { audience }) => sum + audience, 0)).toBe(report.audience);
    let everybody = 0;
    for await (const people of everybodyOf(broadcast.id)) everybody += people.length;
    expect(everybody).toBe(report.audience);
  });

  it('has a list as long behind each of its numbers', async () => {
    expect(await behind({ what: 'audience' })).toBe(report.audience);
    for (const what of outcomes) expect(await behind({ what }), what).toBe(report.outcomes[what]);
    for (const mark of marks) expect(await behind({ what: `did.${mark}` }), mark).toBe(report.results[mark]);
    for (const { outcome, reason, count } of report.reasons) expect(await behind({ what: outcome, reason }), reason).toBe(count);
    for (const { address, people } of report.links) expect(await behind({ what: 'link', address }), address).toBe(people);
    for (const { messenger, sent, clicked, suppressed } of report.messengers) {
      expect(await behind({ what: 'sent', messenger })).toBe(sent);
      expect(await behind({ what: 'suppressed', messenger })).toBe(suppressed);
      expect(await behind({ what: 'did.clicked', messenger })).toBe(clicked);
    }
    for (const { from, to, sent, clicked, replied } of report.timeline?.slots ?? []) {
      expect(await behind({ what: 'sent', from, to })).toBe(sent);
      expect(await behind({ what: 'did.clicked', from, to })).toBe(clicked);
      expect(await behind({ what: 'did.replied', from, to })).toBe(replied);
    }
    const { control } = report;
    expect(await behind({ what: 'meant' })).toBe(control?.treated.of);
    expect(await behind({ what: 'made.meant' })).toBe(control?.treated.count);
    expect(await behind({ what: 'made.control' })).toBe(control?.control.count);
    expect(await behind({ what: 'won.meant' })).toBe(control?.won.treated.count);
  });

  it('tells why not, the most frequent reason first', () => {
    expect(report.reasons.filter(({ outcome }) => outcome === 'suppressed')).toEqual([
      { outcome: 'suppressed', reason: 'noConsent', count: 4 },
      { outcome: 'suppressed', reason: 'neverStarted', count: 3 },
    ]);
    expect(report.reasons).toContainEqual({ outcome: 'failed', reason: 'Bad Request: chat not found', count: 1 });
  });

  it('counts people and openings of each link, also of those nobody opened', () => {
    expect(report.links).toEqual([
      { address: 'https://a.example/', people: 2, total: 3 },
      { address: 'https://b.example/', people: 1, total: 1 },
    ]);
    expect(report.openings).toBe(4);
  });

  it('compares the wordings by what the trial goes by', () => {
    const [a, b] = report.trial?.arms ?? [];
    expect(a).toMatchObject({ variant: 'a', sent: 60, clicked: 6, replied: 2, made: 1, share: { count: 6, of: 60 } });
    expect(a?.difference).toBeUndefined();
    expect(b).toMatchObject({
      variant: 'b',
      sent: 60,
      clicked: 30,
      share: { count: 30, of: 60 },
      difference: { value: 0.4, isClear: true },
    });
    expect(report.trial?.rest).toBe(8);
  });

  it('holds the mailing against those who got nothing, without those who could not have got it', () => {
    const { treated, control, difference } = report.control ?? {};
    expect(treated).toEqual({ count: 3, of: 126 });
    expect(control).toEqual({ count: 1, of: 5 });
    expect(difference?.isTooFew).toBe(true);
  });

  it('holds the goal against those who got nothing, where they can reach it, too', async () => {
    const goal: Rule = { field: 'contact.tags', op: 'has', value: 'came' };
    const test = { variants: [], share: 50, hours: 24, by: 'goal' as const };
    const came = ['a000', 'a001', 'b000', 'f000', 'c000', 'd000', 'h000'];
    await traits.insertMany(came.map(_id => ({ _id, contact: { tags: ['came'] } })) as never[]);
    const clicked = await saveSegment({
      ...{ name: 'Перешли', kind: 'rule', by: 's', now: means.now },
      rule: { field: 'mailings.clicked', op: 'has', value: broadcast.id },
    });
    const withGoal = { ...broadcast, test: { ...test, goal } };
    const { control } = await reportOf(withGoal, means);
    expect(control?.goal).toMatchObject({
      treated: { count: 5, of: 126 },
      control: { count: 1, of: 5 },
      difference: { value: 5 / 126 - 1 / 5, isTooFew: true },
    });
    const people = async (what: Behind['what']) =>
      (await peopleBehind(withGoal, { what }, { page: 1, perPage: 50 }, means)).total;
    expect(await people('goal.meant')).toBe(5);
    expect(await people('goal.control')).toBe(1);
    expect(await people('goal')).toBe(3);
    // Nobody who got nothing opens a link or answers, so there is nothing to hold these against.
    for (const rule of [
      { field: 'mailings.answered', op: 'has', value: broadcast.id },
      { any: [goal, { field: 'segment', op: 'in', value: [clicked.id] }] },
    ] satisfies Rule[]) {
      const { control: other } = await reportOf({ ...broadcast, test: { ...test, goal: rule } }, means);
      expect(other?.control.of).toBe(5);
      expect(other?.goal).toBeUndefined();
    }
    expect((await reportOf({ ...broadcast, test: { ...test, by: 'replies' } }, means)).control?.goal).toBeUndefined();
  });

  it('counts deals and what is won, by currency', () => {
    expect(report.deals).toEqual({ deals: 3, won: 1, lost: 0, money: [{ currency: 'RUB', sum: 1500 }] });
  });

  it('goes by hours from the first one, and tells of all of them', () => {
    const { unit, slots = [] } = report.timeline ?? {};
    expect(unit).toBe('hour');
    expect(slots[0]).toMatchObject({ from: sentAt, sent: 120, clicked: 0 });
    expect(slots[1]?.clicked).toBe(26);
    expect(slots.reduce((sum, { clicked }) => sum + clicked, 0)).toBe(report.results.clicked);
    expect(slots).toHaveLength(31);
  });

  it('turns pages without leaving anybody out', async () => {
    const ids = new Set<string>();
    for (const page of [1, 2, 3]) {
      const { deliveries, total } = await peopleBehind(broadcast, { what: 'sent' }, { page, perPage: 50 }, means);
      expect(total).toBe(120);
      for (const { id } of deliveries) ids.add(id);
    }
    expect(ids.size).toBe(120);
  });
});
