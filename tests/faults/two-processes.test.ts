import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSetting } from '../../src/db/index.ts';
import { type Customer, startTelegramStandIn, startVkStandIn } from '../../tools/stand-ins/index.ts';
import { type ChildProgram, startChildProgram } from '../support/child-program.ts';
import { useDatabase } from '../support/database.ts';
import { eitherOf } from '../support/either-of.ts';
import { environment } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';
import { answerTo, echo, expectTruth, settled, textsTo } from './support.ts';

const database = useDatabase();
const pushedEnv = {
  TELEGRAM_TRANSPORT: 'webhook',
  TELEGRAM_WEBHOOK_SECRET: 'telegram-secret-Aa1',
  VK_TRANSPORT: 'callback',
  VK_SECRET: 'vk-secret-Aa1',
};

/** Messengers, a database and a folder of flows, and whatever processes are started on them. */
async function openTogether(name: string, own: Record<string, string>) {
  const uri = database.uri.replace(database.name, `${database.name}-${name}`);
  const folder = await mkdtemp(join(tmpdir(), 'kartoteka-two-'));
  await writeFile(join(folder, 'flow.yaml'), echo);
  const telegram = await startTelegramStandIn({ limits: false, webhookRetryMs: 50 });
  const vk = await startVkStandIn({ limits: false, callbackRetryFactor: 0.002 });
  const processes: ChildProgram[] = [];
  return {
    uri,
    telegram,
    vk,
    processes,
    async start(more: Record<string, string> = {}): Promise<ChildProgram> {
      const env = { FLOWS_DIR: folder, DATA_DIR: join(folder, `data-${processes.length}`), ...own, ...more };
      const child = await startChildProgram(environment({ uri, telegram, vk, env }));
      processes.push(child);
      return child;
    },
    async close() {
      await Promise.all(processes.map(child => child.kill()));
      await Promise.all([telegram.stop(), vk.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The test's own connection looks at one of the databases. */
async function lookAt(uri: string): Promise<void> {
  await mongoose.disconnect();
  await mongoose.connect(uri);
}

afterAll(() => lookAt(database.uri));

it('whoever is heard by polling and by a webhook of two processes at once is kept and answered once, in order', {
  timeout: 180_000,
}, async () => {
  const world = await openTogether('both', {});
  try {
    await world.start({ TELEGRAM_TRANSPORT: 'polling' });
    await lookAt(world.uri);
    const duties = mongoose.connection.collection<{ _id: string; owner: string; until: Date }>('accountDuties');
    const poller = await until('it asks Telegram', async () => (await duties.findOne({ _id: 'telegram' }))?.owner);
    // It is not told where it can be reached, so it opens the door and sets no webhook.
    const { url } = await world.start({ ...pushedEnv, VK_TRANSPORT: 'longpoll' });
    // Where the machine is slow the other one took the duty while it started, and it does not ask.
    const longer = new Date(Date.now() + 60_000);
    await duties.updateOne({ _id: 'telegram' }, { $set: { owner: poller, until: longer } });
    const anna = world.telegram.customer({ firstName: 'Анна', started: true });
    const words = Array.from({ length: 12 }, (_, n) => `слово ${n}`);
    for (const [n, text] of words.entries()) {
      const from = { id: anna.id, is_bot: false, first_name: 'Анна', language_code: 'ru' };
      const chat = { id: anna.id, first_name: 'Анна', type: 'private' };
      const message = { message_id: 500 + n, from, chat, date: Math.floor(Date.now() / 1000), text };
      const update = { update_id: 900_000_000 + n, message };
      const toWebhook = () =>
        fetch(`${url}/webhooks/telegram`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-telegram-bot-api-secret-token': pushedEnv.TELEGRAM_WEBHOOK_SECRET,
          },
          body: JSON.stringify(update),
        });
      // Now one of them is the first, now the other.
      if (n % 2 === 0) world.telegram.push(update, `chat:${anna.id}`);
      const answer = await toWebhook();
      expect(answer.status).toBe(200);
      if (n % 2 === 1) world.telegram.push(update, `chat:${anna.id}`);
    }
    const fetched = () => world.telegram.journal.entries({ method: 'getUpdates' }).map(({ answer }) => JSON.stringify(answer));
    await until('some were fetched too', async () => fetched().some(answer => answer.includes('"слово ')), 30_000);
    await until('all are answered', async () => anna.messages.length >= words.length, 60_000);
    await expectTruth(`telegram:${world.telegram.bot.id}:${anna.id}`, anna, words);
    await mongoose.connection.dropDatabase();
  } finally {
    await world.close();
  }
});

it('whoever is heard by Long Poll and by the Callback API of two processes at once is kept and answered once, in order', {
  timeout: 180_000,
}, async () => {
  const world = await openTogether('both-vk', {});
  try {
    await world.start({ VK_TRANSPORT: 'longpoll' });
    await lookAt(world.uri);
    const duties = mongoose.connection.collection<{ _id: string; owner: string; until: Date }>('accountDuties');
    const poller = await until('it asks VK', async () => (await duties.findOne({ _id: 'vk' }))?.owner);
    // It is not told where it can be reached, so it opens the door and leaves Long Poll as it is.
    const { url } = await world.start({ ...pushedEnv, TELEGRAM_TRANSPORT: 'polling' });
    // Where the machine is slow the other one took the duty while it started, and it does not ask.
    await duties.updateOne({ _id: 'vk' }, { $set: { owner: poller, until: new Date(Date.now() + 60_000) } });
    const readUpTo = async () => Number(await loadSetting(`vk.longpoll.ts:${world.vk.group.id}`));
    const before = await until('it knows from where', readUpTo);
    const anna = world.vk.customer({ firstName: 'Анна', started: true });
    const heard = Array.from({ length: 12 }, (_, n) => `слово ${n}`);
    for (const [n, text] of heard.entries()) {
      const said = { from_id: anna.id, peer_id: anna.id, out: 0, date: Math.floor(Date.now() / 1000), text, attachments: [] };
      const message = { ...said, id: 500 + n, conversation_message_id: 500 + n, random_id: 0, version: 10_000_500 + n };
      const event = { type: 'message_new', group_id: world.vk.group.id, event_id: `event-${n}`, v: '5.199', object: { message } };
      const toCallback = () =>
        fetch(`${url}/webhooks/vk`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...event, secret: pushedEnv.VK_SECRET }),
        });
      // Now one of them is the first, now the other, now VK repeats what is on its way.
      if (n % 3 === 0) world.vk.push(event);
      const answers = await Promise.all([toCallback(), ...(n % 3 === 2 ? [toCallback()] : [])]);
      expect(await Promise.all(answers.map(answer => answer.text()))).toEqual(answers.map(() => 'ok'));
      if (n % 3 !== 0) world.vk.push(event);
    }
    await until('all were fetched too', async () => (await readUpTo()) >= before + heard.length, 30_000);
    await until('all are answered', async () => anna.messages.length >= heard.length, 60_000);
    await expectTruth(`vk:${world.vk.group.id}:${anna.id}`, anna, heard);
    const events = mongoose.connection.collection<{ _id: string }>('events');
    const stored = await events.find({ _id: /:event-\d+$/ }).toArray();
    expect(stored).toHaveLength(heard.length);
    await mongoose.connection.dropDatabase();
  } finally {
    await world.close();
  }
});

