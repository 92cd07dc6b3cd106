import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import {
  accountOf,
  addressOf,
  isChanging,
  type Messenger,
  type MessengerName,
  openMessages,
  rankOf,
  type StoredMessage,
  underWay,
} from '../messages/index.ts';
import type { Delivery } from './deliver.ts';
import { heldUntil } from './held-until.ts';

/** What somebody has just put into the queue of a conversation. */
export interface JustQueued {
  messages: StoredMessage[];
  /** They have just written, so that we need not ask whether they can be reached. */
  reachable: boolean;
}

/** A conversation that is being worked on. */
interface Lane {
  account: string;
  /** The priority of what is sent, or waits for its turn, just now. */
  rank: number;
  /** Something came in meanwhile: what waits is to be read anew. */
  again: boolean;
  /** Calls off the present wait for a turn. */
  recall: AbortController;
  work: Promise<void>;
}

export interface LanesOptions {
  messengers: ReadonlyMap<MessengerName, Messenger>;
  delivery: Delivery;
  owns: (account: string) => boolean;
  sends: boolean;
  alone: () => boolean;
  /** How many conversations of an account may be worked on at once. */
  room: (account: string) => { live: number; low: number };
  /** Something of the account stays behind in the database. */
  onFull(account: string): void;
  /** A conversation of the account is through. */
  onEnd(account: string): void;
  clock: Clock;
  log: Logger;
  stopped: AbortSignal;
}

/** The conversations that are being worked on, each by itself, its messages one after the other: answers first. */
export interface Lanes {
  /** Something waits in this conversation. Returns at once. */
  wake(conversation: string, queued?: JustQueued): void;
  /** The same for one that was found waiting, with the priority of what was found. */
  begin(conversation: string, rank: number): void;
  count(account: string): { live: number; low: number };
  /** Whether a conversation is being worked on or has to rest, and how many do. */
  taken(account: string): { isTaken: (conversation: string) => boolean; taken: number };
  /** Stops waiting in the name of accounts that another process sends for, and relies on nothing that such may have changed. */
  dropLost(): void;
  /** Whether a claim may have been written whose answer was lost, or may still be: what was cut off on its way can arrive later. */
  doubts(): boolean;
  /** Resolves when nothing is worked on any more. */
  idle(): Promise<void>;
}

/** For so long after a claim went wrong this process looks for what it took and does not know of. */
const doubtMs = 30_000;
/** What is forgotten is read once more. */
const rememberedConversations = 50_000;
/** Telegram shows it for five seconds at most (core.telegram.org/bots/api#sendchataction), VK for ten. */
const typingShownMs = 4000;
/** Longer than this nobody believes that somebody is writing. */
const longestTypingMs = 30_000;
/** When to look again at a conversation whose next message another process has in hand. */
const restMs = 1000;

