import { performance } from 'node:perf_hooks';
import mongoose from 'mongoose';
import { listContacts } from '../../src/contacts/index.ts';
import { connect, disconnect } from '../../src/db/index.ts';
import { fillContacts } from './fill-contacts.ts';
import { openBench } from './harness.ts';

/** Measures a page of the list of contacts with each of its filters in a large base. */
const amount = Number(process.env.CARDS ?? 100_000);
const rounds = Number(process.env.ROUNDS ?? 40);
const line = 200;
const own = { visibleTo: 'staff7' };
const lists: Record<string, Omit<Parameters<typeof listContacts>[0], 'page' | 'perPage'> & { page?: number }> = {
  'all of them': {},
  'page 40': { page: 40 },
  'without seeAll': own,
  'of one member of the staff': { owner: 'staff7' },
  'of nobody': { owner: null },
  'a tag': { tag: 'опт' },
  'a temperature': { temperature: 'hot' },
  'a category': { category: 'vip' },
  'with open deals': { openDeals: true },
  'a temperature, a category, deals, an owner': { temperature: 'hot', category: 'vip', openDeals: true, owner: 'staff1' },
  'a first name': { query: 'анна' },
  'a first name, without seeAll': { query: 'анна', ...own },
  'the beginning of a first name': { query: 'ан' },
  'one letter': { query: 'а' },
  'first and last name': { query: 'анна фамильев70' },
  'a last name': { query: 'Фамильев70' },
  'a city and a tag': { query: 'казань', tag: 'опт' },
  'digits of a phone': { query: '4567' },
  'a phone': { query: '+7 999 001-23-45' },
  'a mail provider': { query: 'example.org' },
  'an e-mail': { query: 'person777@example.org' },
  'words of nobody': { query: 'анна неткакого' },
};

const bench = await openBench();
try {
  await connect(bench.uri('bench-contacts'));
  await fillContacts(amount);
  let slow = 0;
  console.log(`${bench.kind}, ${amount} cards, ${rounds} times each:`);
  for (const [name, input] of Object.entries(lists)) {
    const times: number[] = [];
    let total = 0;
    for (let i = 0; i < rounds; i++) {
      const began = performance.now();
      ({ total } = await listContacts({ page: 1, perPage: 50, ...input }));
      times.push(performance.now() - began);
    }
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
    if (at(0.95) >= line) slow++;
    console.log(`${name} (${total}): ${at(0.5)} ms, p95 ${at(0.95)} ms${at(0.95) < line ? '' : ', too slow'}`);
  }
  console.log(slow === 0 ? `every one under ${line} ms` : `${slow} of them take ${line} ms or more`);
  await mongoose.connection.dropDatabase();
  await disconnect();
} finally {
  await bench.close();
}
