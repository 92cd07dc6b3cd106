import { afterAll, beforeAll, expect, it } from 'vitest';
import { jointHistory } from '../../src/messages/index.ts';
import type { Customer } from '../../tools/stand-ins/index.ts';
import { useDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { answerTo, expectTruth, messengers, openWorld, type Pushed, textsTo, type World } from './support.ts';

const database = useDatabase();
/** The corridor behind both is the same: Telegram's thousand fills it, VK's go beside it. */
const counts = { telegram: 1000, vk: 250 } as const;
/** Every number once, in no order. */
const shuffled = (count: number) => Array.from({ length: count }, (_, i) => (i * 617) % count);
let world: World;
/** Whoever works on a conversation waits here until the test lets go. */
let held: Promise<unknown> = Promise.resolve();

beforeAll(async () => {
  const checkpoint = async (point: string) => {
    if (point === 'conversation taken') await held;
  };
  world = await openWorld({ uri: database.uri, push: true, checkpoint });
});
afterAll(() => world?.close());

/** Pushes a message of theirs past the order that the messenger itself keeps. */
function push(messenger: Pushed, { id }: Customer, n: number, text: string): void {
  const date = Math.floor(Date.now() / 1000);
  if (messenger === 'telegram') {
    const from = { id, is_bot: false, first_name: 'Анна', language_code: 'ru' };
    const message = { message_id: n + 1, from, chat: { id, first_name: 'Анна', type: 'private' }, date, text };
    world.telegram.push({ update_id: 700_000_000 + id * 2000 + n, message }, `own:${id}:${n}`);
  } else {
    const message = { id: n + 1, date, peer_id: id, from_id: id, out: 0, text, conversation_message_id: n + 1 };
    world.vk.push({ type: 'message_new', event_id: `event-${id}-${n}`, object: { message, client_info: {} } });
  }
}

/** How many pushes were acknowledged. */
function acknowledged(messenger: Pushed): number {
  const where = ({ status, answer }: { status: number; answer: unknown }) =>
    status === 200 && (messenger === 'telegram' || answer === 'ok');
  return world[messenger].journal.entries({ kind: 'push', method: messenger === 'telegram' ? 'message' : 'message_new', where })
    .length;
}

/** Both messengers at once: what takes the time is the way of one message, and that of the other goes beside it. */
const both = (task: (messenger: Pushed) => Promise<void>) => Promise.all(messengers.map(task));

it('a thousand updates of one contact come at once, each twice, in any order: each is kept and answered once, in order', {
  timeout: 90_000,
}, async () => {
  let release: () => void = () => {};
  held = new Promise<void>(resolve => {
    release = resolve;
  });
  await both(async messenger => {
    const count = counts[messenger];
    const words = Array.from({ length: count }, (_, n) => `слово ${n}`);
    const anna = world[messenger].customer({ firstName: 'Анна', started: true });
    for (const n of [...shuffled(count), ...shuffled(count).toReversed()]) push(messenger, anna, n, words[n] ?? '');
    await until('all are acknowledged', async () => acknowledged(messenger) === 2 * count, 40_000);
    expect(anna.messages).toEqual([]);
    if (messengers.every(name => acknowledged(name) === 2 * counts[name])) release();
    await until('all are answered', async () => anna.messages.length >= count, 60_000);
    await expectTruth(world.conversation(messenger, anna), anna, words);
  });
});

it('an update of each of a thousand contacts comes at once: each is kept and answered once', { timeout: 60_000 }, async () => {
  await both(async messenger => {
    const count = counts[messenger];
    const people = Array.from({ length: count }, (_, n) => world[messenger].customer({ firstName: `Гость ${n}`, started: true }));
    for (const n of shuffled(count)) {
      const person = people[n];
      if (person) push(messenger, person, 0, `от ${n}`);
    }
    await until('all are answered', async () => people.every(({ messages }) => messages.length > 0), 50_000);
    const conversations = people.map(person => world.conversation(messenger, person));
    const kept = await until('all is settled', async () => {
      const found = await jointHistory(conversations, { limit: 10 * count });
      return found.every(({ delivery }) => !delivery || delivery.state === 'sent') && found;
    });
    const told = new Map<string, string[]>();
    for (const { conversation, text } of kept) told.set(conversation, [...(told.get(conversation) ?? []), text]);
    for (const [n, conversation] of conversations.entries())
      expect(told.get(conversation)).toEqual([`от ${n}`, answerTo('начало')]);
    expect(people.flatMap(textsTo)).toEqual(people.map(() => answerTo('начало')));
  });
  expect(await world.page('/messengers/sending')).toContain('Ничего не ждёт');
  expect(await world.ready()).toMatchObject({ status: 200, body: { status: 'ready' } });
});
