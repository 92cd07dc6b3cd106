import type { Checkpoint } from '../lib/checkpoint.ts';
import type { Clock } from '../lib/clock.ts';
import { endsWithin } from '../lib/ends-within.ts';
import type { Logger } from '../lib/logger.ts';
import {
  abandonedDeliveries,
  addressOf,
  type Changing,
  isChanging,
  type Messenger,
  type MessengerName,
  requeueChange,
  type SendOutcome,
  type StoredMessage,
  settleAbandoned,
} from '../messages/index.ts';
import { createAccountHealth } from './account-health.ts';
import { createDelivery } from './deliver.ts';
import { createDispatch, type Dispatch, type Uploads } from './dispatch.ts';
import type { Governor } from './governor.ts';
import { createLanes, type JustQueued } from './lanes.ts';
import { nextConversations } from './next-conversations.ts';
import { foreignAccounts, type SenderDocument, type Senders } from './senders.ts';
import { settle } from './settle.ts';

export interface OutboxOptions {
  messengers: ReadonlyMap<MessengerName, Messenger>;
  governor: Governor;
  /** Which accounts this process sends for; all of them where it is not told. */
  senders?: Senders;
  /** What the messengers call the files that they have; without it every file is uploaded each time. */
  uploads?: Uploads;
  /** The messenger has changed, or taken back, what was this message. */
  onChanged?: (before: Changing) => Promise<void>;
  /** This process, in leases and claims. */
  owner: string;
  /** Whether this process sends; one that only serves the panel leaves it to the others. */
  sends: boolean;
  /** Whether no other process is at work: then what this one knows of a conversation need not be read again. */
  alone: () => boolean;
  clock: Clock;
  log: Logger;
  checkpoint: Checkpoint;
  /** Between 0 and 1; spreads what waited together. */
  chance?: () => number;
}

export interface Outbox {
  /** Something waits in this conversation: send it, in order, as soon as it may be. Returns at once. */
  wake(conversation: string, queued?: JustQueued): void;
  /** Looks for messages that wait and nobody sends: other processes' ones, and those whose time has come. To be called often. */
  sweep(): Promise<void>;
  /** Takes the accounts that nobody alive sends for, and says that this process lives. To be called with every beat of the register. */
  look(aliveOwners: string[]): Promise<void>;
  /** Settles what processes that are no longer alive were sending. */
  recover(aliveOwners: string[]): Promise<void>;
  /** Which accounts (`<messenger>:<account>`) this process sends for at present. */
  accounts(): string[];
  /** The way to the messengers for what does not wait in the history. */
  dispatch: Dispatch;
  /** Resolves when nothing is being sent any more. Nothing new is begun. */
  stop(): Promise<void>;
}

/** So many conversations of an account are in memory at once, by what for. */
const room = { live: 400, low: 100 };
/** Where a call carries many messages, more of them have to be at hand. */
const lowTogether = 400;
/** Alone nothing comes from elsewhere, so it is enough to look for what was left behind. */
const aloneSweepMs = 1000;
/** A look at what waits that takes longer has lost its connection. */
const patienceMs = 10_000;
/** Whoever sent for an account may have sent at its full pace in the moment before. */
const takeoverMs = 1000;
const handoverMs = 4000;

