import mongoose from 'mongoose';
import { beforeEach, expect, it } from 'vitest';
import { countConversations, countedConversations, listConversations } from '../../src/conversations/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const viewer = 'olga';
const dayMs = 86_400_000;

beforeEach(async () => {
  await mongoose.connection.collection('conversations').deleteMany({});
});

/** One conversation with the bot for each number of days that it has been silent. */
async function silentFor(...days: number[]) {
  const now = Date.now();
  await mongoose.connection.collection<{ _id: string }>('conversations').insertMany(
    days.map((ago, i) => ({
      _id: `telegram:1:${ago}-${i}`,
      messenger: 'telegram',
      account: 'telegram:1',
      chat: `${ago}-${i}`,
      contact: `contact-${i}`,
      mode: 'bot',
      handled: [],
      lastAt: new Date(now - ago * dayMs - 1000),
      createdAt: new Date(now - ago * dayMs),
      leaseUntil: new Date(0),
    })),
  );
}

const listed = async (limit: number) => {
  const { conversations, hasMore } = await listConversations({ view: 'bot', viewer, limit, now: new Date() });
  return { silent: conversations.map(({ chat }) => Number(chat.split('-')[0])), hasMore };
};

it('a long list begins with the latest and comes to those of years ago', async () => {
  await silentFor(900, 0, 200, 3, 500, 20, 90);
  expect(await listed(2)).toEqual({ silent: [0, 3], hasMore: true });
  expect(await listed(5)).toEqual({ silent: [0, 3, 20, 90, 200], hasMore: true });
  expect(await listed(7)).toEqual({ silent: [0, 3, 20, 90, 200, 500, 900], hasMore: false });
  expect(await listed(50)).toEqual({ silent: [0, 3, 20, 90, 200, 500, 900], hasMore: false });
});

it('a list that can be told of is counted anew each time, and a longer one told of as such', async () => {
  const inBot = async () => (await countConversations({ viewer }))?.bot;
  expect(await inBot()).toBe(0);
  await silentFor(0, 1);
  expect(await inBot()).toBe(2);
  await silentFor(...Array.from({ length: countedConversations + 10 }, (_, i) => i + 2));
  expect(await inBot()).toBe(countedConversations);
});
