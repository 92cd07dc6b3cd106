import { memoFor } from '../db/index.ts';
import { type Backlog, backlogOf, countSent, countTrouble, priorities } from '../messages/index.ts';
import { type SenderDocument, senderCollection } from './senders.ts';

/**
 * Why what waits has not gone yet: the messenger asked to wait, the account does not work, nobody answers there, no process sends for it,
 * each of them is tried again later, or simply more waits than may be sent at once.
 */
export type WaitReason = 'asked' | 'account' | 'offline' | 'nobody' | 'again' | 'pace';

/** How sending stands at one account, for all processes of the installation. */
export interface AccountGauge {
  /** `telegram:<bot>` */
  account: string;
  /** By priority, the first first; priorities in which nothing waits are left out. */
  backlog: Backlog[];
  /** Only when something waits. */
  why?: WaitReason;
  /** Until when at least, where that is known. */
  until?: Date;
  /** The messenger's own words. */
  reason?: string;
  /** Messages sent within the last minute. */
  lastMinute: number;
  /** How many of the last 24 hours were not sent, or nobody knows. */
  trouble: number;
}

/** Who sends for an account says so every two seconds. */
const silentMs = 10_000;
export const troubleMs = 24 * 60 * 60 * 1000;

/** The gauge as the database tells it: all accounts that this installation sends for, or from which something is left. */
export async function readGauge(now: Date): Promise<AccountGauge[]> {
  const senders = await senderCollection.find({ _id: { $gte: '' } }).toArray();
  const sent = senders.length > 0 ? await countSent(new Date(now.getTime() - 60_000)) : new Map<string, number>();
  const gauges = await Promise.all(senders.map(sender => readAccount(sender, sent.get(sender._id) ?? 0, now)));
  return gauges.filter(gauge => gauge !== undefined).sort((one, other) => (one.account < other.account ? -1 : 1));
}

/** What waits for an account elsewhere than in the history. */
export type BacklogCount = (account: string, now: Date) => Promise<Backlog[]>;

const besides = new Set<BacklogCount>();

/** Whoever sends past the queue tells what waits there, so that the gauge shows all of it. Returns the way to stop. */
export function countBesides(count: BacklogCount): () => void {
  besides.add(count);
  return () => besides.delete(count);
}

function together(backlogs: Backlog[]): Backlog[] {
  return priorities.flatMap(priority => {
    const those = backlogs.filter(backlog => backlog.priority === priority);
    const waiting = those.reduce((sum, backlog) => sum + backlog.waiting, 0);
    const since = new Date(Math.min(...those.map(backlog => backlog.since.getTime())));
    return waiting > 0 ? [{ priority, waiting, since }] : [];
  });
}

async function readAccount(sender: SenderDocument, lastMinute: number, now: Date): Promise<AccountGauge | undefined> {
  const account = sender._id;
  const [queued, trouble, ...planned] = await Promise.all([
    backlogOf(account),
    countTrouble(account, new Date(now.getTime() - troubleMs)),
    ...[...besides].map(count => count(account, now)),
  ]);
  const backlog = together([queued, ...planned].flat());
  const isServed = sender.owner !== '' && now.getTime() - sender.seenAt.getTime() < silentMs;
  if (!isServed && backlog.length === 0 && trouble === 0) return undefined;
  const cause = whyItWaits(sender, { backlog, isServed, now });
  return { account, backlog, ...cause, lastMinute, trouble };
}

function whyItWaits(
  { pause }: SenderDocument,
  { backlog, isServed, now }: { backlog: Backlog[]; isServed: boolean; now: Date },
): Pick<AccountGauge, 'why' | 'until' | 'reason'> {
  if (backlog.length === 0 && (!pause || pause.kind === 'asked')) return {};
  if (!isServed) return backlog.length === 0 ? {} : { why: 'nobody' };
  // A pause of a broken or silent account lasts until something goes through, whenever one goes ahead to see.
  if (pause?.kind === 'account' || pause?.kind === 'offline')
    return { why: pause.kind, until: pause.until, reason: pause.reason };
  if (pause?.kind === 'asked' && pause.until > now) return { why: 'asked', until: pause.until, reason: pause.reason };
  const soonest = backlog.reduce((first, { since }) => (since < first ? since : first), backlog[0]?.since ?? now);
  return soonest > now ? { why: 'again', until: soonest } : { why: 'pace' };
}

/** The same for everybody who asks within so short a while: many pages may be open. */
const sameMs = 1500;
const latest = memoFor<AccountGauge[]>(sameMs);

/** `readGauge`, asked of the database at most every one and a half seconds. */
export function currentGauge(now: Date): Promise<AccountGauge[]> {
  return latest.get(String(Math.floor(now.getTime() / sameMs)), () => readGauge(now));
}
