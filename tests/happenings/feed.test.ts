import mongoose from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createContact } from '../../src/contacts/index.ts';
import { createDeal, moveTo } from '../../src/deals/index.ts';
import { createFeed, type Happening, type HappeningSource } from '../../src/happenings/index.ts';
import { newId, nextOrder } from '../../src/lib/ids.ts';
import { keepMessage, type StoredMessage } from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

useDatabase();

const by = { kind: 'staff', id: 's', name: 'Ольга' } as const;
const minute = 60_000;
const clock = new ManualClock('2026-03-02T09:00:00Z');
let oldest: Date;
let name: string;

beforeEach(async () => {
  // What other tests did is too long ago to be found.
  await clock.advance(24 * 60 * minute);
  oldest = clock.now();
  name = `feed ${newId()}`;
  await clock.advance(minute);
});
afterEach(() => mongoose.set('debug', false));

/** A process that listens, and what it has heard so far. */
function listener() {
  const feed = createFeed({ name, clock });
  const heard: Happening[] = [];
  const gather = (more: { take?: (events: Happening[]) => Promise<void>; sources?: readonly HappeningSource[] } = {}) =>
    feed.gather({ oldest, take: async events => void heard.push(...events), ...more });
  return { feed, gather, heard };
}

const typesOf = (heard: Happening[]) => heard.map(({ type }) => type);
const idsOf = (heard: Happening[]) => heard.map(({ id }) => id);
const person = () => createContact({ name: 'Анна' }, { by, now: clock.now(), key: newId() });

async function say(text: string, more: Partial<StoredMessage> = {}): Promise<string> {
  const now = clock.now();
  const message: StoredMessage = {
    ...{ id: newId(), conversation: 'telegram:1:2', contact: 'anna', order: nextOrder(now), at: now, changedAt: now },
    ...{ author: { kind: 'customer' }, kind: 'text', text },
    ...more,
  };
  await keepMessage(message);
  return message.id;
}

it('tells of what every room has written down, by its time', async () => {
  const { gather, heard } = listener();
  const { id: contact } = await person();
  await clock.advance(minute);
  await say('Здравствуйте');
  await clock.advance(minute);
  const key = newId();
  await createDeal({ contact, pipeline: 'sales', stage: 'new', title: 'Ремонт', key, now: clock.now(), by });
  await clock.advance(minute);
  await moveTo(key, { stage: 'won' }, { key: newId(), by, now: clock.now() });
  await clock.advance(minute);
  await gather();
  const told = typesOf(heard).filter(type => type !== 'contact.changed');
  expect(told).toEqual(['contact.created', 'message.received', 'deal.created', 'deal.moved', 'deal.won']);
  const times = heard.map(({ at }) => at.getTime());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

it('tells of nothing twice, and of what landed late once', async () => {
  const { gather, heard } = listener();
  await say('Раз');
  await clock.advance(minute);
  await gather();
  await gather();
  // It was decided before the last look and is written after it.
  await say('Два', { changedAt: new Date(clock.now().getTime() - minute), at: new Date(clock.now().getTime() - minute) });
  await clock.advance(minute);
  await gather();
  await clock.advance(20 * minute);
  await gather();
  await gather();
  expect(heard.map(event => (event.type === 'message.received' ? event.data.message.text : event.type))).toEqual(['Раз', 'Два']);
});

it('loses nothing when a process dies before it has taken what it read, or another one goes on', async () => {
  const first = listener();
  await say('Раз');
  await clock.advance(minute);
  const dies = first.gather({
    take: async () => {
      throw new Error('the process dies');
    },
  });
  await expect(dies).rejects.toThrow('dies');
  const second = listener();
  await second.gather();
  expect(typesOf(second.heard)).toEqual(['message.received']);
  await say('Два');
  await clock.advance(30 * minute);
  const third = listener();
  await third.gather();
  // The first look of a process goes further back: whoever takes minds the ids.
  expect(new Set([...idsOf(second.heard), ...idsOf(third.heard)]).size).toBe(2);
  await third.gather();
  expect(new Set(idsOf(third.heard)).size).toBe(third.heard.length);
});

it('two processes that listen in turn or at once tell of all of it under the same ids', async () => {
  const [one, other] = [listener(), listener()];
  for (const text of ['Раз', 'Два', 'Три', 'Четыре']) {
    await say(text);
    await clock.advance(2 * minute);
    await Promise.all([one.gather(), other.gather()]);
  }
  for (const { heard } of [one, other]) expect(new Set(idsOf(heard)).size).toBe(heard.length);
  expect(new Set([...idsOf(one.heard), ...idsOf(other.heard)]).size).toBe(4);
  expect(idsOf(one.heard).toSorted()).toEqual(idsOf(other.heard).toSorted());
});

it('one that has forgotten its place begins with what happens from then on', async () => {
  const before = listener();
  await say('Раз');
  await clock.advance(minute);
  await before.gather();
  await before.feed.forget();
  await clock.advance(10 * minute);
  oldest = clock.now();
  await say('Два');
  await clock.advance(minute);
  const after = listener();
  await after.gather();
  expect(after.heard).toHaveLength(1);
});

it('reads each message once while it looks back, and of those of mailings nothing where only customers are listened to', async () => {
  const read: string[] = [];
  const { gather, heard } = listener();
  const sent = { author: { kind: 'bot' }, delivery: { state: 'sent', attempts: 1, priority: 'broadcast' } } as const;
  const mailing = await say('Новости', { ...sent, delivery: { ...sent.delivery, sentAt: clock.now() } });
  const ids = [await say('Раз'), await say('Два')];
  await clock.advance(minute);
  mongoose.set('debug', (collection: string, method: string, where: { _id?: { $in?: string[] } }) => {
    if (collection === 'messages' && method === 'find') read.push(...(where._id?.$in ?? []));
  });
  for (let look = 0; look < 3; look++) {
    await gather({ sources: ['heard'] });
    await clock.advance(10_000);
  }
  expect(read.toSorted()).toEqual(ids.toSorted());
  expect(heard).toHaveLength(2);
  await gather();
  expect(read).toContain(mailing);
  expect(read).toHaveLength(3);
});
