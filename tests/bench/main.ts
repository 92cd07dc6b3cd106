/**
 * `npm run bench`: the whole corridor against a plain telegraf bot with the same questionnaire, on one database and one stand-in Telegram
 * with its limits off, in one run. What counts are the ratios: the machine and its neighbours change from run to run.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { openDatabase } from '../../src/db/index.ts';
import { startTelegramStandIn } from '../../tools/stand-ins/index.ts';
import { percentile, type Talk, talk } from './talk.ts';

const { values: flags } = parseArgs({
  options: {
    customers: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '3' },
    // These go first and are not counted: a bot that has run for a minute is what people meet.
    warmup: { type: 'string', default: '100' },
  },
});
const customers = Number(flags.customers);

interface Subject {
  name: string;
  file: string;
  env: Record<string, string>;
}
interface Measured extends Talk {
  peakMb: number;
  acknowledged: number[];
}

const subjects: Record<'corridor' | 'baseline' | 'webhook', Subject> = {
  corridor: { name: 'corridor, polling', file: 'subject', env: { TELEGRAM_TRANSPORT: 'polling' } },
  baseline: { name: 'telegraf, polling', file: 'baseline/main', env: { TRANSPORT: 'polling' } },
  webhook: { name: 'corridor, webhook', file: 'subject', env: { TELEGRAM_TRANSPORT: 'webhook' } },
};

const folder = await mkdtemp(join(tmpdir(), 'kartoteka-bench-'));
const database = await openDatabase({
  ...(process.env.MONGODB_URI && { uri: process.env.MONGODB_URI }),
  dataDir: folder,
  log: pino({ level: 'warn' }),
});
try {
  console.log(`${customers} customers at once, 8 answers each; database: ${database.kind}\n`);
  row('', ['updates/s', 'p50 ms', 'p95 ms', 'peak MB', 'ack p95 ms']);
  const ratios: number[] = [];
  for (let round = 1; round <= Number(flags.rounds); round++) {
    const baseline = await measure(subjects.baseline, round);
    const corridor = await measure(subjects.corridor, round);
    await measure(subjects.webhook, round);
    ratios.push(corridor.updates / corridor.seconds / (baseline.updates / baseline.seconds));
    console.log(`corridor / telegraf, both polling: ${ratios.at(-1)?.toFixed(2)}\n`);
  }
  console.log(`median ratio: ${percentile(ratios, 0.5).toFixed(2)}`);
} finally {
  await database.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure(subject: Subject, round: number): Promise<Measured> {
  const telegram = await startTelegramStandIn({
    limits: false,
    journal: { enabled: subject.env.TELEGRAM_TRANSPORT === 'webhook', limit: 5000 },
  });
  const port = await freePort();
  const child = await launch(subject, {
    MONGODB_URI: withName(database.uri, `bench-${subject.file.replace('/', '-')}-${subject.env.TELEGRAM_TRANSPORT}-${round}`),
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_WEBHOOK_SECRET: 'bench',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'error',
    OWNER_EMAIL: 'bench@example.org',
    OWNER_PASSWORD: 'bench-bench',
    ...subject.env,
  });
  await talk(telegram, Number(flags.warmup));
  telegram.journal.clear();
  const result = await talk(telegram, customers);
  const measured = {
    ...result,
    peakMb: peakMemory(child),
    acknowledged: telegram.journal.entries({ kind: 'push' }).map(({ tookMs = 0 }) => tookMs),
  };
  await end(child);
  await telegram.stop();
  report(subject.name, measured);
  return measured;
}

function report(name: string, { updates, seconds, latencies, peakMb, acknowledged }: Measured) {
  const acknowledgement = acknowledged.length > 0 ? percentile(acknowledged, 0.95).toFixed(0) : '–';
  row(name, [
    (updates / seconds).toFixed(0),
    percentile(latencies, 0.5).toFixed(0),
    percentile(latencies, 0.95).toFixed(0),
    peakMb.toFixed(0),
    acknowledgement,
  ]);
}

function row(name: string, cells: string[]) {
  console.log(name.padEnd(20) + cells.map(cell => cell.padStart(12)).join(''));
}

async function launch({ file }: Subject, env: Record<string, string>): Promise<ChildProcess> {
  const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  const child = fork(join(import.meta.dirname, `${file}.${extension}`), {
    // The program as `npm start` runs it, the baseline as a developer would.
    execArgv: file === 'subject' ? ['--max-semi-space-size=32', '--max-old-space-size=512'] : [],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
  await new Promise<void>((ready, reject) => {
    child.once('message', () => ready());
    child.once('exit', code => reject(new Error(`${file} ended with ${code}`)));
  });
  return child;
}

function end(child: ChildProcess): Promise<void> {
  return new Promise(done => {
    child.once('exit', () => done());
    child.kill('SIGKILL');
  });
}

/** The most memory that the process ever had (VmHWM), where Linux tells it. */
function peakMemory({ pid }: ChildProcess): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

function withName(uri: string, name: string): string {
  const url = new URL(uri);
  url.pathname = `/${name}`;
  return url.href;
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
