import { createHash } from 'node:crypto';
import mongoose from 'mongoose';
import { fieldsHiddenFrom, maskText } from '../contacts/index.ts';
import { insertNew, rawCollection } from '../db/index.ts';
import { nextOrder } from '../lib/ids.ts';
import { getStaff, may } from '../staff/index.ts';
import type { CallTry } from './call.ts';
import type { Subscription, WebhookEvent } from './subscription.ts';

/** One event for one address: waits, was heard, or was given up. */
export interface WebhookDelivery {
  id: string;
  subscription: string;
  /** Of the event: the same for whoever is told of it. */
  event: string;
  type: string;
  /** Exactly what is sent. */
  body: string;
  state: 'queued' | 'sent' | 'failed';
  /** Deliveries of one lane go one after the other. */
  lane: string;
  order: number;
  /** Since when it has been tried, and not to be tried before. */
  at: Date;
  nextAt: Date;
  tries: CallTry[];
}

interface DeliveryDocument extends Omit<WebhookDelivery, 'id'> {
  _id: string;
  /** Stands only while it waits, so that the indexes of those are small. */
  open?: true;
}

const keptSeconds = 14 * 24 * 60 * 60;
const keptTries = 20;
/** Longer than an attempt may take. */
const claimMs = 60_000;

const { Mixed } = mongoose.Schema.Types;
const schema = new mongoose.Schema<DeliveryDocument>(
  {
    _id: String,
    subscription: String,
    event: String,
    type: String,
    body: String,
    state: String,
    open: Boolean,
    lane: String,
    order: Number,
    at: Date,
    nextAt: Date,
    tries: Mixed,
  },
  { collection: 'webhookDeliveries', versionKey: false, minimize: false },
);
schema.index({ subscription: 1, order: 1 }, { partialFilterExpression: { open: true } });
schema.index({ lane: 1, order: 1 }, { partialFilterExpression: { open: true } });
schema.index({ subscription: 1, at: -1 });
schema.index({ at: 1 }, { expireAfterSeconds: keptSeconds });

const deliveries = rawCollection<DeliveryDocument>(mongoose.model('WebhookDelivery', schema));

/** Puts events into the queues of those who want them. The same event twice is one delivery. National phones are known as of `region`. */
export async function queueEvents(
  events: WebhookEvent[],
  subscriptions: Subscription[],
  { now, region }: { now: Date; region: string },
): Promise<void> {
  const seen = new Map(await Promise.all(subscriptions.map(async ({ id, by }) => [id, await seenBy(by.id)] as const)));
  const made = events.flatMap((event, n) =>
    subscriptions
      .filter(subscription => wants(subscription, event))
      .flatMap(({ id }) => {
        const told = asSeen(event, seen.get(id), region);
        return told ? [deliveryOf(told, id, { now, n })] : [];
      }),
  );
  const batch = 200;
  for (let i = 0; i < made.length; i += batch) await insertNew(deliveries, made.slice(i, i + batch), { large: true });
}

interface Seen {
  hidden: ReadonlySet<string>;
  phones: boolean;
}

/** An address is told no more than whoever entered it may see. */
async function seenBy(id: string): Promise<Seen> {
  const staff = await getStaff(id);
  return { hidden: await fieldsHiddenFrom(staff?.role), phones: staff !== undefined && may(staff, 'seePhones') };
}

/** The event without the writes of hidden fields, phones and e-mails in it masked; nothing where it was of such writes alone. */
function asSeen(
  event: WebhookEvent,
  seen: Seen = { hidden: new Set(), phones: false },
  region: string,
): WebhookEvent | undefined {
  const told = withoutHidden(event, seen.hidden);
  return told && !seen.phones ? { ...told, data: masked(told.data, region) } : told;
}

function withoutHidden(event: WebhookEvent, hidden: ReadonlySet<string>): WebhookEvent | undefined {
  if (hidden.size === 0 || !('changes' in event.data && Array.isArray(event.data.changes))) return event;
  const changes = event.data.changes.filter(({ field }) => !hidden.has(field.replace(/^fields\./, '')));
  if (changes.length === 0 && event.type === 'contact.changed') return undefined;
  return { ...event, data: { ...event.data, changes } };
}

/** Names under which something is named rather than told: a number there is nobody's phone. */
const ids: ReadonlySet<string> = new Set([
  'id',
  'contact',
  'contacts',
  'conversation',
  'deal',
  'message',
  'run',
  'key',
  'externalId',
]);

