import mongoose from 'mongoose';
import { rawCollection } from '../../db/index.ts';

/** A deal that was made with somebody within days of a message to them. */
export interface DealTouch {
  /** `<delivery>:<deal>`. */
  id: string;
  deal: string;
  delivery: string;
  /** The mailing or the automation. */
  source: string;
  /** Which of the mailing's wordings. */
  variant?: string;
  contact: string;
  /** `control`: they were of the control group and got nothing; `unsent`: it was meant for them and not sent. What people do anyway. */
  to: 'sent' | 'control' | 'unsent';
  /** Of all messages to them before the deal it was the last: the deal is counted to it and to no other. */
  last?: true;
  /** When the deal was made. */
  at: Date;
  state: 'open' | 'won' | 'lost';
  amount?: number;
  /** ISO 4217. */
  currency: string;
  /** The deal lies in the trash. */
  trashed?: true;
}

export interface TouchDocument extends Omit<DealTouch, 'id'> {
  _id: string;
}

const schema = new mongoose.Schema<TouchDocument>(
  {
    _id: String,
    deal: String,
    delivery: String,
    source: String,
    variant: String,
    contact: String,
    to: String,
    last: Boolean,
    at: Date,
    state: String,
    amount: Number,
    currency: String,
    trashed: Boolean,
  },
  { collection: 'dealTouches', versionKey: false },
);
schema.index({ source: 1, last: 1, state: 1 });
schema.index({ deal: 1 });
schema.index({ delivery: 1 });

export const touches = rawCollection<TouchDocument>(mongoose.model('DealTouch', schema));

export const toTouch = ({ _id, ...rest }: TouchDocument): DealTouch => ({ id: _id, ...rest });