/** Sends what waits in the history: policy, then pace, then the messenger; one message of a conversation after the other. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { messengers, governor, senders, owner, sends, alone, clock, log, chance = Math.random } = options;
  const stopped = new AbortController();
  const feeding = new Map<string, Promise<void>>();
  /** Accounts for which more waits than lies in memory. */
  const more = new Set<string>();
  /** Which messenger an account was broken with: another one may have another token. */
  const brokenWith = new Map<string, Messenger>();
  const looked = new Set<string>();
  let alive: string[] = [owner];
  let foreign: string[] = [];
  let sweptAt = Number.NEGATIVE_INFINITY;

  const owns = (account: string) => !senders || !governor.isPaced(account) || senders.owns(account);
  const note = async (account: string, pause: SenderDocument['pause']) => {
    const messenger = messengerOf(account);
    if (pause?.kind === 'account' && messenger) brokenWith.set(account, messenger);
    await senders?.note(account, pause);
  };
  const health = createAccountHealth({ governor, note, clock, log, chance });
  const dispatch = createDispatch({ ...options, health, owns });
  const delivery = createDelivery({
    ...options,
    dispatch,
    stopped: stopped.signal,
    chance,
    wake: conversation => lanes.wake(conversation),
  });
  const lanes = createLanes({
    ...options,
    delivery,
    owns,
    room: roomOf,
    onFull: more.add.bind(more),
    onEnd,
    stopped: stopped.signal,
  });

  function roomOf(account: string) {
    const messenger = messengerOf(account);
    return messenger?.sendMany ? { ...room, low: lowTogether } : room;
  }

  function messengerOf(account: string): Messenger | undefined {
    return messengers.get(addressOf(account).messenger);
  }

  /** Fetches the next stretch before the present one is used up. */
  function onEnd(account: string) {
    if (!more.has(account)) return;
    const { live, low } = lanes.count(account);
    if (low < roomOf(account).low / 2 || live < room.live / 2) void feed(account);
  }

  function feed(account: string): Promise<void> {
    const running = feeding.get(account);
    if (running || stopped.signal.aborted || !(owns(account) || foreign.includes(account))) return running ?? Promise.resolve();
    const work = fetchNext(account).finally(() => feeding.delete(account));
    feeding.set(account, work);
    return work;
  }

  async function fetchNext(account: string): Promise<void> {
    // Nothing can go now, and what comes meanwhile stays where it is.
    const pause = governor.pauseOf(account);
    if (pause?.kind === 'asked' && pause.until > clock.now()) return;
    const { live, low } = lanes.count(account);
    const most = roomOf(account);
    // A long queue is read a stretch at a time, not a row whenever a place becomes free; answers are few and wait for no stretch.
    const left = { live: Math.max(most.live - live, 0), low: low < most.low / 2 ? most.low - low : 0 };
    try {
      const next = await endsWithin(patienceMs, nextConversations(account, left, { ...lanes.taken(account), now: clock.now() }));
      if (next.more) more.add(account);
      else more.delete(account);
      for (const { conversation, rank } of next.found) lanes.begin(conversation, rank);
    } catch (error) {
      log.warn({ err: error, account }, 'what waits to be sent could not be read; the next look tries again');
    }
  }

  /** An account that was broken and has another token now need not wait until somebody looks again. */
  function noticeMended(messenger: Messenger, account: string) {
    if (governor.pauseOf(account)?.kind !== 'account') return void brokenWith.delete(account);
    const before = brokenWith.get(account) ?? messenger;
    brokenWith.set(account, messenger);
    if (before === messenger) return;
    governor.resume(account);
    note(account, undefined).catch(error => log.warn({ err: error }, 'that an account works again could not be written down'));
  }

  const accounts = () =>
    [...messengers.values()]
      .filter(({ account }) => account)
      .map(messenger => ({ messenger, account: `${messenger.name}:${messenger.account}` }));

  async function look(aliveOwners: string[]): Promise<void> {
    if (!senders || !sends || stopped.signal.aborted) return;
    alive = aliveOwners;
    const ours = accounts().map(({ account }) => account);
    for (const account of ours) looked.add(account);
    const taken = await senders.look(ours, alive);
    lanes.dropLost();
    if (taken.length === 0) return;
    for (const sender of taken) takeOver(sender);
    foreign = (await foreignAccounts(ours)).filter(account => messengerOf(account)?.account);
    await recover(alive);
    await sweep();
  }

  function takeOver({ _id: account, seenAt, pause }: SenderDocument) {
    const now = clock.now().getTime();
    if (now - seenAt.getTime() < handoverMs)
      governor.pause(account, { kind: 'takeover', until: new Date(now + takeoverMs), reason: 'takeover' });
    if (pause) governor.pause(account, pause);
  }

  async function sweep(): Promise<void> {
    if (!sends || stopped.signal.aborted) return;
    sweptAt = clock.now().getTime();
    // An account that was connected a moment ago need not wait for the next beat.
    if (accounts().some(({ account }) => !looked.has(account))) await look(alive);
    for (const { messenger, account } of accounts()) noticeMended(messenger, account);
    await Promise.all([...accounts().map(({ account }) => account), ...foreign].map(feed));
    if (lanes.doubts()) await recoverOwn();
  }

  /** Settles what was in a process's hands when it died. */
  async function recover(aliveOwners: string[]): Promise<void> {
    for (const message of await abandonedDeliveries({ alive: aliveOwners })) await takeBack(message, true);
  }

  /** A claim whose answer was lost may have been written: the message was not sent, and nobody has it in hand. */
  async function recoverOwn(): Promise<void> {
    for (const message of await abandonedDeliveries({ owner })) if (!delivery.holds(message.id)) await takeBack(message, false);
  }

  async function takeBack(message: StoredMessage, maybeSent: boolean): Promise<void> {
    const messenger = messengers.get(addressOf(message.conversation).messenger);
    if (!messenger) return;
    if (isChanging(message)) {
      if (await requeueChange(message, clock.now())) lanes.wake(message.conversation);
      return;
    }
    const isSafe = !maybeSent || messenger.capabilities.idempotent;
    const outcome: SendOutcome = isSafe ? { kind: 'retry', reason: 'interrupted' } : { kind: 'unknown', reason: 'interrupted' };
    const isOurs = await settleAbandoned(message, settle(message, outcome, { now: clock.now(), chance: 0 }));
    if (isOurs) lanes.wake(message.conversation);
  }

  return {
    wake: lanes.wake,
    look,
    recover,
    dispatch,
    accounts: () =>
      sends && !stopped.signal.aborted
        ? accounts()
            .map(({ account }) => account)
            .filter(owns)
        : [],
    async sweep() {
      const since = Math.abs(clock.now().getTime() - sweptAt);
      if (!alone() || since >= aloneSweepMs) await sweep();
    },
    async stop() {
      stopped.abort();
      governor.stop();
      await Promise.all([lanes.idle(), ...feeding.values()]);
      await senders?.leave();
    },
  };
}
