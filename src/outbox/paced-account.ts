import type { Priority } from '../messages/index.ts';
import type { ChatPace } from './chat-pace.ts';
import type { Pace } from './pace.ts';
import type { Ticket } from './ticket.ts';
import type { Window } from './window.ts';

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

/** Nothing is waited for longer than this without another look. */
export const longestLookMs = 60_000;

export interface Waiting extends TurnRequest {
  rank: number;
  cost: number;
  go(ticket: Ticket | undefined): void;
}

export interface Account {
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
  /** How long it takes from the leave to the call, milliseconds: so much earlier the leave is given. */
  leadMs: number;
  /** The calls that have leave, one after the other; those of a mailing hold up nobody else. */
  lines: { mailing: Promise<unknown>; other: Promise<unknown> };
  /** Aborts at the next answer. */
  answer: AbortController;
  /** Ends the present wait: somebody may be able to go at once, or the program stops. */
  look: AbortController;
}

export const isPaced = ({ pace }: Account): boolean => pace.perSecond !== Number.POSITIVE_INFINITY;

export function callOff(account: Account, waiting: Waiting) {
  const at = account.queue.indexOf(waiting);
  if (at < 0) return;
  account.queue.splice(at, 1);
  waiting.go(undefined);
}

/** How much may have leave now: an account that may be broken gives it to one, a mailing has its share. */
export function roomFor({ window, pace, probing, leadMs }: Account, isMailing: boolean, now: number): number {
  const taken = window.taken(now + leadMs);
  if (probing) return 1 - taken.all;
  const room = pace.perSecond - taken.all;
  return isMailing ? Math.min(room, (pace.mailing ?? pace.perSecond) - taken.mailing) : room;
}

/** Whether a call that has leave may be made now. */
export function hasPlace(
  { window, pace }: Account,
  { cost, isMailing }: { cost: number; isMailing: boolean },
  now: number,
): boolean {
  const { all, mailing } = window.counted(now);
  return all + cost <= pace.perSecond && (!isMailing || mailing + cost <= (pace.mailing ?? pace.perSecond));
}

/** Who goes in the same call: nobody while there is room enough for everybody to go alone and at once. */
export function companions(account: Account, at: number, room: number, now: number): Waiting[] {
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

/** In place: who gives leave is walking through it. */
export function removeFrom(queue: Waiting[], going: Set<Waiting>) {
  for (let i = queue.length - 1; i >= 0; i--) {
    const waiting = queue[i];
    if (waiting && going.has(waiting)) queue.splice(i, 1);
  }
}

/** All that is taken may be on its way: then an answer ends the wait. */
export function untilFree({ window, leadMs }: Account, now: number): number {
  const at = window.nextFree(now + leadMs);
  return at === undefined ? longestLookMs : Math.max(at - leadMs - now, 1);
}

/** A clock that was put back makes nobody wait for the time that it will tell twice. */
export function noticeJump(account: Account, now: number) {
  const back = account.seen - now;
  account.seen = now;
  if (back <= 0) return;
  account.window.shift(back);
  account.chats.shift(back);
  if (account.pause) account.pause = { ...account.pause, until: new Date(account.pause.until.getTime() - back) };
}
