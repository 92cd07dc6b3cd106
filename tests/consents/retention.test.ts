import mongoose from 'mongoose';
import { beforeEach, expect, it } from 'vitest';
import { countTooOld, retentionRules, saveRetentionRules, sweepOld } from '../../src/consents/index.ts';
import { cutOf } from '../../src/consents/retention/retention-rules.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

const now = new Date('2026-11-20T12:00:00Z');
const ago = (months: number) => cutOf(months, now);
const collection = (name: string) => mongoose.connection.collection<{ _id: string }>(name);
let planned: { contacts: string[]; why: object }[] = [];
let removed: string[] = [];
const means = (at = now) => ({
  eraser: {
    async plan(contacts: string[], why: object) {
      planned.push({ contacts, why });
      return contacts.length;
    },
  },
  removeFile: async (id: string) => {
    removed.push(id);
    await collection('storedFiles').deleteOne({ _id: id });
  },
  now: at,
});

beforeEach(async () => {
  [planned, removed] = [[], []];
  for (const name of ['messages', 'messageWords', 'storedFiles', 'contacts', 'settings']) await collection(name).deleteMany({});
  const old = ago(13);
  const fresh = ago(11);
  await collection('messages').insertMany([
    { _id: 'old', changedAt: old },
    { _id: 'waits', changedAt: old, open: true },
    { _id: 'fresh', changedAt: fresh },
  ] as never[]);
  await collection('messageWords').insertMany([{ _id: 'old' }, { _id: 'fresh' }] as never[]);
  await collection('storedFiles').insertMany([
    { _id: 'old', owner: { conversation: 'c' }, createdAt: old },
    { _id: 'staff', owner: { staff: 's' }, createdAt: old },
    { _id: 'fresh', owner: { conversation: 'c' }, createdAt: fresh },
  ] as never[]);
  await collection('contacts').insertMany([
    { _id: 'old', lastActivityAt: old },
    { _id: 'waits', lastActivityAt: old, openDeals: 1 },
    { _id: 'part', lastActivityAt: old, mergedInto: 'fresh' },
    { _id: 'fresh', lastActivityAt: fresh, openDeals: 0 },
  ] as never[]);
});

const ids = async (name: string) => (await collection(name).find({}).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);

it('nothing goes by itself until somebody says so', async () => {
  expect(await retentionRules()).toEqual({});
  expect(await sweepOld(means())).toBeUndefined();
  expect(await ids('messages')).toEqual(['fresh', 'old', 'waits']);
});

it('what is too old is counted as it then goes, once a day', async () => {
  const rules = { messages: 12, files: 12, contacts: 12 };
  expect(await countTooOld(rules, now)).toEqual({ messages: 1, files: 1, contacts: 1 });
  await saveRetentionRules(rules);
  expect(await sweepOld(means())).toEqual({ messages: 1, files: 1, contacts: 1 });
  expect(await ids('messages')).toEqual(['fresh', 'waits']);
  expect(await ids('messageWords')).toEqual(['fresh']);
  expect(await ids('storedFiles')).toEqual(['fresh', 'staff']);
  expect(planned).toEqual([{ contacts: ['old'], why: { by: { kind: 'rule', months: 12 }, unlessActiveSince: ago(12) } }]);
  await collection('messages').insertOne({ _id: 'late', changedAt: ago(20) } as never);
  expect(await sweepOld(means())).toBeUndefined();
  const tomorrow = new Date(now.getTime() + 24 * 60 * 60 * 1000);
  expect(await sweepOld(means(tomorrow))).toMatchObject({ messages: 1 });
});

it('only what has a rule goes', async () => {
  expect(await countTooOld({ files: 12 }, now)).toEqual({ messages: 0, files: 1, contacts: 0 });
  await saveRetentionRules({ files: 12 });
  expect(await sweepOld(means())).toEqual({ messages: 0, files: 1, contacts: 0 });
  expect(await ids('messages')).toHaveLength(3);
});

it.each([
  ['2026-05-31T10:00:00Z', 3, '2026-02-28T10:00:00Z'],
  ['2028-05-31T10:00:00Z', 3, '2028-02-29T10:00:00Z'],
  ['2026-01-15T10:00:00Z', 1, '2025-12-15T10:00:00Z'],
  ['2026-03-31T10:00:00Z', 1, '2026-02-28T10:00:00Z'],
])('%s less %i months is %s', (at, months, cut) => {
  expect(cutOf(months, new Date(at))).toEqual(new Date(cut));
});
