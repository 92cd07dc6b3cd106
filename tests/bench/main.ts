/**
 * `npm run bench`: the whole corridor against a plain telegraf bot with the same questionnaire, on one database and one stand-in Telegram
 * with its limits off, in one run. What counts are the ratios: the machine and its neighbours change from run to run.
 */
import type { ChildProcess } from 'node:child_process';
import { parseArgs } from 'node:util';
import { startTelegramStandIn } from '../../tools/stand-ins/index.ts';
import { freePort, kill, openBench, peakMemory } from './harness.ts';
import { percentile, type Talk, talk } from './talk.ts';

const { values: flags } = parseArgs({
  options: {
    customers: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '3' },
    // These go first and are not counted: until some ten thousand updates have gone through, the JIT compiles on the cores that answer, and a
    // bot is started once in months.
    warmup: { type: 'string', default: '1000' },
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

const bench = await openBench();
try {
  console.log(`${customers} customers at once, 8 answers each; database: ${bench.kind}\n`);
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
  await bench.close();
}

async function measure(subject: Subject, round: number): Promise<Measured> {
  const telegram = await startTelegramStandIn({
    limits: false,
    journal: { enabled: subject.env.TELEGRAM_TRANSPORT === 'webhook', limit: 5000 },
  });
  const port = await freePort();
  const child = await launch(subject, {
    MONGODB_URI: bench.uri(`bench-${subject.file.replace('/', '-')}-${subject.env.TELEGRAM_TRANSPORT}-${round}`),
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_WEBHOOK_SECRET: 'bench',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
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
  await kill(child);
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

/** The program as `npm start` runs it, the baseline as a developer would. */
function launch({ file }: Subject, env: Record<string, string>): Promise<ChildProcess> {
  return bench.launch(file, env, { asStarted: file === 'subject' });
}
