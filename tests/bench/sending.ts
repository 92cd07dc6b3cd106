/**
 * `npm run bench:sending`: the whole program against the stand-in Telegram with its real limits (30 messages a second in all, 1 a second into
 * a chat): how near the pace comes to the limit and whether the limit is ever met; how soon a person is answered, idle and while a mailing of
 * MAILING messages drains; how soon goes what another process queued; how soon the accounts of a killed process are taken over.
 */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, disconnect } from '../../src/db/index.ts';
import { type JournalEntry, startTelegramStandIn } from '../../tools/stand-ins/index.ts';
import { fillQueue } from './fill-queue.ts';
import { openBench, peakMemory } from './harness.ts';
import { percentile, talk } from './talk.ts';

const mailing = Number(process.env.MAILING ?? 50_000);
const seconds = Number(process.env.SECONDS ?? 20);
const talkers = Number(process.env.TALKERS ?? 12);
const thinkMs = 3000;

const bench = await openBench();
const uri = bench.uri(`bench-sending-${Date.now()}`);
await connect(uri);
const telegram = await startTelegramStandIn({ journal: { limit: 50_000 } });
try {
  console.log(`database: ${bench.kind}; Telegram's limits are on\n`);
  const program = await launch();
  await talk(telegram, 4, { thinkMs: 1000 });
  await answers('answered, idle');
  await pace();
  console.log(`\nqueueing ${mailing} messages of a mailing…`);
  await fillQueue(telegram, mailing, { priority: 'broadcast', text: 'Новости' });
  await arrived('Новости', 1);
  telegram.journal.clear();
  await answers('answered while it drains');
  reportRate('the mailing meanwhile', /^Новости/);
  console.log(`memory at its peak: ${peakMemory(program).toFixed(0)} MB`);
  await twoProcesses(program);
} finally {
  await disconnect();
  await telegram.stop();
  await bench.close();
}

async function answers(what: string) {
  const { latencies, seconds: took } = await talk(telegram, talkers, { thinkMs });
  const rate = (latencies.length / took).toFixed(1);
  console.log(
    `${what}: p50 ${ms(percentile(latencies, 0.5))}, p95 ${ms(percentile(latencies, 0.95))} (${latencies.length} answers, ${rate} a second)`,
  );
}

async function pace() {
  telegram.journal.clear();
  await fillQueue(telegram, 30 * seconds, { priority: 'live', text: 'Ответ' });
  await arrived('Ответ', 30 * seconds);
  reportRate('at full pace', /^Ответ/);
}

/** A second process has nothing to do with the account, so what is queued beside them is handed over through the database. */
async function twoProcesses(first: ChildProcess) {
  await launch();
  await sleep(3000);
  const { handedOver } = await handOver(40);
  console.log(
    `\nhanded over by another process while it drains: p50 ${ms(percentile(handedOver, 0.5))}, p95 ${ms(percentile(handedOver, 0.95))}`,
  );
  telegram.journal.clear();
  const killed = performance.now();
  first.kill('SIGKILL');
  await fillQueue(telegram, 1, { priority: 'live', text: 'Замена' });
  await arrived('Замена', 1);
  console.log(`taken over ${ms(performance.now() - killed)} after kill -9`);
  await sleep(5000);
  reportRate('the mailing after that', /^Новости/);
}

async function handOver(count: number): Promise<{ handedOver: number[] }> {
  const handedOver: number[] = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    await fillQueue(telegram, 1, { priority: 'live', text: `Передано ${i}:` });
    const queued = performance.now();
    await arrived(`Передано ${i}:`, 1);
    handedOver.push(performance.now() - (began + queued) / 2);
    await sleep(100);
  }
  return { handedOver };
}

function sent(text: RegExp) {
  const isIt = ({ method, params }: JournalEntry) => method === 'sendMessage' && text.test(String(params.text));
  return telegram.journal.entries({ kind: 'call', where: isIt });
}

async function arrived(text: string, count: number) {
  const pattern = new RegExp(`^${text}`);
  while (sent(pattern).filter(({ status }) => status === 200).length < count) await sleep(10);
}

/** The pace once the credit of the first second is used up, and how often Telegram refused. */
function reportRate(what: string, text: RegExp) {
  const all = sent(text);
  const times = all.filter(({ status }) => status === 200).map(({ at }) => at.getTime());
  const refused = telegram.journal.entries({ where: ({ status }) => status === 429 }).length;
  const first = times[0] ?? 0;
  const took = ((times.at(-1) ?? 0) - first) / 1000;
  const credit = times.filter(at => at < first + 500).length;
  console.log(
    `${what}: ${((times.length - credit) / took).toFixed(2)} a second over ${took.toFixed(0)} s (${times.length} messages), refused ${refused} times`,
  );
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function launch(): Promise<ChildProcess> {
  return bench.launch('paced-subject', {
    MONGODB_URI: uri,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
  });
}
