import { insertNew } from '../db/index.ts';
import { toMoney } from './deal.ts';
import { type Order, type OrderDocument, orders } from './order.ts';
import { recountOrders } from './orders-of.ts';

/**
 * Keeps an order under a key of the caller's: the same key again changes it. Answers whether it is new. `recount: false` leaves the totals
 * of the card to one `recountOrders(contact, now)` after many.
 */
export async function importOrder(
  order: Omit<Order, 'id'>,
  key: string,
  { now, recount = true }: { now: Date; recount?: boolean },
): Promise<boolean> {
  const made: OrderDocument = { _id: key, ...order, sum: toMoney(order.sum) };
  const [isNew = false] = await insertNew(orders, [made]);
  let before: string | undefined;
  if (!isNew) {
    const { _id, ...rest } = made;
    const replaced = await orders.findOneAndReplace({ _id: key }, rest);
    before = replaced?.contact;
  }
  if (recount) {
    await recountOrders(order.contact, now);
    if (before !== undefined && before !== order.contact) await recountOrders(before, now);
  }
  return isNew;
}

/** Takes an order away, whoever brought it; answers what it was, so that a rollback can be rolled back. */
export async function removeOrder(
  key: string,
  { now, recount = true }: { now: Date; recount?: boolean },
): Promise<Order | undefined> {
  const gone = await orders.findOneAndDelete({ _id: key });
  if (!gone) return undefined;
  if (recount) await recountOrders(gone.contact, now);
  const { _id, ...rest } = gone;
  return { id: _id, ...rest };
}
