import { readOn, type Stretch } from '../db/index.ts';
import type { Deal, DealEvent } from './deal.ts';
import { type DealDocument, deals, toDeal, withoutHistory } from './deal-model.ts';
import { type Order, orders, toOrder } from './order.ts';

/** Deals that are not in the trash, by their ids. */
export async function readDeals({ where = {}, ...stretch }: Stretch): Promise<{ deals: Deal[]; hasMore: boolean }> {
  const { found, hasMore } = await readOn<DealDocument>(deals, {
    ...stretch,
    where: { $and: [{ deletedAt: null }, where] },
    projection: withoutHistory,
  });
  return { deals: found.map(toDeal), hasMore };
}

/** Orders by their ids. */
export async function readOrders(stretch: Stretch): Promise<{ orders: Order[]; hasMore: boolean }> {
  const { found, hasMore } = await readOn(orders, stretch);
  return { orders: found.map(toOrder), hasMore };
}

/** Deals that were written from one moment until before another, by the time of it, each with the latest lines of its history. */
export async function dealsSince(
  since: Date,
  until: Date,
  { skip, limit }: { skip: number; limit: number },
): Promise<{ deal: Deal; log: DealEvent[] }[]> {
  const found = await deals
    .find<DealDocument>({ changedAt: { $gte: since, $lt: until } }, { projection: { search: 0, log: { $slice: -50 } } })
    .sort({ changedAt: 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(document => ({ deal: toDeal(document), log: document.log ?? [] }));
}
