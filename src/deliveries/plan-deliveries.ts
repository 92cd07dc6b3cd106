import { insertNew, persistently } from '../db/index.ts';
import { deliveries, deliveryTokens, type PlannedDelivery, toDocument } from './delivery-model.ts';
import { wakeCouriers } from './wake.ts';

/** One command carries so many with ease. */
const atOnce = 1000;

/** Writes deliveries down, those that are not there yet; answers how many are new. Planning the same again changes nothing. */
export async function planDeliveries(rows: PlannedDelivery[]): Promise<number> {
  let planned = 0;
  for (let i = 0; i < rows.length; i += atOnce) {
    const slice = rows.slice(i, i + atOnce);
    const isNew = await insertNew(deliveries, slice.map(toDocument));
    planned += isNew.filter(Boolean).length;
    const named = slice.flatMap(({ id, token }, n) => (token && isNew[n] ? [{ _id: token, delivery: id }] : []));
    if (named.length > 0) await insertNew(deliveryTokens, named);
  }
  if (planned > 0) wakeCouriers();
  return planned;
}

/** What is to be cancelled: all of a mailing or an automation, or what one run of an automation still has before it. */
export type CancelWhat = { kind: 'broadcast' | 'automation'; id: string } | { run: string };

/**
 * Takes back what has not gone out: at once and for good, however much it is; what is in somebody's hands just now goes its way. Answers how
 * many. `reason` is a stable word.
 */
export async function cancelDeliveries(what: CancelWhat, reason: string, now: Date): Promise<number> {
  const where = 'run' in what ? { _id: { $gte: `${what.run}:`, $lt: `${what.run};` } } : { 'source.id': what.id };
  const { modifiedCount } = await persistently(() =>
    deliveries.updateMany(
      { ...where, state: 'planned' },
      { $set: { state: 'cancelled', reason, changedAt: now, settled: true } },
    ),
  );
  return modifiedCount;
}
