import type { Backlog, Priority } from '../../messages/index.ts';
import { currentCounts, type DeliveryCounts } from '../count-deliveries.ts';
import type { Books } from './book.ts';

/** What waits in the ledger for an account, of all that may go now; in the future where it all waits for its time. */
export async function countWaiting(account: string, { books, now }: { books: Books; now: Date }): Promise<Backlog[]> {
  const kinds = [
    { kind: 'broadcast', priority: 'broadcast' },
    { kind: 'automation', priority: 'chain' },
  ] as const;
  const found = await Promise.all(
    kinds.map(async ({ kind, priority }) => {
      const running = await books[kind].running(now);
      const counts = await Promise.all(running.map(({ id }) => currentCounts({ kind, id })));
      return backlogIn(counts, account, priority);
    }),
  );
  return found.flat();
}

function backlogIn(counts: DeliveryCounts[], account: string, priority: Priority): Backlog[] {
  const messenger = account.slice(0, account.indexOf(':'));
  const rows = counts
    .flatMap(each => each.rows)
    .filter(row => row.messenger === messenger && (row.state === 'planned' || row.state === 'sending'));
  if (rows.length === 0) return [];
  const waiting = rows.reduce((sum, { count }) => sum + count, 0);
  return [{ priority, waiting, since: new Date(Math.min(...rows.map(({ due }) => due.getTime()))) }];
}
