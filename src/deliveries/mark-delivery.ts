import type { Delivery } from './delivery.ts';
import { deliveries, deliveryTokens, toDelivery } from './delivery-model.ts';

/** The delivery that carries this token, once it has gone out; nothing for any other. */
export async function deliveryByToken(token: string): Promise<Delivery | undefined> {
  const known = await deliveryTokens.findOne({ _id: token });
  return known ? getDelivery(known.delivery) : undefined;
}

export async function getDelivery(id: string): Promise<Delivery | undefined> {
  const found = await deliveries.findOne({ _id: id });
  return found ? toDelivery(found) : undefined;
}

/** What came of a delivery; each is noted once, as it was the first time. */
export type DeliveryMark = Partial<Pick<Delivery, 'clickedAt' | 'repliedAt' | 'unsubscribedAt' | 'blockedAt'>>;

/** Notes what came of a delivery. Answers whether anything of it is new; the same again changes nothing. */
export async function markDelivery(id: string, marks: DeliveryMark, now: Date = new Date()): Promise<boolean> {
  const done = await Promise.all(
    Object.entries(marks).map(async ([mark, at]) => {
      if (!(at instanceof Date)) return false;
      const { modifiedCount } = await deliveries.updateOne(
        { _id: id, [mark]: { $exists: false } },
        { $set: { [mark]: at, changedAt: now } },
      );
      return modifiedCount > 0;
    }),
  );
  return done.includes(true);
}
