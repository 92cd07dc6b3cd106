import mongoose from 'mongoose';
import { afterEach, expect, it } from 'vitest';
import { type GivenSignal, signal, signalsSince, watchSignals } from '../../src/signals/index.ts';
import { useDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

useDatabase();

let unwatch: () => void = () => undefined;
afterEach(() => unwatch());

function listen(): GivenSignal[] {
  const heard: GivenSignal[] = [];
  unwatch = watchSignals(told => heard.push(told));
  return heard;
}

const kept = () => mongoose.connection.collection<{ _id: string; at: Date; topic: string; about?: string }>('signals');

it('pages of this process are told at once', () => {
  const heard = listen();
  signal({ topic: 'deals', about: 'd1', facts: { stage: 'new' } });
  expect(heard).toMatchObject([{ topic: 'deals', about: 'd1', facts: { stage: 'new' } }]);
});

it('pages of other processes are told within about a second, and once', async () => {
  const heard = listen();
  await kept().insertOne({ _id: 'elsewhere', at: new Date(), topic: 'tasks', about: 't1' });
  await until('it is told', async () => heard.some(({ about }) => about === 't1'));
  signal({ topic: 'tasks', about: 't2' });
  await until('the next look is over', async () => (await kept().countDocuments({ about: 't2' })) === 1);
  await kept().insertOne({ _id: 'later', at: new Date(), topic: 'tasks', about: 't3' });
  await until('it is told', async () => heard.some(({ about }) => about === 't3'));
  expect(heard.filter(({ topic }) => topic === 'tasks').map(({ about }) => about)).toEqual(['t1', 't2', 't3']);
});

it('what was told while a page was away can be read: once for each object, calls to people each', async () => {
  const before = new Date();
  await kept().deleteMany({});
  for (let i = 0; i < 3; i++) signal({ topic: 'contacts', about: 'c1' });
  signal({ topic: 'alerts', about: 's1' });
  signal({ topic: 'alerts', about: 's1' });
  await until('they are kept', async () => (await kept().countDocuments()) === 5);
  const missed = await signalsSince(new Date(before.getTime() - 1), new Date());
  expect(missed?.map(({ topic }) => topic)).toEqual(['contacts', 'alerts', 'alerts']);
});

it('of a time too long ago nothing is known', async () => {
  expect(await signalsSince(new Date(Date.now() - 60 * 60_000), new Date())).toBeUndefined();
});
