import type { Filter } from 'mongodb';
import { readOn, type Stretch } from '../db/index.ts';
import type { MessengerName } from '../messages/index.ts';
import type { Delivery, DeliveryState } from './delivery.ts';
import { type DeliveryDocument, deliveries, toDelivery } from './delivery-model.ts';

/** Whose deliveries are meant; of a contact those that are over. */
export type DeliveriesOf = { kind: 'broadcast' | 'automation'; id: string } | { run: string } | { contact: string };

export interface DeliveryFilter {
  state?: DeliveryState | DeliveryState[];
  /** The stable word, or the messenger's own sentence. */
  reason?: string;
  messenger?: MessengerName;
  /** Of a mailing: which wording. */
  variant?: string;
  /** Those of which this came. */
  mark?: 'clicked' | 'replied' | 'unsubscribed' | 'blocked';
}

const most = 10_000;

/** A page of deliveries, pages from 1: of a contact the latest first, of anything else in the order of their ids. */
export async function listDeliveries(
  of: DeliveriesOf,
  filter: DeliveryFilter,
  { page, perPage }: { page: number; perPage: number },
): Promise<{ deliveries: Delivery[]; total: number }> {
  const where = { ...whereOf(of), ...conditionOf(filter) };
  const [found, total] = await Promise.all([
    deliveries
      .find(where)
      .sort('contact' in of ? { plannedAt: -1, _id: 1 } : { _id: 1 })
      .skip((page - 1) * perPage)
      .limit(perPage)
      .toArray(),
    deliveries.countDocuments(where),
  ]);
  return { deliveries: found.map(toDelivery), total };
}

/** All deliveries of a source that fit, in the order of their ids, a stretch at a time: for files and reports. */
export async function readDeliveries(stretch: Stretch): Promise<{ found: Delivery[]; hasMore: boolean }> {
  const { found, hasMore } = await readOn(deliveries, stretch);
  return { found: found.map(toDelivery), hasMore };
}

/** A pipeline over the ledger, on the database's side. Fields are those of `Delivery`, `_id` for `id`. */
export function aggregateDeliveries(stages: object[]): Promise<object[]> {
  return deliveries.aggregate(stages).toArray();
}

/** What went to these people after `since`, the latest first; people who got nothing are left out. */
export async function recentDeliveries(contactIds: string[], since: Date): Promise<Map<string, Delivery[]>> {
  const recent = new Map<string, Delivery[]>();
  for (let i = 0; i < contactIds.length; i += most) {
    const contact = { $in: contactIds.slice(i, i + most) };
    const found = await deliveries.find({ contact, settled: true, sentAt: { $gt: since } }).toArray();
    for (const one of found.map(toDelivery)) recent.set(one.contact, [...(recent.get(one.contact) ?? []), one]);
  }
  for (const list of recent.values()) list.sort((one, other) => timeOf(other) - timeOf(one));
  return recent;
}

/** Deliveries that were settled, or of which something came, from one moment until before another, in the order of the change. */
export async function deliveriesChangedSince(
  since: Date,
  until: Date,
  { skip = 0, limit }: { skip?: number; limit: number },
): Promise<Delivery[]> {
  const found = await deliveries
    .find({ settled: true, changedAt: { $gte: since, $lt: until } })
    .sort({ changedAt: 1, _id: 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(toDelivery);
}

const timeOf = ({ sentAt }: Delivery): number => sentAt?.getTime() ?? 0;

function whereOf(of: DeliveriesOf): Filter<DeliveryDocument> {
  if ('contact' in of) return { contact: of.contact, settled: true };
  // The ids of a run's deliveries begin with its own.
  if ('run' in of) return { _id: { $gte: `${of.run}:`, $lt: `${of.run};` } };
  return { 'source.id': of.id, 'source.kind': of.kind };
}

function conditionOf({ state, reason, messenger, variant, mark }: DeliveryFilter): Filter<DeliveryDocument> {
  return {
    ...(state && { state: Array.isArray(state) ? { $in: state } : state }),
    ...(reason !== undefined && { reason }),
    ...(messenger && { messenger }),
    ...(variant !== undefined && { 'source.variant': variant }),
    ...(mark && { [`${mark}At`]: { $exists: true } }),
  };
}
