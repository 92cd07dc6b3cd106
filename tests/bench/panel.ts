/**
 * `npm run bench:panel`: how soon the server answers each page of the panel in a base of 100,000 contacts, 1,000,000 messages and 50,000 deals
 * (`--small`: a tenth), while twenty managers are at work (`--think`: how many seconds each looks at a page on average) and 200 panels are open; and
 * how soon a customer's message is in an open inbox.
 * The base is made once and kept in BENCH_BASE, else in the system's folder for what may go; making it goes on where it was stopped.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect, disconnect, ensureIndexes } from '../../src/db/index.ts';
import { createSearchIndexer } from '../../src/search/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { startTelegramStandIn } from '../../tools/stand-ins/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { visitor } from '../support/visitor.ts';
import { type BaseSize, fillBase } from './fill-base.ts';
import { benchStaff, freePort, memoryOf, openBench, peakMemory } from './harness.ts';
import { openInboxes } from './open-inboxes.ts';
import { pagesOf, workAt } from './panel-pages.ts';
import { percentile } from './talk.ts';

const { values: flags } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    'fill-only': { type: 'boolean', default: false },
    seconds: { type: 'string', default: '300' },
    think: { type: 'string', default: '7' },
    panels: { type: 'string', default: '200' },
    managers: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
  },
});
const whole: BaseSize = { contacts: 100_000, messages: 1_000_000, deals: 50_000, tasks: 50_000 };
const size = flags.small
  ? { contacts: whole.contacts / 10, messages: whole.messages / 10, deals: whole.deals / 10, tasks: whole.tasks / 10 }
  : whole;
const limits = { page: 200, search: 150, message: 300 };
const mails = Array.from({ length: Number(flags.managers) }, (_, i) => `manager${i}@example.org`);

const bench = await openBench({ keptIn: process.env.BENCH_BASE ?? join(tmpdir(), 'kartoteka-bench-base') });
// The base is kept: to it, another run's updates from the same bot would be known ones.
const token = `${Math.floor(Date.now() / 1000)}:AAbench-of-the-panel`;
const telegram = await startTelegramStandIn({ token, limits: false, journal: { enabled: false } });
try {
  const uri = bench.uri(`bench-panel-${size.contacts}`);
  console.log(`${bench.kind}: ${size.contacts} contacts, ${size.messages} messages, ${size.deals} deals, ${size.tasks} tasks`);
  await makeBase(uri);
  if (!flags['fill-only']) await measure(uri);
} finally {
  await telegram.stop();
  await bench.close();
}

async function makeBase(uri: string): Promise<void> {
  await connect(uri);
  await ensureOwner(benchStaff, new Date());
  for (const email of mails) await addStaff({ email, role: 'manager' }).catch(() => undefined);
  await fillBase(
    size,
    mails.map(email => `staff-${email}`),
  );
  // Into what has indexes already, a base like this goes in hours.
  await ensureIndexes();
  const began = performance.now();
  const { work } = createSearchIndexer();
  let isWhole = false;
  for (let told = began; !isWhole; ) {
    isWhole = await work({ now: new Date(), budgetMs: 5000 });
    if (isWhole || performance.now() - told < 20_000) continue;
    told = performance.now();
    console.log(`  words of messages: ${Math.round((told - began) / 1000)} s`);
  }
  console.log(`  the words of all messages are in the index: ${Math.round((performance.now() - began) / 1000)} s`);
  await disconnect();
}

async function measure(uri: string): Promise<void> {
  const port = await freePort();
  const child = await bench.launch('subject', {
    MONGODB_URI: uri,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    PORT: String(port),
  });
  const origin = `http://127.0.0.1:${port}`;
  const managers = [];
  for (const email of [benchStaff.email, ...mails]) {
    const manager = visitor(() => origin);
    await manager.signIn({ email, password: benchStaff.password });
    managers.push(manager);
  }
  const [owner, ...others] = managers;
  if (!owner) return;
  const pages = pagesOf(size).filter(({ name }) => name.includes(flags.only));
  const inboxes = await openInboxes({ origin, owner, telegram, count: Number(flags.panels) });
  console.log(`${others.length} managers at work, ${flags.panels} panels open; ${memoryOf(child, 'VmRSS').toFixed(0)} MB`);
  for (const page of pages) for (let i = 0; i < 2; i++) await owner.get(page.path(i));
  const until = performance.now() + Number(flags.seconds) * 1000;
  const [times, heard] = await Promise.all([
    workAt(pages, others, { until, thinkMs: Number(flags.think) * 1000 }),
    inboxes.hear(until),
  ]);
  for (const { name, kind } of pages) tell(name, times.get(name) ?? [], limits[kind]);
  if (heard.length > 0) tell('a message in an open inbox', heard, limits.message);
  console.log(`the most memory: ${peakMemory(child).toFixed(0)} MB`);
  inboxes.close();
}

function tell(what: string, times: number[], limit: number): void {
  const [least, p50, p95] = [0, 0.5, 0.95].map(share => percentile(times, share)) as [number, number, number];
  const verdict = p95 < limit ? '' : `  NOT below ${limit}`;
  console.log(
    `${what.padEnd(34)} ${String(times.length).padStart(5)} times  least ${least.toFixed(0).padStart(4)} ms  p50 ${p50.toFixed(0).padStart(4)} ms  p95 ${p95.toFixed(0).padStart(4)} ms${verdict}`,
  );
  if (verdict) process.exitCode = 1;
}
