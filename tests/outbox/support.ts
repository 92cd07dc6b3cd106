import { pino } from 'pino';
import { findOrCreateContact } from '../../src/contacts/index.ts';
import { noCheckpoint } from '../../src/lib/checkpoint.ts';
import {
  type Address,
  conversationId,
  getMessage,
  keepMessage,
  type Messenger,
  type MessengerName,
  type Outgoing,
  type Parcel,
  type Priority,
  type SendOutcome,
  type StoredMessage,
} from '../../src/messages/index.ts';
import {
  createGovernor,
  createOutbox,
  createSenders,
  type Outbox,
  type OutboxOptions,
  type Pace,
} from '../../src/outbox/index.ts';
import { buildIncoming } from '../support/build-incoming.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { messengerIn } from '../support/start-panel.ts';
import { until } from '../support/until.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });

/** A messenger that does as the test says, and notes what it was asked for. */
export interface ScriptMessenger extends Messenger {
  /** Every message that was sent, as `<chat> <text>`, in order; those that failed as well. */
  heard: string[];
  /** How many messages each call carried. */
  calls: number[];
  messages: Outgoing[];
  /** What becomes of the next messages; sent unless told. */
  answer: (parcel: Parcel) => SendOutcome | Promise<SendOutcome>;
}

export function scriptMessenger(
  account: string,
  { name = 'telegram', batch = 1 }: { name?: MessengerName; batch?: number } = {},
): ScriptMessenger {
  const base = messengerIn(name, { state: 'ready', name: 'script' });
  const one = async (parcel: Parcel): Promise<SendOutcome> => {
    messenger.heard.push(`${parcel.address.chat} ${parcel.message.text}`);
    messenger.messages.push(parcel.message);
    return messenger.answer(parcel);
  };
  const messenger: ScriptMessenger = {
    ...base,
    account,
    capabilities: { ...base.capabilities, batch },
    heard: [],
    calls: [],
    messages: [],
    answer: () => ({ kind: 'sent' }),
    async send(address, message, key) {
      messenger.calls.push(1);
      return one({ address, message, key });
    },
  };
  if (batch > 1)
    messenger.sendMany = parcels => {
      messenger.calls.push(parcels.length);
      return Promise.all(parcels.map(one));
    };
  return messenger;
}

export const free: Pace = { perSecond: 1000, chatBurst: 1000 };

/** A process of the installation that sends, on a clock that the test moves. */
export interface Process {
  owner: string;
  outbox: Outbox;
  clock: ManualClock;
  /** Lets time pass and the process look around until `ask` says that it came to pass. */
  passes(what: string, ask: () => boolean | Promise<boolean>, stepMs?: number): Promise<void>;
  /** Lets so much time pass. */
  during(ms: number, stepMs?: number): Promise<void>;
}

export function startProcess(
  messenger: Messenger,
  {
    owner = 'one',
    clock = new ManualClock(),
    pace = free,
    shared = false,
    ...more
  }: { owner?: string; clock?: ManualClock; pace?: Pace; shared?: boolean } & Partial<OutboxOptions> = {},
): Process {
  const governor = createGovernor({ clock, pace: () => pace });
  const outbox = createOutbox({
    messengers: new Map([[messenger.name, messenger]]),
    governor,
    ...(shared && { senders: createSenders({ owner, clock }) }),
    owner,
    sends: true,
    alone: () => !shared,
    clock,
    log,
    checkpoint: noCheckpoint,
    chance: () => 0,
    ...more,
  });
  return {
    owner,
    outbox,
    clock,
    async passes(what, ask, stepMs = 200) {
      await until(what, async () => {
        await outbox.sweep();
        await clock.advance(stepMs);
        return await ask();
      });
    },
    async during(ms, stepMs = 1000) {
      for (let passed = 0; passed < ms; passed += stepMs) {
        await outbox.sweep();
        await clock.advance(stepMs);
      }
    },
  };
}

let order = 0;

/** Queues a message to a person who has written before, as the inbox would. */
export async function queue(
  {
    chat,
    account,
    messenger = 'telegram',
    text = 'hello',
  }: { chat: string; account: string; messenger?: MessengerName; text?: string },
  { at, priority, ...more }: { at: Date; priority?: Priority } & Partial<StoredMessage>,
): Promise<StoredMessage> {
  const address: Address = { messenger, account, chat };
  const { contact } = await findOrCreateContact({ ...buildIncoming({ chat }), address }, at);
  order += 1;
  const message: StoredMessage = {
    id: `${conversationId(address)}:${order}`,
    conversation: conversationId(address),
    contact: contact.id,
    order,
    at,
    changedAt: at,
    author: { kind: 'bot' },
    kind: 'text',
    text,
    delivery: { state: 'queued', attempts: 0, ...(priority && { priority }) },
    ...more,
  };
  await keepMessage(message);
  return message;
}

export const stateOf = async (message: StoredMessage) => (await getMessage(message.id))?.delivery;
