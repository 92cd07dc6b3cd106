import mongoose from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contacts } from '../../src/contacts/contact-model.ts';
import { createContact } from '../../src/contacts/index.ts';
import { saveSetting } from '../../src/db/index.ts';
import { createScorer, scoresOf } from '../../src/segments/index.ts';
import { scores } from '../../src/segments/scores/score-model.ts';
import { signal } from '../../src/signals/index.ts';
import { signals } from '../../src/signals/signal-model.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';

useDatabase();
const timeZone = 'Europe/Moscow';
const hour = 3_600_000;
let clock: ManualClock;

// Signals bear the time of the machine.
beforeEach(() => {
  clock = new ManualClock(new Date().toISOString());
});
afterEach(async () => {
  const { collections } = mongoose.connection;
  await Promise.all(['contacts', 'scores', 'signals', 'settings'].map(name => collections[name]?.deleteMany({})));
});

let people = 0;

/** Somebody who has bought so often, for so much, so many days ago; nobody has where it is not told. */
async function buyer(bought?: { count: number; sum: number; daysAgo: number }): Promise<string> {
  const key = `buyer ${++people}`;
  const by = { kind: 'staff', id: 's', name: 'Ольга' } as const;
  const { id } = await createContact({ name: key }, { by, key, now: clock.now() });
  if (bought) await sells(id, bought);
  return id;
}

async function sells(id: string, { count, sum, daysAgo }: { count: number; sum: number; daysAgo: number }) {
  const last = new Date(clock.now().getTime() - daysAgo * 24 * hour);
  await contacts.updateOne({ _id: id }, { $set: { orders: { count, sum, currency: 'RUB', first: last, last } } });
}

/** Ten who all differ, the best last. */
const ten = () =>
  Promise.all(Array.from({ length: 10 }, (_, i) => buyer({ count: i + 1, sum: (i + 1) * 1000, daysAgo: 10 - i })));
const cellOf = async (id: string) => (await scoresOf([id])).get(id)?.cell;
const scorer = (budgetMs?: number) => createScorer({ clock, timeZone, ...(budgetMs !== undefined && { budgetMs }) });

it('compares all who have bought with each other at its first look, and nobody else', async () => {
  const ids = await ten();
  const looker = await buyer();
  await scorer().work();
  const known = await scoresOf([...ids, looker]);
  expect(ids.map(id => known.get(id)?.cell)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5].map(fifth => `${fifth}-${fifth}-${fifth}`));
  expect(known.get(ids[9] ?? '')).toMatchObject({ group: 'champions', abc: 'A' });
  expect(known.get(ids[0] ?? '')).toMatchObject({ group: 'lost', abc: 'C' });
  expect(known.has(looker)).toBe(false);
});

it('puts who has just bought where they belong at once, by what the night has found', async () => {
  const ids = await ten();
  const [worst = '', other = ''] = ids;
  const work = scorer();
  await work.work();
  const before = await scoresOf(ids);
  await sells(worst, { count: 50, sum: 90_000, daysAgo: 0 });
  await sells(other, { count: 50, sum: 90_000, daysAgo: 0 });
  signal({ topic: 'contacts', about: worst });
  await until('the signal is kept', async () => (await signals.countDocuments()) === 1);
  await clock.advance(1000);
  await work.work();
  expect(await cellOf(worst)).toBe('5-5-5');
  // Nobody said anything of this one: the night will.
  expect(await cellOf(other)).toBe('1-1-1');
  const after = await scoresOf(ids.slice(2));
  expect(ids.slice(2).map(id => after.get(id)?.at)).toEqual(ids.slice(2).map(id => before.get(id)?.at));
});

it('compares everybody anew each night, and takes away the scores of who is gone', async () => {
  const ids = await ten();
  const [worst = '', gone = '', trashed = ''] = ids;
  const work = scorer();
  await work.work();
  await sells(worst, { count: 50, sum: 90_000, daysAgo: 0 });
  await contacts.deleteOne({ _id: gone });
  await contacts.updateOne({ _id: trashed }, { $set: { deletedAt: clock.now() } });
  // Four in the morning of the next day in Moscow; somebody has listened all the while.
  const day = new Date(clock.now().getTime() + (24 + 3) * hour).toISOString().slice(0, 10);
  clock.set(new Date(`${day}T01:00:00Z`));
  await saveSetting('segments.scoredUntil', clock.now().toISOString());
  await work.work();
  expect(await cellOf(worst)).toBe('5-5-5');
  expect([...(await scoresOf([gone, trashed])).keys()]).toEqual([]);
  expect(await scores.countDocuments()).toBe(8);
});

it('compares everybody anew when nobody listened for a while', async () => {
  const [worst = ''] = await ten();
  await scorer().work();
  await sells(worst, { count: 50, sum: 90_000, daysAgo: 0 });
  await clock.advance(20 * 60_000);
  await scorer().work();
  expect(await cellOf(worst)).toBe('5-5-5');
});

it('goes on where its time was over, and a count that a dead process left is begun anew by another', async () => {
  const [worst = ''] = await ten();
  const slow = scorer(0);
  await slow.work();
  expect(await scores.countDocuments()).toBe(0);
  await scorer().work();
  expect(await cellOf(worst)).toBe('1-1-1');
  await Promise.all([scorer().work(), scorer().work()]);
  expect(await scores.countDocuments()).toBe(10);
});
