import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listContacts } from '../../src/contacts/index.ts';
import { conversationsOf, runsOf } from '../../src/conversations/index.ts';
import { type CheckpointName, checkpointNames } from '../../src/lib/checkpoint.ts';
import { history } from '../../src/messages/index.ts';
import { type Customer, startTelegramStandIn, startVkStandIn } from '../../tools/stand-ins/index.ts';
import { type ChildProgram, startChildProgram } from '../support/child-program.ts';
import { useDatabase } from '../support/database.ts';
import { environment } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

const database = useDatabase();

/** A program that died and was started again, and the two people who talked with it meanwhile. */
interface Story {
  uri: string;
  anna: Customer;
  vera: Customer;
  /** What ended the first program. */
  signal: NodeJS.Signals | null;
  end(): Promise<void>;
}

/** Each has messengers and a database of its own, so that they can happen side by side. */
async function happen(point: CheckpointName): Promise<Story> {
  const uri = database.uri.replace(database.name, `${database.name}-${checkpointNames.indexOf(point)}`);
  const telegram = await startTelegramStandIn({ limits: false });
  const vk = await startVkStandIn({ limits: false });
  const dataDir = await mkdtemp(join(tmpdir(), 'kartoteka-crash-'));
  const env = environment({ uri, telegram, vk, env: { FLOWS_DIR: 'tests/inbox/flows', DATA_DIR: dataDir } });
  let program: ChildProgram = await startChildProgram(env, { at: point, on: 4 });
  const end = async () => {
    await program.kill();
    await Promise.all([telegram.stop(), vk.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const anna = telegram.customer({ firstName: 'Анна', lastName: 'Телеграмова' });
    const vera = vk.customer({ firstName: 'Вера', lastName: 'Вконтактова' });
    const talks = Promise.all([answerAll(anna, 'Аня'), answerAll(vera, 'Верочка')]);
    const signal = await program.ended;
    program = await startChildProgram(env);
    await talks;
    return { uri, anna, vera, signal, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Goes on as a patient person does: what was asked is answered, and after a silence "повтори" asks for it again. */
async function answerAll(customer: Customer, name: string) {
  const answers: [RegExp, () => Promise<unknown>][] = [
    [/Можно сохранить/, () => customer.presses('Даю согласие')],
    [/Как к вам обращаться/, () => customer.says(name)],
    [/Телефон/, () => customer.says('+7 999 000-00-02')],
    [/Что нужно/, () => customer.presses('Стрижка')],
  ];
  await customer.start();
  for (const [question, answer] of answers) {
    await hears(customer, question);
    await answer();
  }
  await customer.receives(/Спасибо/, { timeoutMs: 30_000 }).catch(() => undefined);
}

async function hears(customer: Customer, question: RegExp) {
  const heard = await customer.receives(question, { timeoutMs: 18_000 }).catch(() => undefined);
  if (heard) return;
  await customer.says('повтори');
  await customer.receives(question, { timeoutMs: 20_000 });
}

const texts = (customer: Customer) => customer.messages.map(({ text }) => text.split('\n')[0] ?? '');

// A story waits more than it computes; all at once would be too much memory.
const together = 5;
const rounds = Array.from({ length: Math.ceil(checkpointNames.length / together) }, (_, i) =>
  checkpointNames.slice(i * together, (i + 1) * together),
);

describe.each(rounds.map(points => ({ points })))('programs killed', ({ points }) => {
  const stories = new Map<CheckpointName, Story>();
  beforeAll(async () => {
    // All are waited for, so that none is left running when another fails.
    const told = await Promise.allSettled(points.map(async point => stories.set(point, await happen(point))));
    for (const { reason } of told.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]) throw reason;
  }, 90_000);
  afterAll(async () => {
    await Promise.all([...stories.values()].map(({ end }) => end()));
    await mongoose.disconnect();
    await mongoose.connect(database.uri);
  });

  it.each(points)('at "%s" lose no answer and repeat none', { timeout: 40_000 }, async point => {
    const story = stories.get(point);
    if (!story) throw new Error('It did not happen');
    const { uri, anna, vera, signal } = story;
    await mongoose.disconnect();
    await mongoose.connect(uri);
    expect(signal).toBe('SIGKILL');
    for (const [customer, name] of [
      [anna, 'Аня'],
      [vera, 'Верочка'],
    ] as const) {
      const card = await until('the card', async () => (await listContacts({ query: name, page: 1, perPage: 5 })).contacts[0]);
      const run = await until('the end of the run', async () =>
        (await runsOf(card.id)).find(({ outcome }) => outcome === 'finished'),
      );
      expect(run.answers.map(({ step }) => step)).toEqual(['consent', 'name', 'phone', 'service']);
      expect(card).toMatchObject({ name, phones: expect.arrayContaining(['+79990000002']), tags: ['стрижка'], score: 5 });
      const [conversation] = await conversationsOf(card.id);
      const told = await until('nothing is on its way', async () => {
        const entries = await history(conversation?.id ?? '', { limit: 200 });
        return entries.every(({ delivery }) => !delivery || ['sent', 'unknown'].includes(delivery.state)) ? entries : undefined;
      });
      // Wherever the program dies, it may die in the middle of another message's sending. Only what Telegram may have got and nobody can tell is unknown; VK is asked again with the same random_id.
      const unknown = told.filter(({ delivery }) => delivery?.state === 'unknown');
      expect(unknown.length).toBeLessThanOrEqual(customer === anna ? 1 : 0);
      const asked = texts(customer).filter(text => text === 'Здравствуйте!' || text.startsWith('Спасибо'));
      expect(new Set(asked).size, texts(customer).join(' | ')).toBe(asked.length);
      const sent = told.filter(({ delivery }) => delivery?.state === 'sent').length;
      expect(customer.messages.length - sent, texts(customer).join(' | ')).toBeLessThanOrEqual(unknown.length);
      expect(customer.messages.length - sent).toBeGreaterThanOrEqual(0);
    }
    await mongoose.connection.dropDatabase();
  });
});
