import mongoose from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Trigger } from '../../src/automations/index.ts';
import { broadcastBook, getBroadcast } from '../../src/broadcasts/index.ts';
import { contacts } from '../../src/contacts/contact-model.ts';
import { createScorer, saveSegment } from '../../src/segments/index.ts';
import { minuteMs, startChains } from '../automations/support.ts';
import { draftOf, meansAt, people, send, tickOf, timeZone } from '../broadcasts/support.ts';
import { morning, startCourier } from '../deliveries/support.ts';
import { scriptMessenger } from '../outbox/support.ts';
import { type AskedQueries, noteQueries, smallCollections } from '../support/asked-queries.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

const database = useDatabase();
const ends: (() => Promise<void>)[] = [];
let asked: AskedQueries;

beforeEach(async () => {
  await mongoose.disconnect();
  await mongoose.connect(database.uri, { monitorCommands: true, autoIndex: false, autoCreate: false });
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** None of the queries read a whole collection, and these were among what they read. */
async function expectFound(collections: string[]) {
  expect(collections.filter(name => !asked.has(name))).toEqual([]);
  expect(await asked.scans(smallCollections)).toEqual([]);
}

it('a mailing is rehearsed, planned, sent and ended without reading a whole collection', { timeout: 120_000 }, async () => {
  const clock = new ManualClock(morning.toISOString());
  const telegram = scriptMessenger('7000');
  const tick = tickOf([telegram], clock);
  await people([['100'], ['101'], ['102']]);
  const courier = startCourier([telegram], { broadcast: broadcastBook }, { clock });
  ends.push(courier.stop, tick.stop);
  asked = noteQueries();
  const id = await draftOf(clock.now(), { advertising: true });
  await send(id, tick, meansAt(clock.now(), ['telegram']));
  await courier.passes('all have it', async () => {
    await tick.work();
    return (await getBroadcast(id)).state === 'finished';
  });
  expect(telegram.heard).toHaveLength(3);
  await expectFound(['broadcasts', 'rehearsals', 'rehearsalRows', 'deliveries', 'capUses', 'conversations']);
});

it('chains begin by all that can begin them, and go on, without reading a whole collection', { timeout: 120_000 }, async () => {
  const chains = await startChains();
  ends.push(chains.stop);
  const segment = await saveSegment({
    ...{ name: 'Казань', kind: 'rule', by: 'olga', now: chains.clock.now() },
    rule: { field: 'contact.city', op: 'eq', value: 'Казань' },
  });
  asked = noteQueries();
  const steps = [{ id: 'mark', do: 'tag' as const, add: ['начато'], remove: [] }];
  const triggers: Trigger[] = [
    { kind: 'contactCreated' },
    { kind: 'message', words: ['цена'] },
    { kind: 'flowFinished' },
    { kind: 'flowAbandoned', minutes: 30 },
    { kind: 'stageEntered', pipeline: 'sales', stage: 'new' },
    { kind: 'segmentEntered', segment: segment.id },
    { kind: 'date', field: 'birthday', days: 0, time: '10:00', yearly: true },
    { kind: 'inactive', days: 30 },
    { kind: 'noAnswer', minutes: 15 },
    { kind: 'taskOverdue' },
  ];
  for (const trigger of triggers) await chains.on({ trigger, steps });
  const contact = await chains.person('200');
  await chains.corridor.says('200', 'какая цена?');
  await chains.passes(31 * minuteMs, 10 * minuteMs);
  expect(await chains.log(contact)).toContain('tagged');
  await expectFound([
    'automationRuns',
    'changes',
    'messages',
    'runs',
    'deals',
    'segmentMoves',
    'tasks',
    'conversations',
    'contacts',
  ]);
});

it('whoever has bought is compared with everybody else without reading a whole collection', async () => {
  const clock = new ManualClock(morning.toISOString());
  const ids = await people([['300'], ['301']]);
  const orders = { count: 2, sum: 5000, currency: 'RUB', first: morning, last: morning };
  await contacts.updateMany({ _id: { $in: ids } }, { $set: { orders } });
  asked = noteQueries();
  const scorer = createScorer({ clock, timeZone });
  await scorer.work();
  await clock.advance(24 * 60 * minuteMs);
  await scorer.work();
  await expectFound(['contacts', 'scores', 'settings']);
});
