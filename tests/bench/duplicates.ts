import { performance } from 'node:perf_hooks';
import mongoose from 'mongoose';
import { findDuplicates, findOrCreateContact, patchContact, similarContacts } from '../../src/contacts/index.ts';
import { connect, disconnect } from '../../src/db/index.ts';
import { benchName, benchPhone, fillContacts, fillNow as now } from './fill-contacts.ts';
import { openBench } from './harness.ts';

/**
 * Measures what a new card costs in a large base, and in a small one of the same minutes: written, and compared with all others; the same
 * write without anything to compare; and a look for similar cards while one is typed in.
 */
const amount = Number(process.env.CARDS ?? 500_000);
const few = Math.min(1000, amount);
const rounds = Number(process.env.ROUNDS ?? 200);
const turns = 4;
const each = Math.ceil(rounds / turns);
const line = 20;
type Times = Record<string, number[]>;

const bench = await openBench();
try {
  for (const cards of [few, amount]) await fill(cards);
  const small: Times = {};
  const large: Times = {};
  // In turns, so that what else the machine does comes to both.
  for (let turn = -1; turn < turns; turn++) {
    const isWarm = turn >= 0;
    for (const [times, cards] of [
      [small, few],
      [large, amount],
    ] as const) {
      const measured = await measure(cards, `turn${turn}`);
      for (const [what, taken] of Object.entries(isWarm ? measured : {})) times[what] = [...(times[what] ?? []), ...taken];
    }
  }
  console.log(`\n${bench.kind}, ${each * turns} times each:`);
  for (const [what, times] of Object.entries(large)) {
    const ratio = middle(times) / middle(small[what] ?? []);
    console.log(
      `${what}: ${told(small[what] ?? [])} among ${few}, ${told(times)} among ${amount}, ${ratio.toFixed(1)} times as much`,
    );
  }
  const whole = large['a new card, written and compared'] ?? [];
  console.log(`a new card is to cost under ${line} ms among ${amount}: ${middle(whole) < line ? 'it does' : 'it does not'}`);
  for (const cards of [few, amount]) {
    await connect(bench.uri(`bench-${cards}`));
    await mongoose.connection.dropDatabase();
    await disconnect();
  }
} finally {
  await bench.close();
}

async function fill(cards: number) {
  console.log(`${bench.kind}: a base of ${cards}`);
  await connect(bench.uri(`bench-${cards}`));
  await mongoose.connection.dropDatabase();
  await fillContacts(cards);
  await disconnect();
}

async function measure(cards: number, turn: string): Promise<Times> {
  await connect(bench.uri(`bench-${cards}`));
  const [writes, compares] = await addCards(`same-${turn}`, true);
  const [bareWrites, bareCompares] = await addCards(`alone-${turn}`, false);
  const looks: number[] = [];
  for (let i = 0; i < each; i++) {
    const bare = { phones: [benchPhone(i * 91)], emails: [], identities: [], name: benchName(i * 91), city: 'Казань' };
    looks.push(await timed(() => similarContacts(bare)));
  }
  await disconnect();
  return {
    'a new card, written and compared': sums(writes, compares),
    '- written': writes,
    '- compared': compares,
    'a card with nothing to compare': sums(bareWrites, bareCompares),
    'a look for similar cards': looks,
  };
}

/** Cards that come by a messenger and are filled by a flow, one after the other; what each write and each comparing took. */
async function addCards(name: string, hasSimilar: boolean): Promise<[number[], number[]]> {
  const writes: number[] = [];
  const compares: number[] = [];
  for (let i = 0; i < each; i++) {
    const id = `${name}-${i}`;
    const set = hasSimilar ? { phone: benchPhone(i * 37), name: benchName(i), city: 'Казань' } : { address: `улица ${i}` };
    // The site's chat gives nobody a number of their own, so such a card has nothing to share.
    const messenger = hasSimilar ? 'telegram' : 'web';
    const from = hasSimilar ? { id, firstName: 'Анна' } : { id };
    const content = { kind: 'text' as const, text: 'Здравствуйте' };
    const incoming = { address: { messenger, account: '1', chat: id }, from, at: now, content } as const;
    writes.push(
      await timed(async () => {
        const { contact } = await findOrCreateContact(incoming, now);
        await patchContact(contact.id, { set }, { key: `set:${id}`, by: { kind: 'flow', flow: 'bench' }, now, read: contact });
      }),
    );
    compares.push(await timed(() => findDuplicates()));
  }
  return [writes, compares];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function sums(one: number[], two: number[]): number[] {
  return one.map((value, i) => value + (two[i] ?? 0));
}

function told(times: number[]): string {
  return `${middle(times).toFixed(1)} ms (p95 ${at(times, 0.95).toFixed(1)})`;
}

function middle(times: number[]): number {
  return at(times, 0.5);
}

function at(times: number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;
}
