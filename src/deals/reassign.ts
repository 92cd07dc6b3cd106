import type { DealAuthor } from './deal.ts';
import { deals } from './deal-model.ts';
import { orders } from './order.ts';
import { recountOrders } from './orders-of.ts';
import { writeDeal } from './write-deal.ts';

/** What was moved from one card to another, so that it can be moved back. */
export interface Reassigned {
  deals: string[];
  orders: string[];
}

interface Reassignment {
  from: string;
  to: string;
  key: string;
  by: DealAuthor;
  now: Date;
}

/**
 * Gives deals and orders of one card to another: all of them, or only those told. Deals in the trash come along. Done again under the same key it
 * goes on where it stopped.
 */
export async function reassignDeals({ from, to, key, by, now }: Reassignment, only?: Reassigned): Promise<Reassigned> {
  const found = await deals.find({ contact: from }, { projection: { _id: 1 } }).toArray();
  const moving = found.map(({ _id }) => _id).filter(id => !only || only.deals.includes(id));
  for (const id of moving) await writeDeal(id, { key: `${key}:${id}`, by, now, change: deal => ({ ...deal, contact: to }) });
  const bought = await orders.find({ contact: from }, { projection: { _id: 1 } }).toArray();
  const ordersMoving = bought.map(({ _id }) => _id).filter(id => !only || only.orders.includes(id));
  await orders.updateMany({ _id: { $in: ordersMoving } }, { $set: { contact: to } });
  await recountOrders(from, now);
  await recountOrders(to, now);
  return { deals: moving, orders: ordersMoving };
}
