import mongoose from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  changeContact,
  changesOf,
  findDuplicates,
  getContact,
  gradeContacts,
  listContacts,
  renewCards,
} from '../../src/contacts/index.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

useDatabase();
const then = new Date('2025-03-02T09:00:00Z');
const clock = new ManualClock('2026-03-02T09:00:00Z');
const by = { kind: 'staff', id: 's1', name: 'Ольга' } as const;
const cards = () => mongoose.connection.collection<{ _id: string }>('contacts');
const page = { page: 1, perPage: 20 };

/** As cards were when they were only found by words. */
function old(id: string, fields: Record<string, unknown> = {}) {
  return {
    ...{ _id: id, name: `Анна ${id}`, phones: [], emails: [], fields: {}, tags: [], score: 0, identities: [], source: {} },
    ...{ consents: {}, createdAt: then, changedAt: then, lastActivityAt: then, search: ['анна', id], applied: [] },
    ...fields,
  };
}

beforeEach(async () => {
  await cards().deleteMany({});
  for (const name of ['changes', 'settings', 'duplicates']) await mongoose.connection.collection(name).deleteMany({});
});

describe('cards of an earlier version', () => {
  it('are found, graded and compared like new ones, without anything being told of it', async () => {
    await cards().insertMany([
      old('one', { phones: ['+79990000001'], stamp: 'as read' }),
      old('two', { phones: ['+79990000001'], owner: 's1', category: 'vip', decided: ['category'] }),
      old('gone', { deletedAt: then, search: [] }),
    ]);
    expect((await listContacts({ owner: null, ...page })).total).toBe(0);
    expect(await renewCards({ clock })).toBe(3);
    expect((await listContacts({ owner: null, ...page })).contacts.map(({ id }) => id)).toEqual(['one']);
    expect((await listContacts({ temperature: 'cold', visibleTo: 's1', ...page })).total).toBe(2);
    expect((await listContacts({ category: 'vip', ...page })).contacts.map(({ id }) => id)).toEqual(['two']);
    expect(await getContact('one')).toMatchObject({ changedAt: then, category: 'potential', version: 'as read' });
    expect(await changesOf('one', { limit: 5 })).toEqual([]);
    expect(await findDuplicates()).toBe(2);
    expect(await mongoose.connection.collection('duplicates').countDocuments({ state: 'open' })).toBe(1);
    expect(await cards().findOne({ _id: 'gone' })).toMatchObject({ search: [] });
    expect(await renewCards({ clock })).toBe(0);
  });

  it('are gone over to the end although the program dies in between', async () => {
    await cards().insertMany(Array.from({ length: 450 }, (_, i) => old(`card${String(i).padStart(3, '0')}`)));
    await expect(renewCards({ clock: dyingAt(2) })).rejects.toThrow('killed');
    expect(await cards().countDocuments({ derived: { $exists: true } })).toBe(200);
    expect(await renewCards({ clock })).toBe(250);
    expect((await listContacts({ owner: null, ...page })).total).toBe(450);
  });

  it('are renewed by whoever writes them first', async () => {
    await cards().insertMany([old('one', { phones: ['+79990000002'] })]);
    await changeContact('one', { addTags: ['vip'] }, { by, now: clock.now() });
    expect(await cards().findOne({ _id: 'one' })).toMatchObject({ keys: ['phone:+79990000002'], keysAt: clock.now() });
    expect(await renewCards({ clock })).toBe(0);
  });

  it('get their first grade from the daily look as well, and nobody is told', async () => {
    await cards().insertMany([old('one')]);
    expect(await gradeContacts({ clock })).toBe(0);
    expect(await getContact('one')).toMatchObject({ temperature: 'cold', changedAt: then });
    expect(await changesOf('one', { limit: 5 })).toEqual([]);
  });

  it('are not compared again where they were by the same', async () => {
    await cards().insertMany([old('one', { phones: ['+79990000003'], keys: ['phone:+79990000003'] })]);
    expect(await renewCards({ clock })).toBe(1);
    expect(await cards().findOne({ _id: 'one' })).not.toHaveProperty('keysAt');
  });
});

function dyingAt(look: number): Clock {
  let looks = 0;
  return {
    sleep: clock.sleep.bind(clock),
    now() {
      looks++;
      if (looks === look) throw new Error('killed');
      return clock.now();
    },
  };
}
