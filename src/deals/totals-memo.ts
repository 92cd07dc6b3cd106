import mongoose from 'mongoose';

/** For so long a sum may be behind what other processes have written; what this one writes shows at once. */
const freshMs = 3000;
const most = 200;

const kept = new Map<string, { at: number; value: Promise<unknown> }>();

/** A sum over many deals, computed once for all who ask for the same within a moment. */
export function rememberedTotals<T>(key: string, compute: () => Promise<T>): Promise<T> {
  const name = `${mongoose.connection.name}:${key}`;
  const known = kept.get(name);
  if (known && performance.now() - known.at < freshMs) return known.value as Promise<T>;
  if (kept.size >= most) kept.clear();
  const value = compute();
  kept.set(name, { at: performance.now(), value });
  value.catch(() => kept.delete(name));
  return value;
}

/** A deal was written: sums are computed anew. */
export function forgetTotals(): void {
  kept.clear();
}
