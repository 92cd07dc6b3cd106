import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { isInside } from '../lib/outside-agent.ts';
import { reopenDeliveries } from './delivery-store.ts';
import type { EventType, Subscription } from './subscription.ts';

type SubscriptionDocument = Omit<Subscription, 'id'> & { _id: string };

const { Mixed } = mongoose.Schema.Types;
const mostSubscriptions = 50;

const subscriptions = rawCollection<SubscriptionDocument>(
  mongoose.model(
    'WebhookSubscription',
    new mongoose.Schema<SubscriptionDocument>(
      {
        _id: String,
        name: String,
        url: String,
        events: [String],
        secret: String,
        at: Date,
        by: Mixed,
        off: Mixed,
        failures: Number,
        retryAt: Date,
      },
      { collection: 'webhookSubscriptions', versionKey: false },
    ),
  ),
);

/** Keeps secrets as nobody but the program can read them. */
export interface Safe {
  seal(name: string, text: string): string;
  open(name: string, sealed: string): string | undefined;
}

/** Under which name the secret of a subscription is sealed. */
export const secretName = (id: string): string => `webhook:${id}`;

interface Wishes {
  name: string;
  url: string;
  events: EventType[];
}

/** The sharing of a secret as Standard Webhooks writes it: 24 random bytes in base64 behind a prefix. */
const newSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`;

/** A new subscription, with the secret that is in the answer and nowhere else in clear. AppErrors as of `checkAddress`, `webhooks.too_many_subscriptions`. */
export async function createSubscription(
  wishes: Wishes,
  { by, now, safe, allowPrivate }: { by: { id: string; name: string }; now: Date; safe: Safe; allowPrivate: boolean },
): Promise<{ subscription: Subscription; secret: string }> {
  checkAddress(wishes.url, allowPrivate);
  if ((await subscriptions.countDocuments({}, { limit: mostSubscriptions })) >= mostSubscriptions)
    throw new AppError('webhooks.too_many_subscriptions', `There may be ${mostSubscriptions} addresses.`, {
      most: mostSubscriptions,
    });
  const secret = newSecret();
  const id = newId();
  const made = { _id: id, ...wishes, secret: safe.seal(secretName(id), secret), at: now, by: { id: by.id, name: by.name } };
  await subscriptions.insertOne(made);
  return { subscription: toSubscription(made), secret };
}

/** Changes what it is told of, and where. AppErrors as above, `webhooks.not_found`. */
export async function changeSubscription(id: string, wishes: Wishes, { allowPrivate }: { allowPrivate: boolean }): Promise<void> {
  checkAddress(wishes.url, allowPrivate);
  await write(id, { $set: { ...wishes } });
}

/** Sends nothing any more, or goes on with all that waits. AppError `webhooks.not_found`. */
export async function switchSubscription(id: string, off: Subscription['off'] | undefined, now: Date): Promise<void> {
  if (off) return write(id, { $set: { off } });
  await write(id, { $unset: { off: '', failures: '', retryAt: '' } });
  await reopenDeliveries(id, now);
}

/** Another secret; the old one signs nothing from now on. */
export async function renewSecret(id: string, { safe }: { safe: Safe }): Promise<string> {
  const secret = newSecret();
  await write(id, { $set: { secret: safe.seal(secretName(id), secret) } });
  return secret;
}

export async function removeSubscription(id: string): Promise<void> {
  await subscriptions.deleteOne({ _id: id });
}

export async function listSubscriptions(): Promise<Subscription[]> {
  return (await subscriptions.find().sort({ at: 1 }).toArray()).map(toSubscription);
}

/** AppError `webhooks.not_found`. */
export async function getSubscription(id: string): Promise<Subscription> {
  const found = await subscriptions.findOne({ _id: id });
  if (!found) throw new AppError('webhooks.not_found', 'There is no such address any more.', { id });
  return toSubscription(found);
}

/** Heard: whatever went wrong before is over. */
export async function noteHeard(id: string): Promise<void> {
  await subscriptions.updateOne({ _id: id, failures: { $gt: 0 } }, { $unset: { failures: '', retryAt: '' } });
}

/** Not heard: nothing is sent to it before `retryAt`. */
export async function noteUnheard(id: string, retryAt: Date): Promise<void> {
  await subscriptions.updateOne({ _id: id }, { $inc: { failures: 1 }, $set: { retryAt } });
}

/** AppError `webhooks.bad_address`, `webhooks.inside_address`: names are looked at when they are called. */
function checkAddress(address: string, allowPrivate: boolean): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new AppError('webhooks.bad_address', 'Give an address that begins with https://', { url: address });
  if (!allowPrivate && isInside(url.hostname))
    throw new AppError('webhooks.inside_address', 'This address is inside the own network, which is not called.', {
      url: address,
    });
}

async function write(id: string, update: object): Promise<void> {
  const { matchedCount } = await subscriptions.updateOne({ _id: id }, update);
  if (matchedCount === 0) throw new AppError('webhooks.not_found', 'There is no such address any more.', { id });
}

function toSubscription({ _id, ...rest }: SubscriptionDocument): Subscription {
  return { id: _id, ...rest };
}
