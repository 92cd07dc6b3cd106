import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { Delivery } from './delivery.ts';
import { tokenOf } from './token.ts';

/**
 * A delivery in the database. Whoever plans on the database's side writes the fields of `Delivery` with `_id` for `id`, without `token` and
 * `message`: both follow from the id.
 */
export interface DeliveryDocument extends Omit<Delivery, 'id' | 'token'> {
  _id: string;
  token?: string;
  /** It is over: sent, failed, unknown, suppressed, cancelled. Stands for all of these in the index of what changed. */
  settled?: true;
  /** So many of its messages are in their hands already, where the words had to be parted. */
  partsSent?: number;
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<DeliveryDocument>(
  {
    _id: String,
    source: Mixed,
    contact: String,
    priority: String,
    advertising: Boolean,
    topic: String,
    conversation: String,
    account: String,
    messenger: String,
    state: String,
    due: Date,
    expires: Date,
    attempts: Number,
    reason: String,
    token: String,
    owner: String,
    message: String,
    plannedAt: Date,
    sentAt: Date,
    clickedAt: Date,
    repliedAt: Date,
    unsubscribedAt: Date,
    blockedAt: Date,
    changedAt: Date,
    settled: Boolean,
    partsSent: Number,
  },
  { collection: 'deliveries', versionKey: false, minimize: false },
);
// Each write of a delivery is one of every index that it stands in, and there are millions. What a mailing sends next is found in the order of
// the ids, which begin with the mailing's own: an index of what waits would be read past all that has gone already.
/** What goes next from an account for automations. */
schema.index(
  { 'source.id': 1, account: 1, due: 1 },
  { partialFilterExpression: { 'source.kind': 'automation', state: 'planned' } },
);
/** What is in a process's hands. */
schema.index({ owner: 1 }, { partialFilterExpression: { state: 'sending' } });
/** The numbers and the lists behind them. */
schema.index({ 'source.id': 1, state: 1, reason: 1 });
/** What somebody got lately. What waits is not in it: an entry for each contact in turn would be a quarter of what planning a million takes. */
schema.index({ contact: 1, sentAt: 1 }, { partialFilterExpression: { settled: true } });
schema.index({ changedAt: 1 }, { partialFilterExpression: { settled: true } });

export const deliveries = rawCollection<DeliveryDocument>(mongoose.model('Delivery', schema));

/** States in which the history tells of a delivery, under its own id. */
const told: readonly string[] = ['sent', 'failed', 'unknown'];

export function toDelivery({ _id, settled: _settled, partsSent: _parts, ...rest }: DeliveryDocument): Delivery {
  const isTold = told.includes(rest.state) && rest.message === undefined;
  return { ...rest, id: _id, token: rest.token ?? tokenOf(_id), ...(isTold && { message: _id }) };
}

const openStates: readonly string[] = ['planned', 'sending'];

export function toDocument({ id, token, ...rest }: PlannedDelivery): DeliveryDocument {
  return { _id: id, ...rest, ...(token && { token }), ...(!openStates.includes(rest.state) && { settled: true as const }) };
}

/**
 * Whose a token is. By itself, because it is written for many at once when they go out, and an index of the deliveries' own would have to be
 * kept with each of their writes.
 */
interface TokenDocument {
  _id: string;
  delivery: string;
}

export const deliveryTokens = rawCollection<TokenDocument>(
  mongoose.model(
    'DeliveryToken',
    new mongoose.Schema<TokenDocument>({ _id: String, delivery: String }, { collection: 'deliveryTokens', versionKey: false }),
  ),
);

/** A delivery as it is planned: its token follows from its id unless it is told. */
export type PlannedDelivery = Omit<Delivery, 'token'> & { token?: string };
