import { hostname } from 'node:os';
import mongoose from 'mongoose';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRollCall } from '../../src/jobs/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

useDatabase();
const clock = new ManualClock();
let passed = 0;

beforeEach(async () => {
  await mongoose.connection.collection('processes').deleteMany({});
  passed = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => passed);
});
afterEach(() => void vi.restoreAllMocks());

const elsewhere = () =>
  mongoose.connection
    .collection<{ _id: string }>('processes')
    .insertOne({ _id: 'elsewhere', ...{ host: `${hostname()}-2`, pid: 1, seenAt: clock.now() } });

it('a process is alone for as long as nobody can have come since it asked', async () => {
  const call = createRollCall({ owner: 'self', clock });
  expect(call.isAlone()).toBe(false);
  expect(await call.beat()).toEqual(['self']);
  expect(call.isAlone()).toBe(true);
  await call.isKnown();
  passed = 2400;
  expect(call.isAlone()).toBe(true);
  passed = 2600;
  expect(call.isAlone()).toBe(false);
  await call.beat();
  expect(call.isAlone()).toBe(true);
  await elsewhere();
  expect(await call.beat()).toEqual(['self', 'elsewhere']);
  expect(call.isAlone()).toBe(false);
});

it('whoever comes to others waits until none of them takes itself to be alone', async () => {
  await elsewhere();
  const call = createRollCall({ owner: 'self', clock });
  await call.beat();
  passed = 1000;
  let isKnown = false;
  const waiting = call.isKnown().then(() => {
    isKnown = true;
  });
  await clock.advance(1400);
  expect(isKnown).toBe(false);
  await clock.advance(200);
  await waiting;
  expect(isKnown).toBe(true);
});
