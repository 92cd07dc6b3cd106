import type { MessengerName } from '../messages/index.ts';
import { type DeliveryState, deliveryStates } from './delivery.ts';
import { deliveries } from './delivery-model.ts';

/** How many deliveries have these things in common. */
export interface DeliveryCount {
  state: DeliveryState;
  reason?: string;
  messenger: MessengerName;
  /** Of a mailing: which wording. */
  variant?: string;
  count: number;
  /** The earliest time that one of them waits for, or had. */
  due: Date;
}

export interface DeliveryCounts {
  total: number;
  byState: Record<DeliveryState, number>;
  /** Each combination of state, reason, messenger and wording that there is: they add up to `total`. */
  rows: DeliveryCount[];
}

/** The numbers of a mailing or an automation, as they are just now. Reads all its deliveries: for a page that looks often there is `currentCounts`. */
export async function countDeliveries(source: { kind: 'broadcast' | 'automation'; id: string }): Promise<DeliveryCounts> {
  const found = await deliveries
    .aggregate<{ _id: Omit<DeliveryCount, 'count' | 'due'>; count: number; due: Date }>([
      { $match: { 'source.id': source.id, 'source.kind': source.kind } },
      {
        $group: {
          _id: { state: '$state', reason: '$reason', messenger: '$messenger', variant: '$source.variant' },
          count: { $sum: 1 },
          due: { $min: '$due' },
        },
      },
    ])
    .toArray();
  const rows = found.map(({ _id, count, due }) => ({ ...defined(_id), count, due }));
  const byState = Object.fromEntries(deliveryStates.map(state => [state, 0])) as Record<DeliveryState, number>;
  for (const { state, count } of rows) byState[state] += count;
  return { total: rows.reduce((sum, { count }) => sum + count, 0), byState, rows };
}

function defined({ state, reason, messenger, variant }: Omit<DeliveryCount, 'count' | 'due'>) {
  return { state, messenger, ...(reason != null && { reason }), ...(variant != null && { variant }) };
}

interface Kept {
  counts: Promise<DeliveryCounts>;
  until: number;
}

const kept = new Map<string, Kept>();
const leastMs = 1000;
/** Counting takes at most so small a part of the time. */
const share = 10;
const mostKept = 200;

/** `countDeliveries`, asked of the database seldom enough that many open pages and a million deliveries are no burden. */
export function currentCounts(source: { kind: 'broadcast' | 'automation'; id: string }): Promise<DeliveryCounts> {
  const began = performance.now();
  const key = `${source.kind}:${source.id}`;
  const known = kept.get(key);
  if (known && known.until > began) return known.counts;
  if (kept.size >= mostKept) kept.clear();
  const mine: Kept = { counts: countDeliveries(source), until: Number.POSITIVE_INFINITY };
  kept.set(key, mine);
  mine.counts.then(
    () => {
      const now = performance.now();
      mine.until = now + Math.max(leastMs, (now - began) * share);
    },
    () => kept.delete(key),
  );
  return mine.counts;
}
