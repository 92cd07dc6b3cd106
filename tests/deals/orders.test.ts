import { beforeAll, describe, expect, it } from 'vitest';
import { findOrCreateContact, getContact } from '../../src/contacts/index.ts';
import {
  createDeal,
  getDeal,
  importOrder,
  moveDeal,
  ordersOf,
  reassignDeals,
  removeOrder,
  settleOrders,
  writeDeal,
} from '../../src/deals/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2026-03-02T09:00:00Z');
const later = new Date('2026-03-05T09:00:00Z');
const olga = { kind: 'staff', id: 'olga', name: 'Ольга' } as const;
let anna = '';
let boris = '';

async function contact(chat: string, firstName: string): Promise<string> {
  const address = { messenger: 'telegram' as const, account: '1', chat };
  const incoming = { address, from: { id: chat, firstName }, at: now, content: { kind: 'start' as const } };
  return (await findOrCreateContact(incoming, now)).contact.id;
}

beforeAll(async () => {
  anna = await contact('1', 'Анна');
  boris = await contact('2', 'Борис');
});

describe('an order', () => {
  it('is made of a deal that is won, once, and its sum stands on the card', async () => {
    await createDeal({ key: 'd1', contact: anna, pipeline: 'sales', stage: 'new', title: 'Ремонт', amount: 1000.5, now });
    await moveDeal({ contact: anna, key: 'm1', stage: 'won', now });
    await settleOrders(now);
    await settleOrders(later);
    expect(await ordersOf(anna)).toMatchObject([{ id: 'deal:d1', sum: 1000.5, currency: 'RUB', title: 'Ремонт', date: now }]);
    expect((await getContact(anna))?.orders).toEqual({ count: 1, sum: 1000.5, currency: 'RUB', first: now, last: now });
  });

  it('follows the deal: another sum changes it, a deal that is open again takes it back', async () => {
    await writeDeal('d1', { key: 'e1', by: olga, now: later, change: deal => ({ ...deal, amount: 700 }) });
    await settleOrders(later);
    expect((await getContact(anna))?.orders).toMatchObject({ count: 1, sum: 700 });
    await writeDeal('d1', { key: 'e2', by: olga, now: later, change: deal => ({ ...deal, stage: 'in-work', isOpen: true }) });
    await settleOrders(later);
    expect(await ordersOf(anna)).toEqual([]);
    expect(await getContact(anna)).not.toHaveProperty('orders');
  });

  it('is imported once for each key, changed by the same key and taken away again', async () => {
    const order = { contact: anna, date: now, title: 'Счёт 1', sum: 100.1, currency: 'RUB' };
    expect(await importOrder(order, 'import:1:1', { now })).toBe(true);
    expect(await importOrder({ ...order, sum: 200.2 }, 'import:1:1', { now })).toBe(false);
    await importOrder({ ...order, date: later, sum: 5, currency: 'EUR' }, 'import:1:2', { now });
    expect((await getContact(anna))?.orders).toEqual({
      count: 2,
      sum: 5,
      currency: 'EUR',
      first: now,
      last: later,
      others: { RUB: 200.2 },
    });
    expect(await removeOrder('import:1:2', { now })).toMatchObject({ sum: 5, currency: 'EUR' });
    expect((await getContact(anna))?.orders).toMatchObject({ count: 1, sum: 200.2 });
  });

  it('is counted rightly when many come at once', async () => {
    const bring = (n: number) =>
      importOrder({ contact: boris, date: now, title: `Счёт ${n}`, sum: 10, currency: 'RUB' }, `many:${n}`, { now });
    await Promise.all(Array.from({ length: 20 }, (_, n) => bring(n)));
    expect((await getContact(boris))?.orders).toMatchObject({ count: 20, sum: 200 });
  });

  it('goes with its card to another one and back', async () => {
    const moved = await reassignDeals({ from: anna, to: boris, key: 'merge', by: olga, now });
    expect(moved).toEqual({ deals: ['d1'], orders: ['import:1:1'] });
    expect((await getDeal('d1'))?.contact).toBe(boris);
    expect((await getContact(boris))?.orders).toMatchObject({ count: 21, sum: 400.2 });
    await reassignDeals({ from: boris, to: anna, key: 'unmerge', by: olga, now }, moved);
    expect((await getContact(boris))?.orders).toMatchObject({ count: 20 });
    expect((await getDeal('d1'))?.contact).toBe(anna);
  });
});
