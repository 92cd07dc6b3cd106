import { aggregateDeliveries, type DeliveryState } from '../../deliveries/index.ts';
import type { MessengerName } from '../../messages/index.ts';
import { type Mark, marks, type Outcome, outcomeOf } from './outcome.ts';

/** How many deliveries of a mailing have these things in common, and what came of them. */
export interface ReportRow extends Record<Mark, number> {
  outcome: Outcome;
  reason?: string;
  messenger: MessengerName;
  /** Nothing of those who waited for the winner, and of mailings without a trial. */
  variant?: string;
  count: number;
}

interface Found extends Record<Mark, number> {
  _id: { state: DeliveryState; reason?: string | null; messenger: MessengerName; variant?: string | null };
  count: number;
}

export const ofBroadcast = (id: string): object => ({ 'source.id': id, 'source.kind': 'broadcast' });

/** Every delivery of a mailing is in exactly one of the rows. */
export async function countRows(broadcast: string): Promise<ReportRow[]> {
  const has = (mark: Mark) => [mark, { $sum: { $cond: [{ $ifNull: [`$${mark}At`, false] }, 1, 0] } }];
  const found = (await aggregateDeliveries([
    { $match: ofBroadcast(broadcast) },
    {
      $group: {
        _id: { state: '$state', reason: '$reason', messenger: '$messenger', variant: '$source.variant' },
        count: { $sum: 1 },
        ...Object.fromEntries(marks.map(has)),
      },
    },
  ])) as Found[];
  return found.map(({ _id: { state, reason, messenger, variant }, ...numbers }) => ({
    outcome: outcomeOf({ state, ...(reason != null && { reason }) }),
    ...(reason != null && { reason }),
    messenger,
    ...(variant != null && { variant }),
    ...numbers,
  }));
}

type Numeric = 'count' | Mark;

/** The sum of a number over the rows that fit. */
export function sumOf(
  rows: readonly ReportRow[],
  number: Numeric = 'count',
  fits: (row: ReportRow) => boolean = () => true,
): number {
  return rows.reduce((sum, row) => (fits(row) ? sum + row[number] : sum), 0);
}
