import { currentCounts, type DeliveryCount, type DeliveryCounts } from '../../deliveries/index.ts';
import { knownCapabilities, type MessengerName } from '../../messages/index.ts';
import { currentGauge } from '../../outbox/index.ts';
import type { Broadcast } from '../broadcast.ts';
import { someDay } from '../plan/due-of.ts';
import { getBroadcast } from '../read-broadcasts.ts';
import { perSecond } from '../rehearsal/time-it-takes.ts';
import { paceOf } from './pulse.ts';

/** Why some of a mailing waits, and until when where that is known. */
export interface Waiting {
  /** A word of `reasonText`, or `due` for an hour of their own; of an account that rests `asked`, `account`, `offline` or `nobody` as in the outbox's gauge. */
  reason: string;
  count: number;
  until?: Date;
  /** `<messenger>:<account>` where it is the account that waits. */
  account?: string;
}

/** How far a mailing has come. */
export interface Progress {
  state: Broadcast['state'];
  /** Not all deliveries are planned yet: `planned` grows. */
  isPlanning: boolean;
  /** All deliveries that are meant to go out: what is out, what waits, what was suppressed or cancelled on the way. */
  planned: number;
  /** Sent, failed, unknown, suppressed, cancelled. */
  done: number;
  left: number;
  sent: number;
  failed: number;
  unknown: number;
  /** Who is in the audience and gets nothing: the control group, and for each other reason. */
  suppressed: number;
  cancelled: number;
  /** Messages a second within the last minute. */
  pace: number;
  /** What is still to do, at the pace of now, or at what the limits allow before there is one; absent where nothing can be said. */
  seconds?: number;
  waiting: Waiting[];
  pausedFor?: Broadcast['pausedFor'];
}

/** How far a mailing has come, at most some seconds old. AppError `broadcasts.not_found`. */
export async function progressOf(id: string, now: Date): Promise<Progress> {
  const broadcast = await getBroadcast(id);
  const { state, plannedAt, startedAt, pausedFor } = broadcast;
  const isRunning = state === 'running';
  const [counts, pace] = await Promise.all([
    currentCounts({ kind: 'broadcast', id }),
    isRunning ? paceOf(id, { now, ...(startedAt && { since: startedAt }) }) : 0,
  ]);
  const { sent, failed, unknown, suppressed, cancelled, planned, sending } = counts.byState;
  const left = planned + sending;
  const seconds = isRunning ? secondsLeft(counts, { broadcast, pace, now }) : undefined;
  return {
    state,
    isPlanning: (isRunning || state === 'paused') && startedAt !== undefined && !plannedAt,
    planned: counts.total,
    done: counts.total - left,
    left,
    ...{ sent, failed, unknown, suppressed, cancelled, pace },
    ...(seconds !== undefined && { seconds }),
    waiting: isRunning ? await waitingOf(counts, broadcast, now) : [],
    ...(pausedFor && { pausedFor }),
  };
}

/** What waits for a time of its own cannot go sooner; the rest goes at the pace of now. */
function secondsLeft(
  { rows }: DeliveryCounts,
  { broadcast, pace, now }: { broadcast: Pick<Broadcast, 'pace'>; pace: number; now: Date },
): number | undefined {
  const open = rows.filter(isOpen);
  // Nobody knows when a winner is chosen by hand, and the hours of a trial begin with its end.
  if (open.some(({ due }) => due >= someDay)) return undefined;
  const left = open.reduce((sum, { count }) => sum + count, 0);
  if (left === 0) return 0;
  const rate = pace > 0 ? pace : Math.min(broadcast.pace ?? Number.POSITIVE_INFINITY, limitOf(open));
  const latest = Math.max(...open.map(({ due }) => due.getTime())) - now.getTime();
  return Math.ceil(Math.max(left / rate, latest / 1000));
}

function limitOf(open: DeliveryCount[]): number {
  const messengers = [...new Set(open.map(({ messenger }) => messenger))].filter(
    (name): name is MessengerName => name in knownCapabilities,
  );
  return messengers.reduce((sum, name) => sum + perSecond(name), 0) || 1;
}

const isOpen = ({ state }: DeliveryCount): boolean => state === 'planned' || state === 'sending';

async function waitingOf({ rows }: DeliveryCounts, { parts }: Pick<Broadcast, 'parts'>, now: Date): Promise<Waiting[]> {
  const later = rows.filter(row => isOpen(row) && (row.reason !== undefined || row.due > now));
  const byReason = new Map<string, Waiting>();
  for (const { reason = parts ? 'pause' : 'due', count, due } of later) {
    const known = byReason.get(reason);
    const until = due < someDay ? due : undefined;
    const soonest = known?.until && until && known.until < until ? known.until : (until ?? known?.until);
    byReason.set(reason, { reason, count: count + (known?.count ?? 0), ...(soonest && { until: soonest }) });
  }
  return [...byReason.values(), ...(await restingAccounts(rows, now))];
}

async function restingAccounts(rows: DeliveryCount[], now: Date): Promise<Waiting[]> {
  const open = rows.filter(isOpen);
  const gauges = (await currentGauge(now)).filter(({ why }) => why !== undefined && why !== 'pace' && why !== 'again');
  return gauges.flatMap(({ account, why, until }) => {
    const [messenger] = account.split(':');
    const count = open.filter(row => row.messenger === messenger).reduce((sum, row) => sum + row.count, 0);
    return count > 0 && why ? [{ reason: why, account, count, ...(until && { until }) }] : [];
  });
}
