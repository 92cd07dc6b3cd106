import type { Clock } from '../lib/clock.ts';
import type { MessengerName, Priority } from '../messages/index.ts';

const ranks: Record<Priority, number> = { live: 0, reminder: 1, chain: 2, broadcast: 3 };

/** How fast one account may send. */
export interface Pace {
  /** Messages in any second. */
  perSecond: number;
  /** To one chat: so many at once, then one a second. */
  chatBurst: number;
}

/**
 * Telegram: about 30 messages a second in all and 1 a second to one chat, short bursts tolerated (core.telegram.org/bots/faq); two are
 * left for clocks that differ. VK: 20 calls a second for a community's token (dev.vk.com/ru/api/api-requests), some of which are not messages.
 * The site's chat is our own.
 */
export const paces: Record<MessengerName, Pace> = {
  telegram: { perSecond: 28, chatBurst: 3 },
  vk: { perSecond: 16, chatBurst: 5 },
  web: { perSecond: Number.POSITIVE_INFINITY, chatBurst: Number.POSITIVE_INFINITY },
};

/** What waits at one account, for the panel. */
export interface Gauge {
  waiting: number;
  pausedUntil?: Date;
  reason?: string;
}

export interface Governor {
  /** Resolves when a message may be sent; false when the program stops first. */
  turn(account: string, chat: string, priority: Priority): Promise<boolean>;
  /** The messenger asked the whole account to wait. */
  pause(account: string, until: Date, reason: string): void;
  gauge(account: string): Gauge;
  stop(): void;
}

interface Waiting {
  chat: string;
  rank: number;
  go(allowed: boolean): void;
}

interface Account {
  pace: Pace;
  queue: Waiting[];
  /** Times of the sends of the last second. */
  recent: number[];
  chats: Map<string, { tokens: number; at: number }>;
  pausedUntil: number;
  reason: string;
  running: boolean;
  /** Ends the present wait: somebody new may be able to go at once, or the program stops. */
  look: AbortController;
}

/** Paces what is sent, per messenger account (`telegram:<bot>`). Higher priorities go first, then who came first; a chat that has to wait holds up nobody else. */
export function createGovernor({
  clock,
  pace = name => paces[name],
}: {
  clock: Clock;
  pace?: (messenger: MessengerName) => Pace;
}): Governor {
  const accounts = new Map<string, Account>();
  let stopping = false;

  function accountOf(name: string): Account {
    let account = accounts.get(name);
    if (!account) {
      const messenger = name.split(':')[0] as MessengerName;
      account = {
        pace: pace(messenger),
        queue: [],
        recent: [],
        chats: new Map(),
        pausedUntil: 0,
        reason: '',
        running: false,
        look: new AbortController(),
      };
      accounts.set(name, account);
    }
    return account;
  }

  async function run(account: Account) {
    account.running = true;
    while (account.queue.length > 0 && !stopping) {
      account.look = new AbortController();
      const wait = release(account, clock.now().getTime());
      if (wait > 0) await clock.sleep(wait, account.look.signal);
    }
    account.running = false;
    if (stopping) for (const waiting of account.queue.splice(0)) waiting.go(false);
  }

  return {
    turn(name, chat, priority) {
      const account = accountOf(name);
      if (stopping) return Promise.resolve(false);
      return new Promise(go => {
        const rank = ranks[priority];
        const behind = account.queue.findIndex(other => other.rank > rank);
        account.queue.splice(behind < 0 ? account.queue.length : behind, 0, { chat, rank, go });
        if (account.running) account.look.abort();
        else void run(account);
      });
    },
    pause(name, until, reason) {
      const account = accountOf(name);
      if (until.getTime() <= account.pausedUntil) return;
      account.pausedUntil = until.getTime();
      account.reason = reason;
    },
    gauge(name) {
      const account = accountOf(name);
      const paused = account.pausedUntil > clock.now().getTime();
      return {
        waiting: account.queue.length,
        ...(paused && { pausedUntil: new Date(account.pausedUntil), reason: account.reason }),
      };
    },
    stop() {
      stopping = true;
      for (const account of accounts.values()) account.look.abort();
    },
  };
}

/** Lets go whoever may go now. Returns after how many milliseconds to look again, 0 when the queue is empty. */
function release(account: Account, now: number): number {
  if (account.pausedUntil > now) return Math.min(account.pausedUntil - now, 60_000);
  account.recent = account.recent.filter(at => at > now - 1000);
  let soonest = 1000;
  for (let i = 0; i < account.queue.length; ) {
    const waiting = account.queue[i];
    if (!waiting) break;
    const [oldest] = account.recent;
    if (account.recent.length >= account.pace.perSecond && oldest !== undefined) return Math.max(oldest + 1000 - now, 1);
    const wait = takeFromChat(account, waiting.chat, now);
    if (wait > 0) {
      soonest = Math.min(soonest, wait);
      i++;
      continue;
    }
    account.queue.splice(i, 1);
    if (account.pace.perSecond !== Number.POSITIVE_INFINITY) account.recent.push(now);
    waiting.go(true);
  }
  forgetIdleChats(account, now);
  return account.queue.length > 0 ? soonest : 0;
}

function takeFromChat(account: Account, chat: string, now: number): number {
  const { chatBurst } = account.pace;
  if (chatBurst === Number.POSITIVE_INFINITY) return 0;
  const bucket = account.chats.get(chat) ?? { tokens: chatBurst, at: now };
  // A clock that jumps back gives nothing and takes nothing.
  const tokens = Math.min(chatBurst, bucket.tokens + Math.max(now - bucket.at, 0) / 1000);
  const allowed = tokens >= 1;
  account.chats.set(chat, { tokens: allowed ? tokens - 1 : tokens, at: now });
  return allowed ? 0 : Math.ceil((1 - tokens) * 1000);
}

function forgetIdleChats(account: Account, now: number) {
  if (account.chats.size < 10_000) return;
  for (const [chat, { at }] of account.chats) if (at < now - account.pace.chatBurst * 1000) account.chats.delete(chat);
}