export function createLanes({
  messengers,
  delivery,
  owns,
  sends,
  alone,
  room,
  onFull,
  onEnd,
  clock,
  log,
  stopped,
}: LanesOptions): Lanes {
  const lanes = new Map<string, Lane>();
  const counts = new Map<string, { live: number; low: number }>();
  /** Conversations in which nothing waits but what we are told of. */
  const clear = new Set<string>();
  /** Until when conversations whose next message cannot go yet are left alone. */
  const resting = new Map<string, number>();
  let lookedAt = 0;
  let doubtedAt = Number.NEGATIVE_INFINITY;

  const count = (account: string) => counts.get(account) ?? { live: 0, low: 0 };

  function wake(conversation: string, queued?: JustQueued) {
    if (!sends || stopped.aborted) return;
    const rank = Math.min(...(queued?.messages.map(({ delivery }) => rankOf(delivery)) ?? []), Number.POSITIVE_INFINITY);
    const known = clear.delete(conversation) && alone() ? queued : undefined;
    const account = accountOf(conversation);
    if (!owns(account)) return;
    const lane = lanes.get(conversation);
    if (lane) return hurry(lane, queued ? rank : 0);
    const { live, low } = count(account);
    const most = room(account);
    if (live + low >= most.live + most.low) return onFull(account);
    open(conversation, { account, rank: queued ? rank : 0, known });
  }

  /** An answer does not wait behind a mailing that waits for its turn. */
  function hurry(lane: Lane, rank: number) {
    lane.again = true;
    if (lane.rank > rank) lane.recall.abort();
  }

  function open(
    conversation: string,
    { account, rank, known }: { account: string; rank: number; known?: JustQueued | undefined },
  ) {
    const kind = rank === 0 ? 'live' : 'low';
    const counted = count(account);
    counts.set(account, { ...counted, [kind]: counted[kind] + 1 });
    const lane: Lane = { account, rank, again: false, recall: new AbortController(), work: Promise.resolve() };
    lanes.set(conversation, lane);
    lane.work = work(conversation, lane, known)
      .catch(error => {
        doubtedAt = performance.now();
        resting.set(conversation, clock.now().getTime() + restMs);
        log.error({ err: error, conversation }, 'sending was interrupted; it goes on with the next look');
      })
      .finally(() => {
        const left = count(account);
        counts.set(account, { ...left, [kind]: left[kind] - 1 });
        lanes.delete(conversation);
        if (lane.again) wake(conversation);
        onEnd(account);
      });
  }

  async function work(conversation: string, lane: Lane, known?: JustQueued): Promise<void> {
    let isClear = false;
    let at: JustQueued | undefined = known;
    do {
      lane.again = false;
      isClear = await pass(conversation, lane, at);
      at = undefined;
    } while (lane.again && !stopped.aborted);
    if (isClear) remember(conversation);
  }

  function remember(conversation: string) {
    resting.delete(conversation);
    if (!alone()) return;
    if (clear.size >= rememberedConversations) clear.clear();
    clear.add(conversation);
  }

  /** Sends what waits, as it is known or as it is read. True when nothing is left behind. */
  async function pass(conversation: string, lane: Lane, known?: JustQueued): Promise<boolean> {
    const messenger = messengers.get(addressOf(conversation).messenger);
    if (!messenger?.account) return false;
    let isClear = true;
    for (const message of known?.messages ?? (await openMessages(conversation))) {
      // A change that is tried again later holds up nothing.
      if (isPutOff(message)) {
        isClear = false;
        continue;
      }
      // One that has to wait, or is on its way from elsewhere, holds up the ones behind it.
      if (stopped.aborted || isHeldUp(conversation, message)) return false;
      lane.rank = rankOf(underWay(message).delivery);
      if (lane.again && lane.rank > 0) return false;
      lane.recall = new AbortController();
      await pretendTyping(messenger, message);
      const how = { reachable: known?.reachable ?? false, signal: lane.recall.signal };
      if (stopped.aborted || !(await delivery.deliver(message, how))) return false;
    }
    return isClear;
  }

  function isPutOff(message: StoredMessage): boolean {
    const retryAt = isChanging(message) ? message.change.delivery.retryAt : undefined;
    return heldUntil({ retryAt, changedAt: message.changedAt }, clock.now()) !== undefined;
  }

  function isHeldUp(conversation: string, message: StoredMessage): boolean {
    const now = clock.now();
    const { delivery } = underWay(message);
    const { changedAt } = message;
    const isQueued = delivery?.state === 'queued';
    const until = isQueued ? heldUntil({ retryAt: delivery.retryAt, changedAt }, now)?.getTime() : now.getTime() + restMs;
    if (until === undefined) return false;
    resting.set(conversation, until);
    return true;
  }

  /** Lets a message look written: only the conversation itself waits for it, and only for the first attempt. */
  async function pretendTyping(messenger: Messenger, { conversation, typingMs = 0, delivery }: StoredMessage) {
    let left = delivery?.attempts === 0 ? Math.min(typingMs, longestTypingMs) : 0;
    for (; left > 0 && !stopped.aborted; left -= typingShownMs) {
      messenger.typing?.(addressOf(conversation));
      await clock.sleep(Math.min(left, typingShownMs), stopped);
    }
  }

  function taken(account: string) {
    const now = clock.now().getTime();
    // A clock that was put back lets nobody rest until a time that it tells twice.
    const isBack = now < lookedAt;
    lookedAt = now;
    for (const [conversation, until] of resting) if (until <= now || isBack) resting.delete(conversation);
    const { live, low } = count(account);
    const isTaken = (conversation: string) => lanes.has(conversation) || resting.has(conversation);
    return { isTaken, taken: live + low + resting.size };
  }

  return {
    wake,
    begin(conversation, rank) {
      if (!sends || stopped.aborted || lanes.has(conversation)) return;
      clear.delete(conversation);
      open(conversation, { account: accountOf(conversation), rank });
    },
    count,
    taken,
    dropLost() {
      // Another process may put something into any of them.
      if (!alone()) clear.clear();
      for (const lane of lanes.values()) if (!owns(lane.account)) lane.recall.abort();
    },
    doubts: () => performance.now() - doubtedAt < doubtMs,
    async idle() {
      while (lanes.size > 0) await Promise.all([...lanes.values()].map(({ work }) => work));
    },
  };
}
