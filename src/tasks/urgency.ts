import type { TaskPriority } from './task.ts';

/** What the feed may hand out. `key` names it among all of them. */
export type Pressing = { key: string } & (
  | { kind: 'task'; due: Date; allDay?: boolean; priority: TaskPriority }
  /** A customer waits since; people promised to answer by. */
  | { kind: 'conversation'; since: Date; promised: Date }
  /** A deal that nothing is to be done for, since. */
  | { kind: 'deal'; since: Date }
);

/** Why something is handed out, with the minutes since when. */
export type Reason = {
  why: 'conversationLate' | 'taskLate' | 'taskNow' | 'taskToday' | 'dealIdle';
  minutes: number;
  isHigh?: true;
};

export interface Urgent<T extends Pressing> {
  item: T;
  score: number;
  reason: Reason;
}

/** A task is handed out so long before it is due. */
export const soonMs = 15 * 60_000;

const minuteMs = 60_000;
/** Late by more than a working day is as late as it gets, or one forgotten task would stand before every customer who waits. */
const mostMinutes = 8 * 60;
const base = { conversationLate: 1000, taskLate: 900, taskNow: 600, taskToday: 400, dealIdle: 100 } as const;
const ofPriority: Record<TaskPriority, number> = { high: 300, normal: 0, low: -300 };

/**
 * What is to be done first: customers who wait past the promised time and tasks past theirs, each the more the later; then what is due now
 * or today, then deals without a next step. Whatever was skipped comes last, first skipped first. What can wait is left out. Pure.
 */
export function byUrgency<T extends Pressing>(
  items: readonly T[],
  { now, skipped = new Map() }: { now: Date; skipped?: ReadonlyMap<string, Date> },
): Urgent<T>[] {
  const skippedAt = ({ item }: Urgent<T>) => skipped.get(item.key)?.getTime() ?? 0;
  return items
    .flatMap(item => {
      const reason = reasonOf(item, now);
      return reason ? [{ item, reason, score: scoreOf(item, reason) }] : [];
    })
    .sort((a, b) => skippedAt(a) - skippedAt(b) || b.score - a.score || (a.item.key < b.item.key ? -1 : 1));
}

function reasonOf(item: Pressing, now: Date): Reason | undefined {
  if (item.kind === 'conversation')
    return item.promised <= now ? { why: 'conversationLate', minutes: minutesFrom(item.promised, now) } : undefined;
  if (item.kind === 'deal') return { why: 'dealIdle', minutes: minutesFrom(item.since, now) };
  const minutes = minutesFrom(item.due, now);
  const high = item.priority === 'high' && { isHigh: true as const };
  if (item.due < now) return { why: 'taskLate', minutes, ...high };
  if (item.allDay) return { why: 'taskToday', minutes: 0, ...high };
  return item.due.getTime() - now.getTime() <= soonMs ? { why: 'taskNow', minutes, ...high } : undefined;
}

function scoreOf(item: Pressing, { why, minutes }: Reason): number {
  const late = Math.max(0, Math.min(mostMinutes, minutes));
  const slow = why === 'dealIdle' ? late / 10 : late;
  return base[why] + slow + (item.kind === 'task' ? ofPriority[item.priority] : 0);
}

const minutesFrom = (then: Date, now: Date): number => Math.floor((now.getTime() - then.getTime()) / minuteMs);
