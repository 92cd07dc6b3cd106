import { isDeepStrictEqual } from 'node:util';
import { type Contact, getContact, type OrderTotals, writeContact } from '../contacts/index.ts';
import { newId } from '../lib/ids.ts';
import { signal } from '../signals/index.ts';
import { toMoney } from './deal.ts';
import { type Order, orders, toOrder } from './order.ts';

const by = { kind: 'automation', id: 'orders', name: 'orders' } as const;
/** Each time round somebody else has brought an order meanwhile. */
const tries = 8;

/** A contact's orders, the latest first. */
export async function ordersOf(contact: string, { limit = 100 }: { limit?: number } = {}): Promise<Order[]> {
  return (await orders.find({ contact }).sort({ date: -1 }).limit(limit).toArray()).map(toOrder);
}

/** What all orders of a contact come to; nothing where there are none. */
export async function totalsOf(contact: string): Promise<OrderTotals | undefined> {
  const found = await orders
    .find<Pick<Order, 'sum' | 'currency' | 'date'>>({ contact }, { projection: { _id: 0, sum: 1, currency: 1, date: 1 } })
    .sort({ date: -1 })
    .toArray();
  const [last] = found;
  const first = found.at(-1);
  if (!last || !first) return undefined;
  const sums: Record<string, number> = {};
  for (const { currency, sum } of found) sums[currency] = toMoney((sums[currency] ?? 0) + sum);
  const { [last.currency]: sum = 0, ...others } = sums;
  return {
    count: found.length,
    sum,
    currency: last.currency,
    first: first.date,
    last: last.date,
    ...(Object.keys(others).length > 0 && { others }),
  };
}

/**
 * Puts on the card what its orders come to. Whoever wrote last looks once more, so that of two at once nobody leaves an old sum behind. A card
 * that is gone is passed over.
 */
export async function recountOrders(contact: string, now: Date): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const totals = await totalsOf(contact);
    const card = await getContact(contact);
    if (!card || isDeepStrictEqual(card.orders, totals)) return;
    await writeContact(contact, { key: `orders:${newId()}`, by, now, change: before => withTotals(before, totals) });
    signal({ topic: 'contacts', about: contact });
  }
}

function withTotals({ orders: _old, ...card }: Contact, totals: OrderTotals | undefined): Contact {
  return { ...card, ...(totals && { orders: totals }) };
}
