/**
 * `npm run bench:files`: files that a customer sends to the stand-in Telegram go through the program into the database and out again to
 * somebody of the staff. Tells the most memory that the program's process had (VmRSS, sampled, and the kernel's own VmHWM).
 */
import type { ChildProcess } from 'node:child_process';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { startTelegramStandIn } from '../../tools/stand-ins/index.ts';
import { visitor } from '../support/visitor.ts';
import { benchStaff, freePort, memoryOf, openBench, peakMemory } from './harness.ts';

const { values: flags } = parseArgs({
  options: {
    files: { type: 'string', default: '200' },
    // Telegram gives bots no larger ones.
    megabytes: { type: 'string', default: '20' },
    readers: { type: 'string', default: '8' },
  },
});
const count = Number(flags.files);
const bytes = Number(flags.megabytes) * 1024 * 1024;
const limitMb = 300;

const bench = await openBench();
const uri = bench.uri(`bench-files-${process.pid}`);
const client = await new MongoClient(uri).connect();
const telegram = await startTelegramStandIn({ limits: false, journal: { enabled: false } });
try {
  const port = await freePort();
  const child = await bench.launch('subject', {
    MONGODB_URI: uri,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    PORT: String(port),
  });
  const idle = memoryOf(child, 'VmRSS');
  console.log(`${count} files of ${flags.megabytes} MB; database: ${bench.kind}; idle ${idle.toFixed(0)} MB`);
  const incoming = await watched(child, fetchAll);
  report('from Telegram into the database', incoming);
  const outgoing = await watched(child, () => readAll(`http://127.0.0.1:${port}`));
  report(`out to ${flags.readers} readers at once`, outgoing);
  const most = peakMemory(child);
  console.log(`the most ever: ${most.toFixed(0)} MB, ${most < limitMb ? 'below' : 'NOT below'} ${limitMb} MB`);
  if (!(most < limitMb)) process.exitCode = 1;
} finally {
  await telegram.stop();
  await client.db().dropDatabase();
  await client.close();
  await bench.close();
}

async function fetchAll(): Promise<void> {
  const anna = telegram.customer({ firstName: 'Анна', started: true });
  // One buffer for all: what is measured is the program, not the stand-in.
  const content = Buffer.alloc(bytes, 'Квартира на Мясницкой, план и смета. ');
  for (let i = 0; i < count; i++) await anna.sendsDocument({ content, name: `План ${i}.bin`, mime: 'application/octet-stream' });
  const files = client.db().collection('storedFiles');
  for (;;) {
    const stored = await files.countDocuments({ state: 'stored', size: bytes });
    if (stored === count) return;
    const lost = await files.countDocuments({ state: { $in: ['failed', 'tooBig'] } });
    if (lost > 0) throw new Error(`${lost} files will not come`);
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

async function readAll(origin: string): Promise<void> {
  const olga = visitor(() => origin);
  await olga.signIn(benchStaff);
  const cookie = [...olga.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const found = await client
    .db()
    .collection<{ _id: string }>('storedFiles')
    .find({}, { projection: { _id: 1 } })
    .toArray();
  const ids = found.map(({ _id }) => _id);
  await Promise.all(
    Array.from({ length: Number(flags.readers) }, async () => {
      for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
        const answer = await fetch(`${origin}/files/${id}`, { headers: { cookie } });
        let size = 0;
        if (answer.body) for await (const chunk of Readable.fromWeb(answer.body)) size += chunk.length;
        if (size !== bytes) throw new Error(`${id}: ${answer.status}, ${size} bytes`);
      }
    }),
  );
}

interface Watched {
  seconds: number;
  mostMb: number;
}

async function watched(process: ChildProcess, work: () => Promise<void>): Promise<Watched> {
  const began = performance.now();
  let mostMb = 0;
  const timer = setInterval(() => {
    mostMb = Math.max(mostMb, memoryOf(process, 'VmRSS'));
  }, 100);
  await work().finally(() => clearInterval(timer));
  return { seconds: (performance.now() - began) / 1000, mostMb };
}

function report(name: string, { seconds, mostMb }: Watched) {
  const perSecond = (count * bytes) / 1024 / 1024 / seconds;
  console.log(
    `${name.padEnd(34)} ${seconds.toFixed(0).padStart(5)} s ${perSecond.toFixed(0).padStart(5)} MB/s ${mostMb.toFixed(0).padStart(5)} MB`,
  );
}
