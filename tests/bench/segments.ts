import { performance } from 'node:perf_hooks';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { connect, disconnect, saveSetting } from '../../src/db/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Rule } from '../../src/rules/index.ts';
import { countAudience, createTraitsTick, refreshTraits, streamAudience, traitsAreWhole } from '../../src/segments/index.ts';
import { segments } from '../../src/segments/segment-model.ts';
import { traits } from '../../src/segments/traits/trait-model.ts';
import { fillSegments, mailings } from './fill-segments.ts';
import { openBench } from './harness.ts';

/**
 * Measures in a large base how long a live count of a rule takes, and how fast the traits of contacts are made anew. `KEPT`: a folder whose base
 * is filled once and stays.
 */
const amount = Number(process.env.CARDS ?? 100_000);
const messages = Number(process.env.MESSAGES ?? 1_000_000);
const rounds = Number(process.env.ROUNDS ?? 7);
const limit = 1000;
const timeZone = 'Europe/Moscow';

const rules: Record<string, Rule | undefined> = {
  everybody: undefined,
  'a tag': { field: 'contact.tags', op: 'has', value: 'опт' },
  'text contains': { field: 'contact.name', op: 'contains', value: 'анна' },
  'an answer contains': { field: 'answers.lead.wishes', op: 'contains', value: 'смета' },
  'an answer is': {
    all: [
      { field: 'answers.lead.service', op: 'in', value: ['bath'] },
      { field: 'answers.lead.area', op: 'gte', value: 100 },
    ],
  },
  'silent for 90 days': { field: 'messages.lastIn', op: 'olderThan', value: '90d' },
  'seen in the last week': { field: 'contact.lastActivityAt', op: 'newerThan', value: '7d' },
  'birthday within 7 days': { field: 'contact.birthday', op: 'anniversaryWithin', value: '7d' },
  'aged 30 to 40': { field: 'contact.age', op: 'between', value: [30, 40] },
  'a questionnaire abandoned': { field: 'runs.lead.outcome', op: 'in', value: ['expired'] },
  'an open deal above 100 000': {
    all: [
      { field: 'deals.stages', op: 'hasAny', value: ['sales/new', 'sales/in-work'] },
      { field: 'deals.openAmount', op: 'gt', value: 100_000 },
    ],
  },
  'bought once, not lately': {
    all: [
      { field: 'orders.count', op: 'gte', value: 1 },
      { field: 'orders.last', op: 'olderThan', value: '60d' },
    ],
  },
  'got a mailing and did not click': {
    all: [
      { field: 'mailings.received', op: 'hasAny', value: [mailings[0] ?? ''] },
      { field: 'mailings.clicked', op: 'hasNone', value: [mailings[0] ?? ''] },
    ],
  },
  'reachable, agrees to advertising, wants news': {
    all: [
      { field: 'reachable', op: 'hasAny', value: ['telegram', 'vk'] },
      { field: 'consents.advertising', op: 'is', value: true },
      { field: 'topics.wanted', op: 'has', value: 'news' },
    ],
  },
  'nested any and none': {
    all: [
      {
        any: [
          { field: 'contact.city', op: 'eq', value: 'Казань' },
          { field: 'contact.city', op: 'eq', value: 'Москва' },
        ],
      },
      {
        none: [
          { field: 'contact.tags', op: 'has', value: 'опт' },
          { field: 'contact.temperature', op: 'eq', value: 'cold' },
        ],
      },
      {
        any: [
          { field: 'contact.score', op: 'gte', value: 20 },
          {
            all: [
              { field: 'deals.won', op: 'gte', value: 1 },
              { field: 'contact.fields.area', op: 'gt', value: 50 },
            ],
          },
        ],
      },
    ],
  },
  'a random tenth': { field: 'random', op: 'lt', value: 10 },
  'in another segment': {
    all: [
      { field: 'segment', op: 'in', value: ['bench'] },
      { field: 'contact.hasPhone', op: 'is', value: true },
    ],
  },
};

const bench = await openBench({ ...(process.env.KEPT && { keptIn: process.env.KEPT }) });
try {
  await connect(bench.uri('bench-segments'));
  await fillSegments({ contacts: amount, messages });
  await keepSegment();
  console.log(`${bench.kind}, ${amount} contacts, ${messages} messages`);
  await measureRebuild();
  await measureCounts();
  await measureTick();
  if (!process.env.KEPT) await mongoose.connection.dropDatabase();
  await disconnect();
} finally {
  await bench.close();
}

async function keepSegment(): Promise<void> {
  const now = new Date();
  const rule: Rule = {
    any: [
      { field: 'contact.category', op: 'eq', value: 'vip' },
      { field: 'contact.tags', op: 'has', value: 'партнёр' },
    ],
  };
  const rest = {
    key: 'bench',
    name: 'bench',
    kind: 'rule' as const,
    rule,
    createdAt: now,
    createdBy: 'b',
    changedAt: now,
    changedBy: 'b',
    version: 1,
  };
  await segments.updateOne({ _id: 'bench' }, { $set: rest }, { upsert: true });
}

/** All traits from nothing, as after the first start. */
async function measureRebuild(): Promise<void> {
  if ((await traitsAreWhole()) && (await traits.estimatedDocumentCount()) === amount && !process.env.ANEW) return;
  await traits.deleteMany({});
  await saveSetting('segments.traits', 'null');
  const tick = createTraitsTick({ clock: systemClock, log: pino({ level: 'silent' }), timeZone, budgetMs: 10_000 });
  const began = performance.now();
  while (!(await traitsAreWhole())) await tick.work();
  const ms = performance.now() - began;
  console.log(`traits of all: ${Math.round(ms / 1000)} s, ${Math.round((amount / ms) * 1000)} contacts a second`);
}

async function measureCounts(): Promise<void> {
  const [shape] = await traits
    .aggregate([{ $limit: 2000 }])
    .toArray()
    .then(all => [all.reduce((sum, each) => sum + mongoose.mongo.BSON.calculateObjectSize(each), 0) / all.length]);
  console.log(`a contact's traits are ${Math.round(shape ?? 0)} bytes`);
  let slow = 0;
  for (const [name, rule] of Object.entries(rules)) {
    const times: number[] = [];
    let count = 0;
    for (let i = 0; i < rounds; i++) {
      const began = performance.now();
      count = await countAudience(rule, { now: new Date(), timeZone });
      times.push(performance.now() - began);
    }
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
    if (at(0.5) >= limit) slow++;
    console.log(`${name} (${count}): ${at(0.5)} ms, at most ${at(1)} ms${at(0.5) < limit ? '' : ', too slow'}`);
  }
  console.log(slow === 0 ? `every one under ${limit} ms` : `${slow} of them take ${limit} ms or more`);
}

/** Making anew what was written lately: contacts one does not know beforehand. */
async function measureTick(): Promise<void> {
  const ids: string[] = [];
  for await (const stretch of streamAudience({ field: 'random', op: 'lt', value: 3 }, { now: new Date(), timeZone }))
    ids.push(...stretch);
  const began = performance.now();
  const written = await refreshTraits(ids);
  const ms = performance.now() - began;
  console.log(`${ids.length} contacts anew (${written} of them changed): ${Math.round((ids.length / ms) * 1000)} a second`);
  const one = performance.now();
  for (const id of ids.slice(0, 50)) await refreshTraits([id]);
  console.log(`one contact: ${Math.round((performance.now() - one) / 50)} ms`);
}
