import { performance } from 'node:perf_hooks';
import mongoose from 'mongoose';
import { createDraft } from '../../src/broadcasts/drafts.ts';
import { getBroadcast } from '../../src/broadcasts/index.ts';
import { type PlanRows, planBegins, planStretches, zonesOf } from '../../src/broadcasts/plan/plan-rows.ts';
import { connect, disconnect, ensureIndexes } from '../../src/db/index.ts';
import { countDeliveries } from '../../src/deliveries/index.ts';
import { audienceFilter } from '../../src/segments/index.ts';
import { type TraitDocument, traits } from '../../src/segments/traits/trait-model.ts';
import { openBench } from './harness.ts';

/** Measures how long it takes to plan a mailing to a million people, and how much memory. `CONTACTS`: so many instead. */
const amount = Number(process.env.CONTACTS ?? 1_000_000);
const batch = 5000;
const start = new Date('2026-05-12T07:00:00Z');
const timeZone = 'Europe/Moscow';
const zones = ['Europe/Moscow', 'Asia/Omsk', 'Asia/Yekaterinburg', 'Asia/Vladivostok'];

const bench = await openBench();
try {
  await connect(bench.uri(`planning-${process.pid}`));
  await ensureIndexes();
  await fill();
  await measure('to everybody at once', {});
  await measure('a control group and a trial, by the clock of each', {
    control: 10,
    schedule: { kind: 'local', day: '2026-05-13', time: '10:00' },
  });
  await mongoose.connection.dropDatabase();
} finally {
  await disconnect();
  await bench.close();
}

async function fill(): Promise<void> {
  const began = performance.now();
  for (let i = 0; i < amount; i += batch) {
    await traits.insertMany(
      Array.from({ length: Math.min(batch, amount - i) }, (_, n) => traitsOf(i + n)),
      { ordered: false },
    );
  }
  console.log(`${amount} contacts with their traits in ${bench.kind}: ${seconds(began)} s`);
}

function traitsOf(n: number): TraitDocument {
  const zone = zones[n % zones.length] ?? timeZone;
  const at = new Date(start.getTime() - n * 1000);
  return {
    _id: `${((n * 2_654_435_761) % 4_294_967_296).toString(36).padStart(7, '0')}${n}`,
    contact: {
      ...{ name: `Имя${n} Фамилия${n}`, firstName: `Имя${n}`, lastName: `Фамилия${n}`, city: 'Казань', timeZone: zone },
      ...{ hasPhone: true, hasEmail: false, tags: ['опт', 'выставка'], score: n % 50, createdAt: at, lastActivityAt: at },
    },
    messengers: ['telegram'],
    reachable: ['telegram'],
    reach: { telegram: `telegram:7000:${n}` },
    consents: { advertising: true, advertisingAt: at },
    messages: { in: n % 9, out: n % 7, lastIn: at, lastOut: at, last: at },
    random: ((n * 7919) % 100_000) / 1000,
  };
}

async function measure(what: string, more: Partial<PlanRows['broadcast']>): Promise<void> {
  const { id } = await createDraft({ name: what, by: 'bench', now: start });
  const broadcast = { ...(await getBroadcast(id)), ...more };
  const filter = await audienceFilter(undefined, { now: start, timeZone });
  const rows: PlanRows = {
    ...{ broadcast, filter, messengers: ['telegram'], now: start, start, timeZone },
    into: { collection: 'deliveries', prefix: id, mine: { 'source.id': id }, marks: {} },
    zones: await zonesOf({ broadcast, filter }),
  };
  const before = process.memoryUsage.rss();
  const began = performance.now();
  let most = before;
  let last = began;
  for await (const _ of planStretches(rows, planBegins)) {
    most = Math.max(most, process.memoryUsage.rss());
    if (performance.now() - last < 10_000) continue;
    last = performance.now();
    console.log(`  … ${seconds(began)} s`);
  }
  const took = seconds(began);
  const { byState, total } = await countDeliveries({ kind: 'broadcast', id });
  console.log(
    `${what}: ${total} deliveries (${byState.planned} planned) in ${took} s, at most ${megabytes(most)} MB of memory (${megabytes(before)} before)`,
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
