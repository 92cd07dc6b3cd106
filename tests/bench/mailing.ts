/**
 * `npm run bench:mailing`: a mailing to PEOPLE (50,000) over the stand-in Telegram. Without limits: how many go out a second, end to end with
 * ledger and history, beside a bare loop of the same calls in the same run. With Telegram's real limits for SECONDS: the pace, how soon
 * somebody is answered meanwhile, and how much memory it takes. ROUNDS of `kill -9` in the middle of a run without limits: whether anybody
 * got it twice or was forgotten. PARTS chooses: fast, paced, killed.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, disconnect, ensureIndexes } from '../../src/db/index.ts';
import { countDeliveries } from '../../src/deliveries/index.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../tools/stand-ins/index.ts';
import { fillMailing } from './fill-mailing.ts';
import { kill, openBench, peakMemory, processorOf } from './harness.ts';
import { percentile, talk } from './talk.ts';

const people = Number(process.env.PEOPLE ?? 50_000);
const seconds = Number(process.env.SECONDS ?? 40);
const rounds = Number(process.env.ROUNDS ?? 10);
const talkers = Number(process.env.TALKERS ?? 6);
const parts = (process.env.PARTS ?? 'fast,paced,killed').split(',');

const bench = await openBench();
console.log(`database: ${bench.kind}; ${people} people\n`);
try {
  if (parts.includes('fast')) await fast();
  if (parts.includes('paced')) await paced();
  if (parts.includes('killed')) await killed();
} finally {
  await bench.close();
}

async function fast() {
  await withTelegram('fast', false, async (telegram, uri) => {
    const chat = telegram.customer({ firstName: 'Вера', started: true }).id;
    const calls = Math.min(people, 10_000);
    const before = await bare(telegram, calls, chat);
    await fillMailing(telegram, { id: 'fast', count: people });
    telegram.journal.clear();
    const program = await bench.launch('subject', environment(telegram, uri));
    const began = performance.now();
    const spent = processorOf(program);
    const cpuBefore = process.cpuUsage();
    await everybodyHeard(telegram, people);
    const took = (performance.now() - began) / 1000;
    const own = process.cpuUsage(cpuBefore);
    const used = processorOf(program) - spent;
    await settled('fast');
    const after = await bare(telegram, calls, chat);
    const loop = (before + after) / 2;
    console.log(
      `without limits: ${(people / took).toFixed(0)} a second end to end (${took.toFixed(1)} s), memory at its peak ${peakMemory(program).toFixed(0)} MB`,
    );
    console.log(
      `the bare loop: ${before.toFixed(0)} a second before, ${after.toFixed(0)} after; the mailing reaches ${((people / took / loop) * 100).toFixed(0)} % of it`,
    );
    const standIn = (own.user + own.system) / 1e6;
    const each = (of: number) => `${((of / people) * 1000).toFixed(2)} ms`;
    console.log(`processor for each message: the program ${each(used)}, the stand-in ${each(standIn)}\n`);
    await report('fast', telegram);
    await kill(program);
  });
}

async function paced() {
  await withTelegram('paced', true, async (telegram, uri) => {
    await fillMailing(telegram, { id: 'paced', count: Math.max(30 * seconds, Math.min(people, 5000)) });
    const program = await bench.launch('paced-subject', environment(telegram, uri));
    await everybodyHeard(telegram, 75);
    telegram.journal.clear();
    const talks = talk(telegram, talkers, { thinkMs: 3000 });
    const [{ latencies }] = await Promise.all([talks, sleep(seconds * 1000)]);
    const times = heardAt(telegram);
    const span = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    const refused = telegram.journal.entries({ where: ({ status }) => status === 429 }).length;
    console.log(
      `with limits: ${((times.length - 1) / span).toFixed(2)} a second over ${span.toFixed(0)} s, refused ${refused} times`,
    );
    console.log(
      `answered meanwhile: p50 ${percentile(latencies, 0.5).toFixed(0)} ms, p95 ${percentile(latencies, 0.95).toFixed(0)} ms (${latencies.length} answers)`,
    );
    console.log(`memory at its peak: ${peakMemory(program).toFixed(0)} MB\n`);
    await kill(program);
  });
}

async function killed() {
  await withTelegram('killed', false, async (telegram, uri) => {
    await fillMailing(telegram, { id: 'killed', count: people });
    telegram.journal.clear();
    for (let round = 1; round <= rounds; round++) {
      const program = await bench.launch('subject', environment(telegram, uri));
      await everybodyHeard(telegram, Math.floor((people * round) / (rounds + 2)));
      await kill(program);
    }
    const program = await bench.launch('subject', environment(telegram, uri));
    await settled('killed');
    console.log(`killed ${rounds} times:`);
    await report('killed', telegram);
    await kill(program);
  });
}

async function withTelegram(name: string, limits: boolean, work: (telegram: TelegramStandIn, uri: string) => Promise<void>) {
  const uri = bench.uri(`bench-mailing-${name}-${Date.now()}`);
  await connect(uri);
  await ensureIndexes();
  const telegram = await startTelegramStandIn({ limits, journal: { limit: people + 20_000 } });
  try {
    await work(telegram, uri);
  } finally {
    await telegram.stop();
    await disconnect();
  }
}

function environment(telegram: TelegramStandIn, uri: string) {
  return { MONGODB_URI: uri, TELEGRAM_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url };
}

/** Calls a second that the messenger's folder makes when nobody keeps any books. */
async function bare(telegram: TelegramStandIn, calls: number, chat: number): Promise<number> {
  const child: ChildProcess = await bench.launch('bare-subject', {
    ...environment(telegram, ''),
    CHATS: JSON.stringify([chat]),
    CALLS: String(calls),
  });
  child.send('go');
  const [told] = (await once(child, 'message')) as [{ seconds: number }];
  await kill(child);
  return calls / told.seconds;
}

function mailed(telegram: TelegramStandIn) {
  return telegram.journal.entries({
    kind: 'call',
    where: ({ method, params, status }) =>
      method === 'sendMessage' && status === 200 && String(params.text).startsWith('Здравствуйте, Вера! Новости'),
  });
}

function heardAt(telegram: TelegramStandIn): number[] {
  return mailed(telegram).map(({ at }) => at.getTime());
}

async function everybodyHeard(telegram: TelegramStandIn, count: number) {
  while (mailed(telegram).length < count) await sleep(100);
}

/** Waits until nothing waits any more. */
async function settled(id: string) {
  for (;;) {
    const { byState } = await countDeliveries({ kind: 'broadcast', id });
    if (byState.planned + byState.sending === 0) return;
    await sleep(500);
  }
}

async function report(id: string, telegram: TelegramStandIn) {
  const { byState } = await countDeliveries({ kind: 'broadcast', id });
  const byChat = new Map<string, number>();
  for (const { chat = '' } of mailed(telegram)) byChat.set(chat, (byChat.get(chat) ?? 0) + 1);
  const twice = [...byChat.values()].filter(count => count > 1).length;
  console.log(
    `sent ${byState.sent}, unknown ${byState.unknown}, failed ${byState.failed}; ${byChat.size} people heard it, ${twice} of them twice\n`,
  );
}
