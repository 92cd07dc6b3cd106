import { importOrder, ordersOf, removeOrder } from '../../deals/index.ts';
import type { OrderValues } from './read-order.ts';
import { rowKey } from './row-key.ts';

/** So many of a person's latest orders are looked through for the same one. */
const mostLooked = 1000;

/** Whether no earlier import or deal brought the same order: the same day, sum and words. Twice in one table is twice bought. */
export async function isNewOrder(contact: string, order: OrderValues, own?: string): Promise<boolean> {
  const known = await ordersOf(contact, { limit: mostLooked });
  return !known.some(
    other =>
      (own === undefined || other.import !== own) &&
      other.date.getTime() === order.date.getTime() &&
      other.sum === order.sum &&
      other.title === order.title &&
      other.currency === order.currency,
  );
}

/** Keeps the order of a row, once; answers whether it stands there because of this import. The card's totals are left to `recountOrders`. */
export async function keepOrder(
  { id, row, contact, order }: { id: string; row: number; contact: string; order: OrderValues },
  now: Date,
): Promise<boolean> {
  if (!(await isNewOrder(contact, order, id))) return false;
  await importOrder({ contact, ...order, import: id }, rowKey(id, row), { now, recount: false });
  return true;
}

/** Takes the order of a row back; answers whose it was. */
export async function dropOrder({ id, row }: { id: string; row: number }, now: Date): Promise<string | undefined> {
  return (await removeOrder(rowKey(id, row), { now, recount: false }))?.contact;
}
