import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { Delivery } from './delivery.ts';
import { tokenOf } from './token.ts';

/**
 * A delivery in the database. Whoever plans on the database's side writes the fields of `Delivery` with `_id` for `id`, without `token`: that
 * follows from the id and is written down when the delivery goes out.
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
// Each write of a delivery is one of every index that it stands in, and there are millions: what waits, what is under way and what is over
// each stand in as few as they can.
/** What goes next from an account for a source. */
schema.index({ 'source.id': 1, account: 1, due: 1 }, { partialFilterExpression: { state: 'planned' } });
/** What is in a process's hands. */
schema.index({ owner: 1 }, { partialFilterExpression: { state: 'sending' } });
/** The numbers and the lists behind them. */
schema.index({ 'source.id': 1, state: 1, reason: 1 });
/** What somebody got lately. */
schema.index({ contact: 1, sentAt: -1 });
schema.index({ token: 1 }, { partialFilterExpression: { token: { $exists: true } } });
schema.index({ changedAt: 1 }, { partialFilterExpression: { settled: true } });

export const deliveries = rawCollection<DeliveryDocument>(mongoose.model('Delivery', schema));

export function toDelivery({ _id, settled: _settled, partsSent: _parts, ...rest }: DeliveryDocument): Delivery {
  return { ...rest, id: _id, token: rest.token ?? tokenOf(_id) };
}

const openStates: readonly string[] = ['planned', 'sending'];

export function toDocument({ id, token, ...rest }: PlannedDelivery): DeliveryDocument {
  return { _id: id, ...rest, ...(token && { token }), ...(!openStates.includes(rest.state) && { settled: true as const }) };
}

/** A delivery as it is planned: its token follows from its id unless it is told. */
export type PlannedDelivery = Omit<Delivery, 'token'> & { token?: string };
