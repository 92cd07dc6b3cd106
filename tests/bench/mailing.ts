/**
 * `npm run bench:mailing`: a mailing to PEOPLE (50,000) over the stand-in Telegram. Without limits: how many go out a second, end to end with
 * ledger and history, beside a bare loop of the same calls in the same run. With Telegram's real limits for SECONDS: the pace, how soon
 * somebody is answered meanwhile, and how much memory it takes. ROUNDS of `kill -9` in the middle of a run without limits over Telegram, VK and the
 * site's chat: whether anybody got it twice or was forgotten. PARTS chooses: fast, paced, killed.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, disconnect, ensureIndexes, rawCollection } from '../../src/db/index.ts';
import { countDeliveries } from '../../src/deliveries/index.ts';
import type { Address } from '../../src/messages/index.ts';
import { MessageModel } from '../../src/messages/message-model.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn } from '../../tools/stand-ins/index.ts';
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
    await fillMailing('fast', peopleOf(telegram, people));
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
    await fillMailing('paced', peopleOf(telegram, Math.max(30 * seconds, Math.min(people, 5000))));
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

/** A half of them in Telegram, three tenths in VK, the rest in the site's chat. */
async function killed() {
  await withTelegram('killed', false, async (telegram, uri) => {
    const vk = await startVkStandIn({ limits: false, journal: { enabled: false } });
    try {
      const members = Array.from({ length: people * 0.3 }, () => vk.customer({ firstName: 'Вера', started: true }));
      const account = String(vk.group.id);
      await fillMailing('killed', [
        ...peopleOf(telegram, people * 0.5),
        ...members.map(({ id }): Address => ({ messenger: 'vk', account, chat: String(id) })),
        ...Array.from({ length: people * 0.2 }, (_, i): Address => ({ messenger: 'web', account: 'site', chat: `visitor-${i}` })),
      ]);
      telegram.journal.clear();
      const env = {
        ...environment(telegram, uri),
        ...{ VK_TOKEN: vk.token, VK_API_ROOT: vk.url, VK_GROUP_ID: account },
      };
      for (let round = 1; round <= rounds; round++) {
        const program = await bench.launch('subject', env);
        while ((await told('killed')).over < (people * round) / (rounds + 2)) await sleep(100);
        await kill(program);
      }
      const program = await bench.launch('subject', env);
      await settled('killed');
      console.log(`killed ${rounds} times:`);
      await report('killed', telegram);
      const copies = members.map(({ messages }) => messages.length);
      console.log(`VK: ${copies.filter(Boolean).length} heard it, ${copies.filter(count => count > 1).length} of them twice`);
      const entries = await webEntries();
      console.log(`the site's chat: ${entries.people} have it, ${entries.twice} of them twice\n`);
      await kill(program);
    } finally {
      await vk.stop();
    }
  });
}

async function webEntries(): Promise<{ people: number; twice: number }> {
  const found = await rawCollection<{ _id: string; conversation: string }>(MessageModel)
    .aggregate<{ count: number }>([
      { $match: { conversation: { $gte: 'web:', $lt: 'web;' } } },
      { $group: { _id: '$conversation', count: { $sum: 1 } } },
    ])
    .toArray();
  return { people: found.length, twice: found.filter(({ count }) => count > 1).length };
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

function peopleOf(telegram: TelegramStandIn, count: number): Address[] {
  const account = String(telegram.bot.id);
  return Array.from({ length: count }, (_, i) => {
    const { id } = telegram.customer({ firstName: 'Вера', lastName: `Примерова ${i}`, started: true });
    return { messenger: 'telegram', account, chat: String(id) };
  });
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
  while ((await told(id)).waiting > 0) await sleep(500);
}

async function told(id: string) {
  const { byState } = await countDeliveries({ kind: 'broadcast', id });
  return { waiting: byState.planned + byState.sending, over: byState.sent + byState.unknown + byState.failed };
}

async function report(id: string, telegram: TelegramStandIn) {
  const { byState } = await countDeliveries({ kind: 'broadcast', id });
  const byChat = new Map<string, number>();
  for (const { chat = '' } of mailed(telegram)) byChat.set(chat, (byChat.get(chat) ?? 0) + 1);
  const twice = [...byChat.values()].filter(count => count > 1).length;
  console.log(
    `sent ${byState.sent}, unknown ${byState.unknown}, failed ${byState.failed}; Telegram: ${byChat.size} people heard it, ${twice} of them twice`,
  );
}
