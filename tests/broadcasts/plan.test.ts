import { describe, expect, it } from 'vitest';
import { type Broadcast, getBroadcast } from '../../src/broadcasts/index.ts';
import { armOf } from '../../src/broadcasts/plan/arms.ts';
import { someDay } from '../../src/broadcasts/plan/due-of.ts';
import { type PlanRows, planBegins, planStretches } from '../../src/broadcasts/plan/plan-rows.ts';
import { seedOf, shareOf } from '../../src/broadcasts/plan/share-of.ts';
import { deliveries } from '../../src/deliveries/delivery-model.ts';
import { audienceFilter } from '../../src/segments/index.ts';
import { traits } from '../../src/segments/traits/trait-model.ts';
import { morning, words } from '../deliveries/support.ts';
import { useDatabase } from '../support/database.ts';
import { draftOf, meansAt, timeZone } from './support.ts';

useDatabase();

const zones = ['Europe/Moscow', 'Asia/Omsk', 'Asia/Vladivostok', undefined];

/** Slim contacts: planning reads nothing else of those who can be reached. */
async function fill(count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => {
    const zone = zones[i % zones.length];
    return {
      _id: `c${String(i).padStart(6, '0')}`,
      contact: {
        tags: [],
        score: i,
        hasPhone: false,
        hasEmail: false,
        createdAt: morning,
        lastActivityAt: morning,
        ...(zone && { timeZone: zone }),
      },
      reach: { telegram: `telegram:7000:${i}` },
      random: ((i * 7919) % 100_000) / 1000,
      ...{ messengers: [], reachable: [], messages: { in: 0, out: 0 } },
    };
  });
  await traits.insertMany(rows);
}

async function rowsFor(broadcast: Broadcast, start = morning): Promise<PlanRows> {
  const means = meansAt(start, ['telegram']);
  return {
    broadcast,
    filter: await audienceFilter(undefined, means),
    messengers: ['telegram'],
    into: { collection: 'deliveries', prefix: broadcast.id, mine: { 'source.id': broadcast.id }, marks: {} },
    now: start,
    start,
    timeZone,
    zones: ['Europe/Moscow', 'Asia/Omsk', 'Asia/Vladivostok'],
  };
}

async function planAll(rows: PlanRows): Promise<number> {
  let stretches = 0;
  for await (const _ of planStretches(rows, planBegins)) stretches += 1;
  return stretches;
}

const planned = (id: string) => deliveries.find({ 'source.id': id }).sort({ _id: 1 }).toArray();

describe('planning', () => {
  it('puts everybody on the side that the same draw gives them in the program', async () => {
    await fill(1000);
    const id = await draftOf(morning, {
      control: 10,
      test: {
        variants: [
          { id: 'b', content: words('B') },
          { id: 'c', content: words('C') },
        ],
        share: 30,
        by: 'replies',
        hours: 4,
      },
    });
    const broadcast = await getBroadcast(id);
    await planAll(await rowsFor(broadcast));
    const random = new Map((await traits.find({}).toArray()).map(each => [each._id, each.random]));
    const rows = await planned(id);
    expect(rows).toHaveLength(1000);
    for (const row of rows) {
      const arm = armOf(random.get(row.contact) ?? -1, broadcast);
      const source = { kind: 'broadcast', id, ...(!arm.isControl && arm.variant && { variant: arm.variant }) };
      expect([row.contact, row.source]).toEqual([row.contact, source]);
      if (arm.isControl) expect(row).toMatchObject({ state: 'suppressed', reason: 'control', settled: true });
      else expect(row).toMatchObject({ state: 'planned', due: arm.waits ? someDay : morning, account: 'telegram:7000' });
      if (arm.waits && !arm.isControl) expect(row.reason).toBe('trial');
    }
    const share = (of: (row: (typeof rows)[number]) => boolean) => rows.filter(of).length / rows.length;
    expect(share(({ reason }) => reason === 'control')).toBeCloseTo(0.1, 1);
    expect(share(({ source }) => 'variant' in source)).toBeCloseTo(0.27, 1);
  });

  it('draws anew for each mailing', () => {
    const [one, other] = [seedOf('one', 'control'), seedOf('other', 'control')];
    const all = Array.from({ length: 20_000 }, (_, i) => i / 200);
    const first = all.filter(random => shareOf(random, one) < 0.1);
    expect(first.length / all.length).toBeCloseTo(0.1, 2);
    expect(first.filter(random => shareOf(random, other) < 0.1).length / first.length).toBeCloseTo(0.1, 1);
    // A segment of a random tenth is no other than everybody.
    const tenth = all.filter(random => random < 10);
    expect(tenth.filter(random => shareOf(random, one) < 0.1).length / tenth.length).toBeCloseTo(0.1, 1);
  });

  it('changes nothing where it is done again after a crash', async () => {
    const id = await draftOf(morning);
    const rows = await rowsFor(await getBroadcast(id));
    await planAll(rows);
    await deliveries.updateMany({ 'source.id': id }, { $set: { state: 'sent' } });
    await planAll({ ...rows, now: new Date(morning.getTime() + 1) });
    const found = await planned(id);
    expect(found).toHaveLength(1000);
    expect(new Set(found.map(({ state }) => state))).toEqual(new Set(['sent']));
  });

  it('cuts parts of the size that was asked for, with their pauses', async () => {
    const id = await draftOf(morning, { parts: { size: 300, pauseMinutes: 15 } });
    expect(await planAll(await rowsFor(await getBroadcast(id)))).toBe(4);
    const dues = (await planned(id)).map(({ due }) => (due.getTime() - morning.getTime()) / 60_000);
    expect([0, 15, 30, 45].map(due => dues.filter(each => each === due).length)).toEqual([300, 300, 300, 100]);
  });

  it('keeps the pauses of those who wait for a winner', async () => {
    const test = { variants: [{ id: 'b', content: words('B') }], share: 20, by: 'replies' as const, hours: 1 };
    const id = await draftOf(morning, { parts: { size: 600, pauseMinutes: 30 }, test });
    await planAll(await rowsFor(await getBroadcast(id)));
    const waiting = (await planned(id)).filter(({ source }) => !('variant' in source));
    const pauses = new Set(waiting.map(({ due }) => (due.getTime() - someDay.getTime()) / 60_000));
    expect([...pauses]).toEqual([0, 30]);
  });

  it('gives everybody their own hour, and at once where that is over', async () => {
    const id = await draftOf(morning, { schedule: { kind: 'local', day: '2026-05-12', time: '12:00' } });
    await planAll(await rowsFor(await getBroadcast(id)));
    const dueOf = new Map((await planned(id)).slice(0, 4).map(({ contact, due }) => [contact, due.toISOString()]));
    expect([...dueOf.values()]).toEqual([
      '2026-05-12T09:00:00.000Z',
      // Noon in Omsk was an hour ago, in Vladivostok five.
      morning.toISOString(),
      morning.toISOString(),
      '2026-05-12T09:00:00.000Z',
    ]);
  });
});
