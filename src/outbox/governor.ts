import type { Clock } from '../lib/clock.ts';
import { type MessengerName, type Priority, priorities } from '../messages/index.ts';
import { type ChatPace, createChatPace } from './chat-pace.ts';
import { type Pace, paces } from './pace.ts';
import { createTicket, type Ticket } from './ticket.ts';
import { createWindow, type Window } from './window.ts';

/** Somebody who wants to send. */
export interface TurnRequest {
  /** `telegram:<bot>` */
  account: string;
  chat: string;
  priority: Priority;
  /** How many messages the messenger counts; 1 unless told. */
  cost?: number;
  /** With how many others of its kind it may share a call, itself among them; alone unless told. */
  together?: number;
}

/** Why an account waits: the messenger asked for it, the account does not work, nobody answers there. */
export type PauseKind = 'asked' | 'account' | 'offline' | 'takeover';

export interface Pause {
  kind: PauseKind;
  until: Date;
  reason: string;
}

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

interface Waiting extends TurnRequest {
  rank: number;
  cost: number;
  go(ticket: Ticket | undefined): void;
}

interface Account {
  pace: Pace;
  queue: Waiting[];
  window: Window;
  chats: ChatPace;
  pause: Pause | undefined;
  /** One goes ahead to see whether the account works again. */
  probing: boolean;
  /** The latest time seen, to notice a clock that was put back. */
  seen: number;
  running: boolean;
  /** Ends the present wait: somebody may be able to go at once, or the program stops. */
  look: AbortController;
}

const mailingRank = priorities.indexOf('broadcast');
const longestLookMs = 60_000;

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
      look: new AbortController(),
    };
    accounts.set(name, account);
    return account;
  }

  async function run(account: Account) {
    account.running = true;
    while (account.queue.length > 0 && !stopping) {
      account.look = new AbortController();
      const wait = release(account, clock);
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
      if (!isPaced(account) && !account.pause) return Promise.resolve(createTicket(1, () => {}));
      return new Promise(resolve => {
        const rank = priorities.indexOf(request.priority);
        const cost = Math.min(request.cost ?? 1, account.pace.perSecond);
        const waiting: Waiting = { ...request, rank, cost, go: resolve };
        const behind = account.queue.findIndex(other => other.rank > rank);
        account.queue.splice(behind < 0 ? account.queue.length : behind, 0, waiting);
        signal?.addEventListener('abort', () => callOff(account, waiting), { once: true });
        look(account);
      });
    },
    pause(name, pause) {
      const account = accountOf(name);
      if (pause.kind === 'account' || pause.kind === 'offline') account.probing = true;
      if (!account.pause || account.pause.until < pause.until) account.pause = pause;
    },
    pauseOf: name => accounts.get(name)?.pause,
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
      for (const account of accounts.values()) account.look.abort();
    },
  };
}

const isPaced = ({ pace }: Account): boolean => pace.perSecond !== Number.POSITIVE_INFINITY;

function callOff(account: Account, waiting: Waiting) {
  const at = account.queue.indexOf(waiting);
  if (at < 0) return;
  account.queue.splice(at, 1);
  waiting.go(undefined);
}

/** Lets go whoever may go now. Returns after how many milliseconds to look again, 0 when the queue is empty. */
function release(account: Account, clock: Clock): number {
  const now = clock.now().getTime();
  noticeJump(account, now);
  const { window, pace, queue } = account;
  const paused = (account.pause?.until.getTime() ?? 0) - now;
  if (paused > 0) return paused;
  if (!account.probing) account.pause = undefined;
  let soonest = longestLookMs;
  for (let i = 0; i < queue.length; ) {
    const first = queue[i];
    if (!first) break;
    const taken = window.taken(now);
    const isMailing = first.rank === mailingRank;
    const room = Math.min(
      account.probing ? 1 - taken.all : pace.perSecond - taken.all,
      isMailing ? (pace.mailing ?? pace.perSecond) - taken.mailing : Number.POSITIVE_INFINITY,
    );
    // Who costs more than there is room for holds up the ones behind, or they would always find the room that it waits for.
    if (room < (account.probing ? 1 : first.cost)) return Math.min(soonest, untilFree(window, now));
    const wait = account.chats.take(first.chat, first.cost, now);
    if (wait > 0) {
      soonest = Math.min(soonest, wait);
      i++;
      continue;
    }
    const group = [first, ...(account.probing ? [] : companions(account, i, room, now))];
    depart(account, group, isMailing, clock);
  }
  return queue.length > 0 ? soonest : 0;
}

/** Who goes in the same call: nobody while there is room enough for everybody to go alone and at once. */
function companions(account: Account, at: number, room: number, now: number): Waiting[] {
  const first = account.queue[at];
  const most = first?.together ?? 1;
  if (!first || most < 2) return [];
  const alike = account.queue.slice(at + 1).filter(({ rank, together = 1 }) => rank === first.rank && together > 1);
  if (alike.length < room) return [];
  const group: Waiting[] = [];
  for (const other of alike) {
    if (group.length + 1 >= most) break;
    if (account.chats.take(other.chat, other.cost, now) === 0) group.push(other);
  }
  return group;
}

function depart(account: Account, group: Waiting[], isMailing: boolean, clock: Clock) {
  const cost = group.length === 1 ? (group[0]?.cost ?? 1) : 1;
  const going = new Set(group);
  account.queue = remove(account.queue, going);
  account.window.take(cost, isMailing);
  const ticket = createTicket(group.length, () => {
    account.window.answered(clock.now().getTime(), cost, isMailing);
    account.look.abort();
  });
  for (const waiting of group) waiting.go(ticket);
}

/** In place: who releases is walking through it. */
function remove(queue: Waiting[], going: Set<Waiting>): Waiting[] {
  for (let i = queue.length - 1; i >= 0; i--) {
    const waiting = queue[i];
    if (waiting && going.has(waiting)) queue.splice(i, 1);
  }
  return queue;
}

/** All that is taken may be on its way: then an answer ends the wait. */
function untilFree(window: Window, now: number): number {
  const at = window.nextFree();
  return at === undefined ? longestLookMs : Math.max(at - now, 1);
}

/** A clock that was put back makes nobody wait for the time that it will tell twice. */
function noticeJump(account: Account, now: number) {
  const back = account.seen - now;
  account.seen = now;
  if (back <= 0) return;
  account.window.shift(back);
  account.chats.shift(back);
  if (account.pause) account.pause = { ...account.pause, until: new Date(account.pause.until.getTime() - back) };
}
