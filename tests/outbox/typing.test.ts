import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findOrCreateContact } from '../../src/contacts/index.ts';
import { noCheckpoint } from '../../src/lib/checkpoint.ts';
import {
  type Address,
  conversationId,
  getMessage,
  keepMessage,
  type Messenger,
  suppressQueued,
} from '../../src/messages/index.ts';
import { createGovernor, createOutbox, type Outbox } from '../../src/outbox/index.ts';
import { buildIncoming } from '../support/build-incoming.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';

useDatabase();

let clock: ManualClock;
let outbox: Outbox;
/** What the messenger was asked to do, in its order. */
let heard: string[];
let order = 0;

beforeEach(() => {
  clock = new ManualClock();
  heard = [];
  const messenger = {
    name: 'telegram',
    account: '7000',
    capabilities: { idempotent: false },
    typing: ({ chat }: Address) => void heard.push(`${chat} types`),
    send: async ({ chat }: Address, { text }: { text: string }) => {
      heard.push(`${chat} ${text}`);
      return { kind: 'sent' };
    },
  } as Pick<Messenger, 'name' | 'account' | 'typing' | 'send'> as Messenger;
  const governor = createGovernor({
    clock,
    pace: () => ({ perSecond: Number.POSITIVE_INFINITY, chatBurst: Number.POSITIVE_INFINITY }),
  });
  outbox = createOutbox({
    messengers: new Map([['telegram', messenger]]),
    governor,
    owner: 'test',
    sends: true,
    alone: () => true,
    clock,
    log: pino({ level: 'silent' }),
    checkpoint: noCheckpoint,
  });
});
afterEach(() => outbox.stop());

async function says(chat: string, text: string, typingMs?: number): Promise<string> {
  const { address, ...rest } = buildIncoming({ chat });
  const { contact } = await findOrCreateContact({ address, ...rest }, clock.now());
  const id = `${chat}:${++order}`;
  const now = clock.now();
  await keepMessage({
    id,
    conversation: conversationId(address),
    contact: contact.id,
    order,
    at: now,
    changedAt: now,
    author: { kind: 'bot' },
    kind: 'text',
    text,
    ...(typingMs && { typingMs }),
    delivery: { state: 'queued', attempts: 0 },
  });
  return id;
}

const conversation = (chat: string) => conversationId(buildIncoming({ chat }).address);
const hears = (line: string) => until(line, async () => heard.includes(line));

it('shows typing and sends after the pause, while other chats are answered', async () => {
  await says('1', 'slow', 6000);
  await says('1', 'after');
  await says('2', 'quick');
  outbox.wake(conversation('1'));
  await hears('1 types');
  outbox.wake(conversation('2'));
  await hears('2 quick');
  await clock.advance(5999);
  expect(heard).toEqual(['1 types', '2 quick', '1 types']);
  await clock.advance(1);
  await hears('1 after');
  expect(heard).toEqual(['1 types', '2 quick', '1 types', '1 slow', '1 after']);
});

it('says nothing when a person took over during the pause', async () => {
  const id = await says('3', 'slow', 3000);
  outbox.wake(conversation('3'));
  await hears('3 types');
  await suppressQueued(conversation('3'), 'takenOver', clock.now());
  await clock.advance(3000);
  await outbox.stop();
  expect(heard).toEqual(['3 types']);
  expect((await getMessage(id))?.delivery?.state).toBe('suppressed');
});

it('leaves a message in the queue when the program stops during the pause', async () => {
  const id = await says('4', 'slow', 3000);
  outbox.wake(conversation('4'));
  await hears('4 types');
  await outbox.stop();
  expect((await getMessage(id))?.delivery?.state).toBe('queued');
});
