import type { Clock } from '../lib/clock.ts';
import { type MessengerName, priorities, type SendOutcome } from '../messages/index.ts';
import { createChatPace } from './chat-pace.ts';
import { type Pace, paces } from './pace.ts';
import {
  type Account,
  callOff,
  companions,
  hasPlace,
  isPaced,
  longestLookMs,
  noticeJump,
  type Pause,
  removeFrom,
  roomFor,
  type TurnRequest,
  untilFree,
  type Waiting,
} from './paced-account.ts';
import { createTicket, type Gatekeeper, type Ticket } from './ticket.ts';
import { createWindow } from './window.ts';

export interface Governor {
  /** Resolves with the ticket when it may be sent; with nothing when the program stops first, or the signal calls it off. */
  turn(request: TurnRequest, signal?: AbortSignal): Promise<Ticket | undefined>;
  /** The whole account waits. After a pause of a broken or silent account one message goes ahead to see. */
  pause(account: string, pause: Pause): void;
  /** What the account waits for, if it does. */
  pauseOf(account: string): Pause | undefined;
  /** Something went through: what paused the account is over. */
  resume(account: string): void;
  /** How many wait for their turn. */
  waiting(account: string): number;
  /** Whether the messenger sets this account a pace at all. */
  isPaced(account: string): boolean;
  stop(): void;
}

/** A call that has leave. */
interface Call {
  cost: number;
  isMailing: boolean;
  /** When it got it. */
  at: number;
}

const mailingRank = priorities.indexOf('broadcast');
/** A message that has leave is out of the queue and in no messenger's hands yet: that must not last. */
const longestLeadMs = 150;