const crowd = 30;
const words = ['/start', ...Array.from({ length: 5 }, (_, n) => `слово ${n}`)];

type Together = Awaited<ReturnType<typeof openTogether>>;
interface Killed {
  world: Together;
  fast: Customer[];
  patient: Customer[];
  /** How many answers had come when one of them was killed, and how many there are. */
  heardBefore: number;
}

/** Sixty people talk while the process that has Telegram's duty is killed. */
async function talkAndKill(how: 'push' | 'poll'): Promise<Killed> {
  const door = how === 'push' ? await eitherOf() : undefined;
  const world = await openTogether(`kill-${how}`, door ? { ...pushedEnv, PUBLIC_URL: door.url } : {});
  try {
    for (let n = 0; n < 2; n++) {
      const opening = world.start();
      // VK asks the address for its code before the program is up.
      if (!door) await opening;
      else door.add((await opening).url);
    }
    if (door)
      await until('VK has confirmed our server', async () => world.vk.callbackServers.some(({ status }) => status === 'ok'));
    const fast = Array.from({ length: crowd }, (_, i) => world.telegram.customer({ firstName: `Гость ${i}` }));
    const patient = Array.from({ length: crowd }, (_, i) => world.vk.customer({ firstName: `Гость ${i}` }));
    const heard = () => [...fast, ...patient].reduce((sum, { messages }) => sum + messages.length, 0);
    const all = 2 * crowd * words.length;

    const partly = until('a part of them was answered', async () => heard() > all / 4, 60_000);
    // Telegram keeps the order whatever fails; VK does not, so people there wait for each answer.
    const talks = Promise.all([
      ...fast.map(async person => {
        await person.start();
        for (const word of words.slice(1, 3)) await person.says(word);
        await partly;
        for (const word of words.slice(3)) await person.says(word);
      }),
      ...patient.map(async person => {
        await person.start();
        for (const [n, word] of words.entries()) {
          if (n > 0) await person.says(word);
          await until(`an answer to ${word}`, async () => person.messages.length > n, 40_000);
        }
      }),
    ]);
    await partly;
    const heardBefore = heard();
    await world.processes[0]?.kill();
    await talks;
    return { world, fast, patient, heardBefore };
  } catch (error) {
    await world.close();
    throw error;
  } finally {
    await door?.stop();
  }
}

