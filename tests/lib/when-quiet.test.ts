import { beforeEach, expect, it } from 'vitest';
import { whenQuiet } from '../../src/lib/when-quiet.ts';
import { ManualClock } from '../support/manual-clock.ts';

let clock: ManualClock;
let isBusy: boolean;
let ran: boolean[];
let tick: () => Promise<void>;

beforeEach(() => {
  clock = new ManualClock();
  isBusy = false;
  ran = [];
  // Somebody comes in the middle of each.
  tick = whenQuiet(
    async mayGoOn => {
      isBusy = true;
      ran.push(mayGoOn());
    },
    { busy: () => isBusy, clock },
  );
});

it('what nobody waits for begins when it is quiet, and stops where it asks once it is not', async () => {
  await tick();
  expect(ran).toEqual([false]);
  await tick();
  expect(ran).toEqual([false]);
  isBusy = false;
  await tick();
  expect(ran).toEqual([false, false]);
});

it('a rush puts it off for five minutes and no longer: then all of it is done', async () => {
  isBusy = true;
  await tick();
  expect(ran).toEqual([]);
  await clock.advance(5 * 60_000);
  await tick();
  expect(ran).toEqual([true]);
});
