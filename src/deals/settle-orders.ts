import type { Deal } from './deal.ts';
import { deals, toDeal, withoutHistory } from './deal-model.ts';
import { importOrder, removeOrder } from './import-order.ts';
import { getPipeline } from './pipelines.ts';

const most = 200;

/** Makes the orders of deals that were won and takes back those of deals that are so no more. A tick; what a dead process left is found too. */
export async function settleOrders(now: Date): Promise<void> {
  const due = await deals
    .find({ orderDue: { $exists: true } }, { projection: { _id: 1 } })
    .sort({ orderDue: 1 })
    .limit(most)
    .toArray();
  for (const { _id } of due) await settleOrder(_id, now);
}

/** The same for one deal, at once. Done twice it changes nothing. */
export async function settleOrder(id: string, now: Date): Promise<void> {
  const found = await deals.findOne({ _id: id, orderDue: { $exists: true } }, { projection: withoutHistory });
  if (!found?.orderDue) return;
  const deal = toDeal(found);
  const pipeline = await getPipeline(deal.pipeline);
  const isWon = pipeline?.stages.find(stage => stage.id === deal.stage)?.kind === 'won';
  if (isWon && !deal.deletedAt) await importOrder(orderOf(deal, pipeline.currency), keyOf(deal), { now });
  else await removeOrder(keyOf(deal), { now });
  // A change that came in between has set it anew.
  await deals.updateOne(
    { _id: id, orderDue: found.orderDue, ...(found.version !== undefined && { version: found.version }) },
    { $unset: { orderDue: '' } },
  );
}

const keyOf = ({ id }: Deal): string => `deal:${id}`;

function orderOf(deal: Deal, currency: string) {
  const { id, contact, title, amount = 0, lines, stageAt, changedAt } = deal;
  return {
    contact,
    date: stageAt ?? deal.stages.at(-1)?.at ?? changedAt,
    title,
    sum: amount,
    currency,
    deal: id,
    ...(lines?.length && {
      lines: lines.map(({ name, price, quantity, discount }) => ({ name, price, quantity, discount })),
    }),
  };
}