describe('one of two processes is killed while sixty people answer', () => {
  const worlds = new Map<string, Killed>();
  beforeAll(async () => {
    const told = await Promise.allSettled((['poll', 'push'] as const).map(async how => worlds.set(how, await talkAndKill(how))));
    for (const { reason } of told.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]) throw reason;
  }, 150_000);
  afterAll(() => Promise.all([...worlds.values()].map(({ world }) => world.close())));

  it.each([
    ['messengers are asked', 'poll'],
    ['messengers push', 'push'],
  ])('and %s: nothing is lost, nothing comes twice, the order is kept', { timeout: 120_000 }, async (_, how) => {
    const killed = worlds.get(how);
    if (!killed) throw new Error('It did not happen');
    const { world, fast, patient, heardBefore } = killed;
    expect(heardBefore).toBeLessThan(2 * crowd * words.length);
    await lookAt(world.uri);
    let unknown = 0;
    for (const person of fast) {
      const entries = await settled(`telegram:${world.telegram.bot.id}:${person.id}`);
      expect(entries.filter(({ author }) => author.kind === 'customer').map(({ text }) => text)).toEqual(words);
      const ours = entries.filter(({ author }) => author.kind === 'bot');
      expect(ours.map(({ text }) => text)).toEqual(words.map((word, i) => answerTo(i === 0 ? 'начало' : word)));
      // What Telegram may have got when the process died is unknown, and never repeated.
      const sent = ours.filter(({ delivery }) => delivery?.state === 'sent').map(({ text }) => text);
      const perhaps = ours.filter(({ delivery }) => delivery?.state === 'unknown').map(({ text }) => text);
      expect(sent.length + perhaps.length).toBe(ours.length);
      unknown += perhaps.length;
      const got = textsTo(person);
      expect(got).toEqual(ours.map(({ text }) => text).filter(text => got.includes(text)));
      expect(got).toEqual(expect.arrayContaining(sent));
    }
    expect(unknown).toBeLessThanOrEqual(crowd);
    for (const person of patient) await expectTruth(`vk:${world.vk.group.id}:${person.id}`, person, words);
    await mongoose.connection.dropDatabase();
  });
});
