import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAutomations, runsOf } from '../../../src/automations/index.ts';
import {
  type Behind,
  type Broadcast,
  getBroadcast,
  listBroadcasts,
  occurrencesOf,
  peopleBehind,
  problemsOf,
  reportOf,
} from '../../../src/broadcasts/index.ts';
import { consentsOf } from '../../../src/consents/index.ts';
import { getContacts } from '../../../src/contacts/index.ts';
import { type Delivery, listDeliveries, readDeliveries } from '../../../src/deliveries/index.ts';
import { jointHistory } from '../../../src/messages/index.ts';
import { countSegment, listSegments } from '../../../src/segments/index.ts';
import { useDatabase } from '../../support/database.ts';
import { type SeededPast, seedPast } from './seed-past.ts';

describe('what the marketer of the demo has done', () => {
  useDatabase();
  const now = new Date('2026-03-02T15:00:00Z');
  const means = { now, timeZone: 'Europe/Moscow' };
  let past: SeededPast;
  let all: Broadcast[] = [];

  beforeAll(async () => {
    past = await seedPast({ now, count: 180 });
    all = (await listBroadcasts({}, { page: 1, perPage: 50 })).broadcasts;
  });
  afterAll(() => past.forget());

  const named = (word: string): Broadcast => {
    const found = all.find(({ name }) => name.includes(word));
    if (!found) throw new Error(`There is no mailing "${word}".`);
    return found;
  };

  it('is segments by rules, by hand and of one another, with somebody in each', async () => {
    const segments = await listSegments();
    expect(segments.length).toBeGreaterThanOrEqual(6);
    expect(new Set(segments.map(({ kind }) => kind))).toEqual(new Set(['rule', 'list']));
    expect(JSON.stringify(segments.map(({ rule }) => rule))).toContain('"field":"segment"');
    const sizes = await Promise.all(segments.map(async ({ id, name }) => ({ name, count: await countSegment(id, means) })));
    expect(sizes.filter(({ count }) => count === 0)).toEqual([]);
  });

  it('is mailings in every state that somebody may want to look at', async () => {
    expect(named('ванную')).toMatchObject({ state: 'finished', control: 10, test: { winner: { variant: 'b', by: 'numbers' } } });
    expect(named('осмотр')).toMatchObject({ state: 'finished', advertising: false });
    const weekly = named('недели');
    expect(weekly).toMatchObject({ state: 'scheduled', schedule: { kind: 'repeat' } });
    const occurrences = await occurrencesOf(weekly.id, { page: 1, perPage: 10 });
    expect(occurrences.broadcasts.map(({ state }) => state)).toEqual(occurrences.broadcasts.map(() => 'finished'));
    expect(occurrences.total).toBeGreaterThanOrEqual(2);
    const draft = named('Тёплый пол');
    expect(draft.state).toBe('draft');
    const connected = ['telegram', 'vk'] as const;
    expect(await problemsOf(draft, { ...means, connected: [...connected], publicUrl: 'https://demo.example' })).toEqual([]);
    expect(named('открытых дверей')).toMatchObject({ state: 'scheduled', pace: 0.1 });
  });

  it('leaves a report in which every number opens a list of so many people', async () => {
    const broadcast = await getBroadcast(named('ванную').id);
    const report = await reportOf(broadcast, means);
    const { outcomes, results, reasons, links, trial, control } = report;
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(report.audience);
    expect(reasons.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['noConsent', 'topicUnwanted', 'unsubscribed']));
    expect(results).toMatchObject({ clicked: expect.toSatisfy(n => n > 9), replied: expect.toSatisfy(n => n > 3) });
    expect(results.unsubscribed).toBeGreaterThan(0);
    expect(report.deals).toMatchObject({ won: expect.toSatisfy(n => n > 0), money: [{ currency: 'RUB' }] });
    expect(report.openings).toBeGreaterThan(results.clicked);

    const numbers: [Behind, number][] = [
      [{ what: 'audience' }, report.audience],
      ...(['sent', 'failed', 'suppressed', 'control', 'waiting', 'unknown', 'cancelled'] as const).map(
        (what): [Behind, number] => [{ what }, outcomes[what]],
      ),
      ...(['clicked', 'replied', 'unsubscribed', 'blocked'] as const).map((mark): [Behind, number] => [
        { what: `did.${mark}` },
        results[mark],
      ]),
      ...reasons.map(({ outcome, reason, count }): [Behind, number] => [{ what: outcome, reason }, count]),
      ...links.map(({ address, people }): [Behind, number] => [{ what: 'link', address }, people]),
      ...(trial?.arms ?? []).map(({ variant, sent }): [Behind, number] => [{ what: 'sent', variant }, sent]),
      [{ what: 'made.meant' }, control?.treated.count ?? -1],
      [{ what: 'made.control' }, control?.control.count ?? -1],
    ];
    for (const [behind, count] of numbers) {
      const { total, deliveries } = await peopleBehind(broadcast, behind, { page: 1, perPage: 500 }, means);
      expect([behind, total, deliveries.length]).toEqual([behind, count, count]);
    }
  });

  it('reached nobody of the control group', async () => {
    const { id } = named('ванную');
    const held = { state: 'suppressed', reason: 'control' } as const;
    const { deliveries } = await listDeliveries({ kind: 'broadcast', id }, held, { page: 1, perPage: 200 });
    expect(deliveries.length).toBeGreaterThan(0);
    for (const { id: delivery, conversation, sentAt } of deliveries) {
      expect(sentAt).toBeUndefined();
      expect((await jointHistory([conversation], { limit: 500 })).filter(message => message.id === delivery)).toEqual([]);
    }
  });

  it('sent advertising to nobody who had not agreed to it, or had refused it or its topic', async () => {
    const sent = (await everyDelivery()).filter(({ state, advertising }) => state === 'sent' && advertising);
    expect(sent.length).toBeGreaterThan(50);
    for (const { contact, sentAt = now, topic } of sent) {
      const said = (await consentsOf(contact)).filter(({ at }) => at < sentAt);
      expect(said.find(({ kind }) => kind === 'advertising')).toMatchObject({ given: true });
      const aboutTopic = said.find(entry => entry.kind === 'topic' && entry.topic === topic);
      expect(aboutTopic?.given).not.toBe(false);
    }
  });

  it('came to people after they came, in the day, and into the history of each', async () => {
    const sent = (await everyDelivery()).filter(({ state }) => state === 'sent');
    const cards = new Map((await getContacts(sent.map(({ contact }) => contact))).map(card => [card.id, card]));
    for (const { id, contact, conversation, sentAt = now } of sent) {
      expect(cards.get(contact)?.createdAt.getTime()).toBeLessThan(sentAt.getTime());
      expect(sentAt <= now).toBe(true);
      // Nine to nine in Moscow.
      expect(sentAt.getUTCHours()).toSatisfy(hour => hour >= 6 && hour < 18);
      expect((await jointHistory([conversation], { limit: 500 })).some(message => message.id === id)).toBe(true);
    }
  });

  it('is chains that are on, with people in the middle, people who are through, and reasons where nothing went out', async () => {
    const automations = await listAutomations();
    expect(automations.filter(({ state }) => state === 'on').map(({ template }) => template)).toEqual(
      expect.arrayContaining(['birthday', 'thanks', 'repeatVisit']),
    );
    const runs = (await Promise.all(automations.map(({ id }) => runsOf({ automation: id }, { page: 1, perPage: 200 })))).flatMap(
      page => page.runs,
    );
    expect(runs.map(({ state }) => state)).toEqual(expect.arrayContaining(['waiting', 'done']));
    const deeds = new Set(runs.flatMap(({ log }) => log.map(({ what }) => what)));
    expect([...deeds]).toEqual(expect.arrayContaining(['begun', 'sent', 'notSent', 'waits', 'tagged', 'done']));
    expect(runs.every(({ wakeAt }) => wakeAt === undefined || wakeAt > now)).toBe(true);
  });

  async function everyDelivery(): Promise<Delivery[]> {
    return (await readDeliveries({ after: '', limit: 5000 })).found;
  }
});
