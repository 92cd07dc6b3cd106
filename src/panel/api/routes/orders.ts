import { z } from 'zod';
import { getContact } from '../../../contacts/index.ts';
import { importOrder, ordersOf, readOrders } from '../../../deals/index.ts';
import { type Filterable, filterOf, paging, toWhere } from '../filters.ts';
import { answerPage, pageOf } from '../lists.ts';
import { type Means, moment, refuseUnknownContact, there } from '../means.ts';
import { type ApiRoute, defineRoute } from '../route.ts';
import { idParams, orderShape } from '../shapes.ts';

const filterable: Filterable = { id: '_id', contact: 'contact', date: 'date', sum: 'sum', currency: 'currency', deal: 'deal' };

/** What contacts bought. */
export function orderRoutes({ config }: Pick<Means, 'config'>): ApiRoute[] {
  return [
    defineRoute({
      id: 'orders.list',
      method: 'get',
      path: '/orders',
      scope: 'deals:read',
      summary: 'Orders, by their ids',
      query: z.strictObject({ ...paging, filter: filterOf(filterable).exactOptional() }),
      answer: pageOf(orderShape),
      handler: call => {
        const where = toWhere(call.query.filter, filterable, { now: call.now, timeZone: config.timeZone });
        return answerPage(call, async page => {
          const { orders, hasMore } = await readOrders({ where, ...page });
          return { items: orders, hasMore };
        });
      },
    }),
    defineRoute({
      id: 'contacts.orders',
      method: 'get',
      path: '/contacts/{id}/orders',
      scope: 'deals:read',
      summary: 'The latest 100 orders of a contact',
      params: idParams,
      answer: z.object({ data: z.array(orderShape) }),
      handler: async ({ params }) => ({ data: await ordersOf(there(await getContact(params.id), 'contacts').id) }),
    }),
    defineRoute({
      id: 'orders.keep',
      method: 'post',
      path: '/orders',
      scope: 'deals:write',
      summary: 'Keeps an order under an id of your own: the same id again changes it',
      body: z
        .strictObject({
          id: z.string().min(1).max(100),
          contact: z.string().min(1).max(100),
          date: moment,
          title: z.string().min(1).max(300),
          sum: z.number().min(-1e12).max(1e12),
          currency: z.string().regex(/^[A-Z]{3}$/),
        })
        .meta({ id: 'NewOrder' }),
      answer: orderShape,
      handler: async ({ body: { id: own, ...order }, now }) => {
        await refuseUnknownContact(order.contact);
        // What came of deals and imports has ids of its own.
        const id = `api:${own}`;
        await importOrder(order, id, { now });
        return { id, ...order };
      },
    }),
  ];
}