/**
 * Paces what is sent, per messenger account. Higher priorities go first, then who came first; a chat that has to wait holds up nobody else.
 * It knows of one process: of an installation's processes one sends for each account (`senders.ts`).
 */
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
    const known = accounts.get(name);
    if (known) return known;
    const its = pace(name.split(':')[0] as MessengerName);
    const account: Account = {
      pace: its,
      queue: [],
      window: createWindow(),
      chats: createChatPace(its.chatBurst),
      pause: undefined,
      probing: false,
      seen: 0,
      running: false,
      leadMs: 0,
      lines: { mailing: Promise.resolve(), other: Promise.resolve() },
      answer: new AbortController(),
      look: new AbortController(),
    };
    accounts.set(name, account);
    return account;
  }

  async function run(account: Account) {
    account.running = true;
    while (account.queue.length > 0 && !stopping) {
      account.look = new AbortController();
      const wait = release(account);
      if (wait > 0) await clock.sleep(Math.min(wait, longestLookMs), account.look.signal);
    }
    account.running = false;
    if (stopping) for (const waiting of account.queue.splice(0)) waiting.go(undefined);
  }

  function look(account: Account) {
    if (account.running) account.look.abort();
    else void run(account);
  }

  return {
    turn(request, signal) {
      if (stopping || signal?.aborted) return Promise.resolve(undefined);
      const account = accountOf(request.account);
      if (!isPaced(account) && !account.pause) return Promise.resolve(createTicket(1));
      return new Promise(resolve => {
        const rank = priorities.indexOf(request.priority);
        const cost = Math.min(request.cost ?? 1, account.pace.perSecond);
        const leave = () => callOff(account, waiting);
        const waiting: Waiting = {
          ...request,
          rank,
          cost,
          go(ticket) {
            // The signal may outlive all that ever waits with it.
            signal?.removeEventListener('abort', leave);
            resolve(ticket);
          },
        };
        const behind = account.queue.findIndex(other => other.rank > rank);
        account.queue.splice(behind < 0 ? account.queue.length : behind, 0, waiting);
        signal?.addEventListener('abort', leave, { once: true });
        look(account);
      });
    },
    pause(name, pause) {
      const account = accountOf(name);
      if (pause.kind === 'account' || pause.kind === 'offline') account.probing = true;
      if (!account.pause || account.pause.until < pause.until) account.pause = pause;
    },
    pauseOf(name) {
      const account = accounts.get(name);
      if (account) noticeJump(account, clock.now().getTime());
      return account?.pause;
    },
    resume(name) {
      const account = accounts.get(name);
      if (!account?.pause && !account?.probing) return;
      account.pause = undefined;
      account.probing = false;
      look(account);
    },
    waiting: name => accounts.get(name)?.queue.length ?? 0,
    isPaced: name => isPaced(accountOf(name)),
    stop() {
      stopping = true;
      for (const account of accounts.values()) {
        account.look.abort();
        account.answer.abort();
      }
    },
  };

  /** Lets go whoever may go now. Returns after how many milliseconds to look again, 0 when the queue is empty. */
  function release(account: Account): number {
    const now = clock.now().getTime();
    noticeJump(account, now);
    const { queue } = account;
    const paused = (account.pause?.until.getTime() ?? 0) - now;
    if (paused > 0) return paused;
    if (!account.probing) account.pause = undefined;
    let soonest = longestLookMs;
    for (let i = 0; i < queue.length; ) {
      const first = queue[i];
      if (!first) break;
      const isMailing = first.rank === mailingRank;
      const room = roomFor(account, isMailing, now);
      // Who costs more than there is room for holds up the ones behind, or they would always find the room that it waits for.
      if (room < (account.probing ? 1 : first.cost)) return Math.min(soonest, untilFree(account, now));
      const wait = account.chats.take(first.chat, first.cost, now);
      if (wait > 0) {
        soonest = Math.min(soonest, wait);
        i++;
        continue;
      }
      const group = [first, ...(account.probing ? [] : companions(account, i, room, now))];
      giveLeave(account, group, { cost: group.length === 1 ? first.cost : 1, isMailing, at: now });
    }
    return queue.length > 0 ? soonest : 0;
  }

  function giveLeave(account: Account, group: Waiting[], call: Call): void {
    removeFrom(account.queue, new Set(group));
    account.window.reserve(call.cost, call.isMailing);
    const ticket = createTicket(group.length, gatekeeperOf(account, call));
    for (const waiting of group) waiting.go(ticket);
  }

  function gatekeeperOf(account: Account, call: Call): Gatekeeper {
    const { window } = account;
    const moved = () => {
      account.look.abort();
      const before = account.answer;
      account.answer = new AbortController();
      before.abort();
    };
    return {
      admit() {
        const took = clock.now().getTime() - call.at;
        account.leadMs = Math.min(Math.max(account.leadMs * 0.8 + took * 0.2, 0), longestLeadMs);
        const line = call.isMailing ? 'mailing' : 'other';
        const admitted = account.lines[line].then(() => admit(account, call));
        account.lines[line] = admitted;
        return admitted;
      },
      answered() {
        window.answered(clock.now().getTime(), call.cost);
        moved();
      },
      cancelled() {
        window.cancel(call.cost, call.isMailing);
        moved();
      },
    };
  }

  /** The leave was given a little early; here a call waits for its very moment. What has to wait longer goes back into the queue. */
  async function admit(account: Account, { cost, isMailing }: Call): Promise<SendOutcome | undefined> {
    const { window } = account;
    for (;;) {
      const now = clock.now();
      noticeJump(account, now.getTime());
      const pause = account.pause && account.pause.until > now ? account.pause : undefined;
      if (stopping || pause) {
        window.cancel(cost, isMailing);
        account.look.abort();
        return { kind: 'later', retryAt: pause?.until ?? now, reason: pause?.reason ?? 'interrupted' };
      }
      if (hasPlace(account, { cost, isMailing }, now.getTime())) {
        window.depart(now.getTime(), cost, isMailing);
        return undefined;
      }
      const next = window.nextFree(now.getTime()) ?? Number.POSITIVE_INFINITY;
      await clock.sleep(Math.min(Math.max(next - now.getTime(), 1), longestLookMs), account.answer.signal);
    }
  }
}
