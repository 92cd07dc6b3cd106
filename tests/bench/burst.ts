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
  options: { rate: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '30' } },
});
const rate = Number(flags.rate);
const seconds = Number(flags.seconds);
const tickMs = 10;

const bench = await openBench();
const telegram = await startTelegramStandIn({ limits: false, journal: { limit: 2 * rate * seconds } });
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
  const people = Array.from({ length: rate }, (_, i) => telegram.customer({ firstName: 'Вера', lastName: `Примерова ${i}` }));
  console.log(`${rate} customers, a message of each a second, for ${seconds} s; database: ${bench.kind}\n`);
  const database = await MongoClient.connect(uri);
  const began = performance.now();
  await offer(people);
  const offered = (performance.now() - began) / 1000;
  console.log(`offered ${rate * seconds} in ${offered.toFixed(1)} s (${((rate * seconds) / offered).toFixed(0)} a second)`);
  const waiting = () => database.db().collection('events').countDocuments({ open: true });
  await until(async () => pushes().length >= rate * seconds);
  const backlog = await waiting();
  await until(async () => (await waiting()) === 0);
  await until(async () => (await database.db().collection('messages').countDocuments({ open: true })) === 0);
  const drained = (performance.now() - began) / 1000;
  const took = pushes().map(({ tookMs = 0 }) => tookMs);
  const stored = await database.db().collection('messages').countDocuments({ 'author.kind': 'customer' });
  const answered = people.filter(({ messages }) => messages.length > 0).length;
  console.log(
    `acknowledged: p50 ${percentile(took, 0.5).toFixed(0)} ms, p95 ${percentile(took, 0.95).toFixed(0)} ms, most ${Math.max(...took.slice(0, 100_000)).toFixed(0)} ms`,
  );
  console.log(`in the history ${stored} of ${rate * seconds}; customers answered ${answered} of ${rate}`);
  console.log(
    `the backlog, ${backlog} at the end, was worked off after ${drained.toFixed(0)} s (${((rate * seconds) / drained).toFixed(0)} a second)`,
  );
  console.log(`memory at its peak: ${peakMemory(program).toFixed(0)} MB`);
  await database.close();
} finally {
  await telegram.stop();
  await bench.close();
}

/** Evenly, whatever becomes of them: whoever waits for an answer before they write again would hide that the program is slow. */
async function offer(people: Customer[]) {
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

async function until(is: () => Promise<boolean>) {
  while (!(await is())) await sleep(200);
}
