/**
 * `npm run bench:files`: files that a customer sends to the stand-in Telegram go through the program into the database and out again to
 * somebody of the staff. Tells the most memory that the program's process had (VmRSS, sampled, and the kernel's own VmHWM).
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { pino } from 'pino';
import { openDatabase } from '../../src/db/index.ts';
import { startTelegramStandIn } from '../../tools/stand-ins/index.ts';
import { visitor } from '../support/visitor.ts';

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
const staff = { email: 'bench@example.org', password: 'bench-bench' };
const limitMb = 300;

const folder = await mkdtemp(join(tmpdir(), 'kartoteka-bench-'));
const database = await openDatabase({
  ...(process.env.MONGODB_URI && { uri: process.env.MONGODB_URI }),
  dataDir: folder,
  log: pino({ level: 'warn' }),
});
const uri = new URL(database.uri);
uri.pathname = `/bench-files-${process.pid}`;
const client = await new MongoClient(uri.href).connect();
const telegram = await startTelegramStandIn({ limits: false, journal: { enabled: false } });
let child: ChildProcess | undefined;
try {
  const port = await freePort();
  child = await launch(port);
  const idle = memoryOf(child, 'VmRSS');
  console.log(`${count} files of ${flags.megabytes} MB; database: ${database.kind}; idle ${idle.toFixed(0)} MB`);
  const incoming = await watched(child, fetchAll);
  report('from Telegram into the database', incoming);
  const outgoing = await watched(child, () => readAll(`http://127.0.0.1:${port}`));
  report(`out to ${flags.readers} readers at once`, outgoing);
  const most = memoryOf(child, 'VmHWM');
  console.log(`the most ever: ${most.toFixed(0)} MB, ${most < limitMb ? 'below' : 'NOT below'} ${limitMb} MB`);
  if (!(most < limitMb)) process.exitCode = 1;
} finally {
  child?.kill('SIGKILL');
  await telegram.stop();
  await client.db().dropDatabase();
  await client.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
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
  await olga.signIn(staff);
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

async function launch(port: number): Promise<ChildProcess> {
  const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  const child = fork(join(import.meta.dirname, `subject.${extension}`), {
    // As `npm start` runs the program.
    execArgv: [
      ...process.execArgv.filter(given => !given.includes('-space-size')),
      '--max-semi-space-size=32',
      '--max-old-space-size=512',
    ],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      MONGODB_URI: uri.href,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'error',
      OWNER_EMAIL: staff.email,
      OWNER_PASSWORD: staff.password,
    },
  });
  await new Promise<void>((ready, reject) => {
    child.once('message', () => ready());
    child.once('exit', code => reject(new Error(`the program ended with ${code}`)));
  });
  return child;
}

/** Megabytes, where Linux tells them. */
function memoryOf({ pid }: ChildProcess, what: 'VmRSS' | 'VmHWM'): number {
  try {
    return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

function freePort(): Promise<number> {
  return new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
