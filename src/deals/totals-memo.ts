import { memoFor } from '../db/index.ts';
import { deals } from './deal-model.ts';

interface Computed {
  /** When it was begun. */
  at: Date;
  value: unknown;
}

/** For so long nobody asks whether a deal was written elsewhere, */
const fresh = memoFor<Computed>(3000);
/** and for so long a sum holds if none was. A deal that is erased for good leaves no trace of it. */
const kept = memoFor<Computed>(60_000);
/** How far behind another process's clock may be. */
const slackMs = 10_000;

/** A sum over many deals, computed once for all who ask for the same, and anew when a deal was written. */
export async function rememberedTotals<T>(key: string, compute: () => Promise<T>): Promise<T> {
  const computeNow = async (): Promise<Computed> => ({ at: new Date(), value: await compute() });
  const found = await fresh.get(key, async () => {
    const asked = new Date();
    const known = await kept.get(key, computeNow);
    if (known.at >= asked || !(await wasWritten(known.at))) return known;
    kept.forget(key);
    return kept.get(key, computeNow);
  });
  return found.value as T;
}

async function wasWritten(since: Date): Promise<boolean> {
  const changedAt = { $gt: new Date(since.getTime() - slackMs) };
  return (await deals.findOne({ changedAt }, { projection: { _id: 1 } })) !== null;
}

/** A deal was written: sums are computed anew. */
export function forgetTotals(): void {
  fresh.forget();
  kept.forget();
}
