import mongoose from 'mongoose';
import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { changeContact, createContact } from '../../src/contacts/index.ts';
import { createSegmentsTick, refreshTraits, saveSegment, segmentMovesSince, watchSegments } from '../../src/segments/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

useDatabase();
const clock = new ManualClock('2026-03-02T09:00:00Z');
const timeZone = 'Europe/Moscow';
const author = { kind: 'staff' as const, id: 'olga', name: 'Ольга' };
const log = pino({ level: 'silent' });
const tick = createSegmentsTick({ clock, log, timeZone });
let watched: string[] = [];
watchSegments(async () => watched);

let count = 0;
let segment = '';
let city = '';
beforeEach(async () => {
  city = `Город ${++count}`;
  const rule = { field: 'contact.city', op: 'eq' as const, value: city };
  segment = (await saveSegment({ name: city, kind: 'rule', rule, by: 'olga', now: clock.now() })).id;
  watched = [segment];
});

async function person(where: string): Promise<string> {
  const key = `person ${++count}`;
  const { id } = await createContact({ name: key, city: where }, { key, by: author, now: clock.now() });
  await refreshTraits([id], { now: clock.now(), timeZone });
  return id;
}

async function move(id: string, where: string): Promise<void> {
  await changeContact(id, { city: where }, { by: author, now: clock.now(), region: 'RU' });
  await refreshTraits([id], { now: clock.now(), timeZone });
}

async function look(): Promise<void> {
  await clock.advance(3_600_000);
  await tick.work();
}

const told = async () =>
  (await segmentMovesSince(new Date(0), new Date(clock.now().getTime() + 1), { skip: 0, limit: 1000 }))
    .filter(each => each.segment === segment)
    .map(({ what, contact }) => `${what} ${contact}`);

it('who is there when a segment is first looked at has not entered it', async () => {
  await person(city);
  await look();
  await look();
  expect(await told()).toEqual([]);
});

it('coming, going and coming again are told, each once', async () => {
  const anna = await person('Пермь');
  await look();
  await move(anna, city);
  await look();
  await look();
  expect(await told()).toEqual([`entered ${anna}`]);
  await move(anna, 'Пермь');
  await look();
  await move(anna, city);
  await look();
  expect(await told()).toEqual([`entered ${anna}`, `left ${anna}`, `entered ${anna}`]);
});

it('a move that was noted and not told of is told by the next tick, once', async () => {
  const anna = await person('Пермь');
  await look();
  await move(anna, city);
  await look();
  const { db } = mongoose.connection;
  // As if the process had died between noting the move and telling of it.
  await db?.collection('segmentMoves').deleteMany({ segment });
  await db?.collection('segmentMembers').updateMany({ segment, contact: anna }, { $set: { untold: true } });
  await Promise.all([tick.work(), createSegmentsTick({ clock, log, timeZone }).work()]);
  expect(await told()).toEqual([`entered ${anna}`]);
});

it('two processes that look at once tell of a move once', async () => {
  const people = await Promise.all([1, 2, 3, 4, 5].map(() => person('Пермь')));
  await look();
  for (const each of people) await move(each, city);
  await clock.advance(3_600_000);
  await Promise.all([1, 2, 3].map(() => createSegmentsTick({ clock, log, timeZone }).work()));
  expect((await told()).sort()).toEqual(people.map(each => `entered ${each}`).sort());
});

it('a segment that nobody waits for any more is forgotten, and begins anew', async () => {
  const anna = await person('Пермь');
  await look();
  watched = [];
  await look();
  await move(anna, city);
  watched = [segment];
  await look();
  await look();
  expect(await told()).toEqual([]);
});

it('a segment that cannot be looked at does not stop the others', async () => {
  const anna = await person('Пермь');
  watched = ['deleted', segment];
  await look();
  await move(anna, city);
  await look();
  expect(await told()).toEqual([`entered ${anna}`]);
});
