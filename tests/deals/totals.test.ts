import mongoose from 'mongoose';
import { afterEach, expect, it, vi } from 'vitest';
import { createDeal, defaultPipeline, totalsByStage } from '../../src/deals/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
afterEach(() => void vi.restoreAllMocks());

const deal = { contact: 'anna', pipeline: defaultPipeline, stage: 'new' };
const deals = () => mongoose.connection.collection<{ _id: string }>('deals');
const count = async () => (await totalsByStage({ pipeline: defaultPipeline })).get('new')?.count ?? 0;

/** As another process writes one. */
async function elsewhere(id: string, changedAt: Date) {
  const [pattern] = await deals().find().limit(1).toArray();
  await deals().insertOne({ ...pattern, _id: id, changedAt } as { _id: string });
}

it('sums are computed anew when a deal was written, here at once and elsewhere within seconds, else once a minute', async () => {
  let passed = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => passed);
  const hourAgo = new Date(Date.now() - 3_600_000);
  await createDeal({ ...deal, key: 'one', title: 'Ванная', now: hourAgo });
  expect(await count()).toBe(1);
  await elsewhere('two', new Date());
  expect(await count()).toBe(1);
  passed = 3100;
  expect(await count()).toBe(2);
  await deals().updateMany({}, { $set: { changedAt: hourAgo } });
  await elsewhere('untold', hourAgo);
  passed = 30_000;
  expect(await count()).toBe(2);
  passed = 70_000;
  expect(await count()).toBe(3);
  await createDeal({ ...deal, key: 'four', title: 'Кухня', now: hourAgo });
  expect(await count()).toBe(4);
});
