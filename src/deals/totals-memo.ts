import { memoFor } from '../db/index.ts';

const totals = memoFor<unknown>(3000);

/** A sum over many deals, computed once for all who ask for the same within a moment. */
export function rememberedTotals<T>(key: string, compute: () => Promise<T>): Promise<T> {
  return totals.get(key, compute) as Promise<T>;
}

/** A deal was written: sums are computed anew. */
export const forgetTotals = (): void => totals.forget();
