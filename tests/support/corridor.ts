import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Authoring, createAuthoring, type Flows, loadFlows } from '../../src/flows/index.ts';
import {
  type Alarm,
  createAlarm,
  createDesk,
  createDispatcher,
  createInbox,
  createMover,
  type Desk,
  type Dispatcher,
  type HouseRules,
  type Inbox,
  type InboxOptions,
  type Mover,
} from '../../src/inbox/index.ts';
import { type Checkpoint, noCheckpoint } from '../../src/lib/checkpoint.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { newId } from '../../src/lib/ids.ts';
import { history, type Incoming, type IncomingContent, type Messenger, type StoredMessage } from '../../src/messages/index.ts';
import { createGovernor, createOutbox } from '../../src/outbox/index.ts';
import { buildIncoming } from './build-incoming.ts';
import { messengerIn } from './start-panel.ts';

/** The corridor of a message in this process, over the default connection, with flows of a folder of its own and a messenger that takes everything. */
export interface Corridor {
  readonly folder: string;
  readonly flows: Flows;
  readonly authoring: Authoring;
  readonly inbox: Inbox;
  readonly mover: Mover;
  readonly alarm: Alarm;
  readonly desk: Desk;
  readonly dispatcher: Dispatcher;
  /** Puts a file into the folder of flows. */
  put(name: string, text: string): Promise<void>;
  /** Lets a person do something and waits until it is handled. */
  does(person: string, content: IncomingContent): Promise<void>;
  says(person: string, text: string): Promise<void>;
  /** Presses the latest button with this label, or the button that was given. */
  presses(person: string, label: string, data?: string): Promise<void>;
  /** Everything that the bot said to them, the oldest first. */
  heard(person: string): Promise<string[]>;
  messagesTo(person: string): Promise<StoredMessage[]>;
  stop(): Promise<void>;
}

export const conversationOf = (person: string): string => `telegram:7000:${person}`;

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });

/** Another process over the same folder and database is `startCorridor({ folder })`. */
export async function startCorridor({
  folder: given,
  clock = systemClock,
  checkpoint = noCheckpoint,
  messenger: own = {},
  rules,
  contentOf,
  sends = false,
}: {
  /** Whether what waits goes to the messenger. */
  sends?: boolean;
  /** What deliveries say, where their buttons matter. */
  contentOf?: InboxOptions['contentOf'];
  /** How people work, where it matters. */
  rules?: () => HouseRules;
  /** What this test's messenger does otherwise. */
  messenger?: Partial<Messenger>;
  folder?: string;
  clock?: Clock;
  checkpoint?: Checkpoint;
} = {}): Promise<Corridor> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'kartoteka-corridor-')));
  const flows = await loadFlows({ folder, now: clock.now(), log });
  const messenger: Messenger = {
    ...messengerIn('telegram', { state: 'ready', name: 'script' }),
    account: '7000',
    parse: readRaw,
    ...own,
  };
  const messengers = new Map([[messenger.name, messenger]]);
  const governor = createGovernor({ clock, ...(sends && { pace: () => ({ perSecond: 1000, chatBurst: 1000 }) }) });
  const owner = `test:1:${newId()}`;
  const outbox = createOutbox({
    ...{ messengers, governor, owner, sends, clock, log, checkpoint },
    alone: () => true,
    onChanged: message => desk.showLast(message),
  });
  const defaults = { region: 'RU', timeZone: 'Europe/Moscow', ...(rules && { rules }) };
  const common = { messengers, flows, defaults, clock, log, checkpoint };
  const inbox = createInbox({
    ...common,
    outbox,
    owner,
    alone: () => given === undefined,
    dead: [],
    ...(contentOf && { contentOf }),
  });
  const mover = createMover({ ...common, inbox });
  const alarm = createAlarm({ ...common, inbox });
  const desk = createDesk({ ...common, inbox, outbox });
  const dispatcher = createDispatcher({ ...common, inbox, desk });
  const authoring = createAuthoring({ folder, flows, clock, log, note: async () => {} });
  let order = 0;

  async function does(person: string, content: IncomingContent) {
    const incoming = buildIncoming({ chat: person, content, at: clock.now() });
    const key = `telegram:7000:${newId()}`;
    order++;
    await inbox.accept('telegram', [{ key, raw: incoming, incoming, order }]);
    // Whoever works on many conversations lets some wait; what fails is not waited for without end.
    for (let tries = 0; tries < 100; tries++) {
      const { handled } = await inbox.exclusively(conversationOf(person), async conversation => conversation);
      if (handled.some(events => events.split(' ').includes(key))) return;
    }
  }

  const messagesTo = async (person: string) =>
    (await history(conversationOf(person), { limit: 200 })).filter(({ author }) => author.kind === 'bot');

  return {
    folder,
    flows,
    authoring,
    inbox,
    mover,
    alarm,
    desk,
    dispatcher,
    put: (name, text) => writeFile(join(folder, name), text),
    does,
    says: (person, text) => does(person, { kind: 'text', text }),
    async presses(person, label, given) {
      const buttons = (await messagesTo(person)).flatMap(message => message.buttons?.flat() ?? []);
      const action = buttons.findLast(button => button.label === label)?.action;
      const data = given ?? (action?.kind === 'press' ? action.data : undefined);
      if (data === undefined) throw new Error(`No button "${label}"`);
      await does(person, { kind: 'press', data, label });
    },
    heard: async person => (await messagesTo(person)).map(({ text }) => text),
    messagesTo,
    async stop() {
      await mover.stop();
      await inbox.stop();
      await outbox.stop();
      if (given === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What was stored is what happened; dates come back as dates. */
function readRaw(raw: unknown): Incoming {
  return raw as Incoming;
}
