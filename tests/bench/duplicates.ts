import { performance } from 'node:perf_hooks';
import mongoose from 'mongoose';
import { findDuplicates, findOrCreateContact, keysOf, patchContact, similarContacts } from '../../src/contacts/index.ts';
import { connect, disconnect, ensureIndexes } from '../../src/db/index.ts';
import { openBench } from './harness.ts';

/** Measures what a new card costs in a large base: written, and compared with all others; and the same write without anything to compare. */
const amount = Number(process.env.CARDS ?? 500_000);
const rounds = Number(process.env.ROUNDS ?? 200);
const now = new Date('2026-03-02T09:00:00Z');
const batchSize = 2000;
const firstNames = ['Анна', 'Олег', 'Мария', 'Иван', 'Ольга', 'Пётр', 'Софья', 'Артём', 'Дарья', 'Никита'];
const cities = ['Казань', 'Самара', 'Тверь', 'Омск', 'Пермь', 'Уфа', 'Москва', 'Тула'];

const bench = await openBench();
try {
  await connect(bench.uri('bench-duplicates'));
  await ensureIndexes();
  const contacts = mongoose.connection.collection<{ _id: string }>('contacts');
  const began = performance.now();
  for (let i = 0; i < amount; i += batchSize)
    await contacts.insertMany(
      Array.from({ length: batchSize }, (_, n) => card(i + n)),
      { ordered: false },
    );
  console.log(`${bench.kind}: ${amount} cards in ${Math.round((performance.now() - began) / 1000)} s`);

  for (const [name, withKeys] of [
    ['warm', true],
    ['something to compare', true],
    ['nothing to compare', false],
  ] as const) {
    const writes: number[] = [];
    const compares: number[] = [];
    for (let i = 0; i < rounds; i++) {
      const id = `${name}-${i}`;
      const set = withKeys ? { phone: phoneOf(i * 37), name: nameOf(i), city: 'Казань' } : { address: `улица ${i}` };
      writes.push(
        await timed(async () => {
          // The site's chat gives nobody a number of their own, so such a card has nothing to share.
          const messenger = withKeys ? 'telegram' : 'web';
          const content = { kind: 'text' as const, text: 'Здравствуйте' };
          const from = withKeys ? { id, firstName: 'Анна' } : { id };
          const incoming = { address: { messenger, account: '1', chat: id }, from, at: now, content } as const;
          const { contact } = await findOrCreateContact(incoming, now);
          await patchContact(contact.id, { set }, { key: `set:${id}`, by: { kind: 'flow', flow: 'bench' }, now, read: contact });
        }),
      );
      compares.push(await timed(() => findDuplicates()));
    }
    if (name !== 'warm') console.log(`${name}: made and filled in ${told(writes)}, compared ${told(compares)}`);
  }
  const looks: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const bare = { phones: [phoneOf(i * 91)], emails: [], identities: [], name: nameOf(i * 91), city: 'Казань' };
    looks.push(await timed(() => similarContacts(bare)));
  }
  console.log(`a look for similar cards: ${told(looks)}`);
  await mongoose.connection.dropDatabase();
  await disconnect();
} finally {
  await bench.close();
}

function card(n: number) {
  const identity = { key: `telegram:9:${n}`, messenger: 'telegram' as const, account: '9', id: String(n) };
  const reachability = { state: 'reachable' as const, at: now, evidence: 'message' as const };
  const city = cities[n % cities.length] ?? 'Казань';
  const fields = {
    ...{ name: nameOf(n), phones: [phoneOf(n)], emails: [`person${n}@example.org`], city, fields: {}, tags: [], score: 0 },
    ...{ identities: [{ ...identity, reachability }], source: {}, consents: {} },
    ...{ createdAt: now, changedAt: now, lastActivityAt: new Date(now.getTime() - n * 1000) },
  };
  return {
    _id: `bench-${n}`,
    ...fields,
    keys: keysOf(fields),
    search: [phoneOf(n).slice(1), `person${n}@example.org`],
    applied: [],
  };
}

function phoneOf(n: number): string {
  return `+7999${String(n % 10_000_000).padStart(7, '0')}`;
}

/** Some two hundred people share a name, as in life. */
function nameOf(n: number): string {
  const last = `Фамильев${(n * 7919) % 2500}`;
  return `${firstNames[n % firstNames.length] ?? ''} ${last}`;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function told(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  return `${at(0.5)} ms (p95 ${at(0.95)} ms)`;
}