function masked<T>(value: T, region: string): T {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const told = Object.entries(value).map(([name, each]) => {
    if (typeof each === 'string') return [name, ids.has(name) ? each : maskText(each, region)];
    return [name, ids.has(name) && Array.isArray(each) ? each : masked(each, region)];
  });
  return Array.isArray(value) ? (told.map(([, each]) => each) as T) : Object.fromEntries(told);
}

const wants = ({ id: _id, events, at }: Subscription, { type, seenAt }: WebhookEvent): boolean =>
  type === 'test' || (events.includes(type) && seenAt >= at);

function deliveryOf(
  { id, type, at, contact = '', data }: WebhookEvent,
  subscription: string,
  { now, n }: { now: Date; n: number },
): DeliveryDocument {
  const event = `evt_${createHash('sha256').update(id).digest('hex').slice(0, 24)}`;
  return {
    _id: `${subscription}:${event}`,
    subscription,
    event,
    type,
    body: JSON.stringify({ id: event, type, at: at.toISOString(), data }),
    state: 'queued',
    open: true,
    lane: `${subscription}:${contact}`,
    // Events come by their time; those of one moment stay as they came.
    order: at.getTime() * 1000 + Math.min(n, 999),
    at: now,
    nextAt: now,
    tries: [],
  };
}

/** What may be tried now for one address, in its order. */
export async function dueDeliveries(subscription: string, now: Date, limit: number): Promise<WebhookDelivery[]> {
  const found = await deliveries
    .find({ subscription, open: true, nextAt: { $lte: now } })
    .sort({ order: 1 })
    .limit(limit)
    .toArray();
  return found.map(toDelivery);
}

/** Takes one for an attempt. False when somebody else has it, or one before it in its lane still waits: then it waits as long. */
export async function claimDelivery({ id, lane, order }: WebhookDelivery, now: Date): Promise<boolean> {
  const before = await deliveries.findOne({ lane, open: true, order: { $lt: order } }, { projection: { nextAt: 1 } });
  if (before) {
    const nextAt = before.nextAt > now ? before.nextAt : now;
    await deliveries.updateMany({ lane, open: true, order: { $gte: order }, nextAt: { $lte: now } }, { $set: { nextAt } });
    return false;
  }
  const { modifiedCount } = await deliveries.updateOne(
    { _id: id, open: true, nextAt: { $lte: now } },
    { $set: { nextAt: new Date(now.getTime() + claimMs) } },
  );
  return modifiedCount > 0;
}

/** Writes down what came of an attempt; `nextAt` where it is to be tried again. */
export async function settleDelivery(
  id: string,
  { state, tried, nextAt }: { state: WebhookDelivery['state']; tried: CallTry; nextAt?: Date },
): Promise<void> {
  await deliveries.updateOne(
    { _id: id },
    {
      $set: { state, ...(nextAt && { nextAt }) },
      ...(!nextAt && { $unset: { open: '' } }),
      $push: { tries: { $each: [tried], $slice: -keptTries } },
    },
  );
}

/** Sends it once more, after all that waits now. False when it waits already, or is not there any more. */
export async function replayDelivery(subscription: string, id: string, now: Date): Promise<boolean> {
  const { modifiedCount } = await deliveries.updateOne(
    { _id: id, subscription, open: { $exists: false } },
    { $set: { open: true, state: 'queued', nextAt: now, at: now, order: nextOrder(now) } },
  );
  return modifiedCount > 0;
}

/** Whether an address has heard something that was queued after a moment. */
export async function hasHeardSince(subscription: string, since: Date): Promise<boolean> {
  return (await deliveries.findOne({ subscription, at: { $gt: since }, state: 'sent' }, { projection: { _id: 1 } })) !== null;
}

/** What waits for an address has all its time again. */
export async function reopenDeliveries(subscription: string, now: Date): Promise<void> {
  await deliveries.updateMany({ subscription, open: true }, { $set: { nextAt: now, at: now } });
}

/** The latest deliveries of an address, the latest first. */
export async function latestDeliveries(subscription: string, limit: number): Promise<WebhookDelivery[]> {
  return (await deliveries.find({ subscription }).sort({ at: -1 }).limit(limit).toArray()).map(toDelivery);
}

function toDelivery({ _id, open: _open, ...rest }: DeliveryDocument): WebhookDelivery {
  return { id: _id, ...rest };
}
