import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { DealLine } from './deal.ts';

/** What a contact has bought. */
export interface Order {
  /** The key it was brought under: an import's own, `deal:<id>` where it came of a deal. */
  id: string;
  contact: string;
  date: Date;
  title: string;
  /** In units of its currency, at most two places. */
  sum: number;
  /** ISO 4217. */
  currency: string;
  lines?: Pick<DealLine, 'name' | 'price' | 'quantity' | 'discount'>[];
  /** The deal that it came of. */
  deal?: string;
  /** The import that brought it. */
  import?: string;
}

export interface OrderDocument extends Omit<Order, 'id'> {
  _id: string;
}

const schema = new mongoose.Schema<OrderDocument>(
  {
    _id: String,
    contact: String,
    date: Date,
    title: String,
    sum: Number,
    currency: String,
    lines: mongoose.Schema.Types.Mixed,
    deal: String,
    import: String,
  },
  { collection: 'orders', versionKey: false },
);
schema.index({ contact: 1, date: -1 });
schema.index({ import: 1 }, { partialFilterExpression: { import: { $exists: true } } });

export const orders = rawCollection<OrderDocument>(mongoose.model('Order', schema));

export function toOrder({ _id, ...rest }: OrderDocument): Order {
  return { id: _id, ...rest };
}
