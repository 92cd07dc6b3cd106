import { beforeAll, describe, expect, it } from 'vitest';
import { broadcasts } from '../../../src/broadcasts/broadcast-model.ts';
import {
  type Behind,
  type Broadcast,
  type BroadcastReport,
  createDraft,
  everybodyOf,
  getBroadcast,
  marks,
  outcomes,
  peopleBehind,
  reportOf,
} from '../../../src/broadcasts/index.ts';
import { createDeal } from '../../../src/deals/index.ts';
import type { MessageContent } from '../../../src/deliveries/index.ts';
import { keepClick } from '../../../src/links/click-model.ts';
import { createAttribution } from '../../../src/links/index.ts';
import { useDatabase } from '../../support/database.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { plan, sentAt } from './seed.ts';

useDatabase();

const hour = 3_600_000;
const clock = new ManualClock();
const means = { now: clock.now(), timeZone: 'Europe/Moscow' };
const at = (ms: number) => new Date(sentAt.getTime() + ms);
const saying = (url: string): MessageContent => ({
  texts: { ru: `Весна: [смотреть](${url})` },
  files: [],
  buttons: [],
  variants: {},
});
let broadcast: Broadcast;
let report: BroadcastReport;

/** A mailing with a trial of two wordings, a control group, and everything that can happen to anybody. */
beforeAll(async () => {
  const draft = await createDraft({ name: 'Весна', by: 's', now: clock.now() });
  const test = { variants: [{ id: 'b', content: saying('https://b.example/') }], share: 50, by: 'clicks', hours: 24 };
  await broadcasts.updateOne(
    { _id: draft.id },
    { $set: { state: 'running', content: saying('https://a.example/'), test, control: 10, startedAt: sentAt } as object },
  );
  broadcast = await getBroadcast(draft.id);
  const id = broadcast.id;
  const many = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}${String(i).padStart(3, '0')}`);
  const own = { broadcast: id };
  await plan(
    ...many('a', 60).map((contact, i) => ({
      ...own,
      contact,
      variant: 'a',
      ...(i < 6 && { clickedAt: at(hour) }),
      ...(i < 2 && { repliedAt: at(2 * hour) }),
    })),
    ...many('b', 60).map((contact, i) => ({
      ...own,
      contact,
      variant: 'b',
      messenger: 'vk' as const,
      ...(i < 30 && { clickedAt: at(i < 20 ? hour : 30 * hour) }),
      ...(i === 0 && { unsubscribedAt: at(hour), blockedAt: at(2 * hour) }),
    })),
    ...many('c', 5).map(contact => ({ ...own, contact, state: 'suppressed' as const, reason: 'control', due: sentAt })),
    ...many('d', 4).map(contact => ({ ...own, contact, state: 'suppressed' as const, reason: 'noConsent', due: sentAt })),
    ...many('e', 3).map(contact => ({ ...own, contact, state: 'suppressed' as const, reason: 'neverStarted', due: sentAt })),
    { ...own, contact: 'f', state: 'failed', reason: 'Bad Request: chat not found', due: sentAt },
    { ...own, contact: 'g', state: 'unknown', reason: 'interrupted', variant: 'a' },
    { ...own, contact: 'h', state: 'cancelled', reason: 'cancelled' },
    ...many('i', 7).map(contact => ({ ...own, contact, state: 'planned' as const, reason: 'trial' })),
    { ...own, contact: 'j', state: 'sending' },
    // Somebody else's numbers.
    { broadcast: `${id}x`, contact: 'a000', clickedAt: at(hour) },
  );
  for (const [i, contact] of ['a000', 'a000', 'a001', 'b000'].entries()) {
    const variant = contact.slice(0, 1);
    const click = {
      delivery: `${id}:${contact}`,
      source: `broadcast:${id}`,
      variant,
      link: 0,
      at: at(hour + i),
      family: 'chrome',
    };
    await keepClick({ id: `click${i}`, ...click, address: `https://${variant}.example/` });
  }
  clock.set(at(-hour));
  const attribution = createAttribution({ clock });
  await attribution.work();
  for (const contact of ['a000', 'a000', 'b000', 'c000', 'd000', 'e000'])
    await createDeal({
      key: `deal${Math.random()}`,
      contact,
      pipeline: 'sales',
      stage: contact === 'b000' ? 'won' : 'new',
      title: 'Окно',
      amount: 1500,
      now: at(3 * hour),
    });
  clock.set(at(4 * hour));
  await attribution.work();
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
