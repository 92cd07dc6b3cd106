/**
 * `npm run bench:burst`: a thousand updates a second are offered by webhook for half a minute to one process, more than it can answer at
 * once. How soon each was acknowledged, whether one is lost, and how long until all are answered.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { type Customer, startTelegramStandIn } from '../../tools/stand-ins/index.ts';
import { freePort, openBench, peakMemory } from './harness.ts';
import { percentile } from './talk.ts';

const { values: flags } = parseArgs({
  options: {
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '30' },
    // Offered before and not counted: the JIT compiles for as long, on the cores that answer, and a bot is started once in months.
    warmup: { type: 'string', default: '15' },
  },
});
const rate = Number(flags.rate);
const seconds = Number(flags.seconds);
const warmup = Number(flags.warmup);
const tickMs = 10;

const bench = await openBench();
const telegram = await startTelegramStandIn({ limits: false, journal: { limit: 2 * rate * Math.max(seconds, warmup) } });
try {
  const port = await freePort();
  const uri = bench.uri('bench-burst');
  const program = await bench.launch('subject', {
    MONGODB_URI: uri,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_TRANSPORT: 'webhook',
    TELEGRAM_WEBHOOK_SECRET: 'bench',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
  });
  console.log(`${rate} customers, a message of each a second, for ${seconds} s; database: ${bench.kind}\n`);
  const database = await MongoClient.connect(uri);
  const count = (collection: string, filter: object) => database.db().collection(collection).countDocuments(filter);
  const waiting = () => count('events', { open: true });
  const stored = () => count('messages', { 'author.kind': 'customer' });
  const drain = async (offered: number) => {
    await until(() => pushes().length >= offered);
    const backlog = await waiting();
    await until(async () => (await waiting()) === 0);
    await until(async () => (await count('messages', { open: true })) === 0);
    return backlog;
  };
  if (warmup > 0) {
    await offer(crowd('Начало'), warmup);
    await drain(rate * warmup);
    telegram.journal.clear();
  }
  const before = await stored();
  const people = crowd('Примерова');
  const began = performance.now();
  await offer(people, seconds);
  const offered = (performance.now() - began) / 1000;
  console.log(`offered ${rate * seconds} in ${offered.toFixed(1)} s (${((rate * seconds) / offered).toFixed(0)} a second)`);
  const backlog = await drain(rate * seconds);
  const drained = (performance.now() - began) / 1000;
  const took = pushes().map(({ tookMs = 0 }) => tookMs);
  const answered = people.filter(({ messages }) => messages.length > 0).length;
  console.log(
    `acknowledged: p50 ${percentile(took, 0.5).toFixed(0)} ms, p95 ${percentile(took, 0.95).toFixed(0)} ms, most ${Math.max(...took.slice(0, 100_000)).toFixed(0)} ms`,
  );
  console.log(`in the history ${(await stored()) - before} of ${rate * seconds}; customers answered ${answered} of ${rate}`);
  console.log(
    `the backlog, ${backlog} at the end, was worked off after ${drained.toFixed(0)} s (${((rate * seconds) / drained).toFixed(0)} a second)`,
  );
  console.log(`memory at its peak: ${peakMemory(program).toFixed(0)} MB`);
  await database.close();
} finally {
  await telegram.stop();
  await bench.close();
}

function crowd(lastName: string): Customer[] {
  return Array.from({ length: rate }, (_, i) => telegram.customer({ firstName: 'Вера', lastName: `${lastName} ${i}` }));
}

/** Evenly, whatever becomes of them: whoever waits for an answer before they write again would hide that the program is slow. */
async function offer(people: Customer[], seconds: number) {
  const began = performance.now();
  for (let sent = 0; sent < rate * seconds; ) {
    const due = Math.min(Math.floor(((performance.now() - began) / 1000) * rate), rate * seconds);
    for (; sent < due; sent++) {
      const person = people[sent % people.length];
      void (sent < people.length ? person?.start() : person?.says(`Слово ${sent}`));
    }
    await sleep(tickMs);
  }
}

function pushes() {
  return telegram.journal.entries({ kind: 'push', where: ({ status }) => status === 200 });
}

async function until(is: () => Promise<boolean> | boolean) {
  while (!(await is())) await sleep(200);
}
