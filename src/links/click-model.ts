import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import { batching } from '../lib/batching.ts';

/** Somebody opened a link of a delivery. Nothing of it says from where, and of the browser only its family is kept. */
export interface Click {
  id: string;
  delivery: string;
  /** The mailing or the automation that the delivery belongs to. */
  source: string;
  /** Which of the mailing's wordings. */
  variant?: string;
  /** The place of the link in its message, from 0. */
  link: number;
  /** Where it leads, as the author wrote it. */
  address: string;
  at: Date;
  /** `chrome`, `safari`, `telegram` …; `other` for what nobody knows. */
  family: string;
}

export interface ClickDocument extends Omit<Click, 'id'> {
  _id: string;
}

const schema = new mongoose.Schema<ClickDocument>(
  {
    _id: String,
    delivery: String,
    source: String,
    variant: String,
    link: Number,
    address: String,
    at: Date,
    family: String,
  },
  { collection: 'clicks', versionKey: false },
);
// The numbers of a mailing by its links, and who is behind each.
schema.index({ source: 1, address: 1, delivery: 1 });
schema.index({ delivery: 1, at: 1 });

export const clicks = rawCollection<ClickDocument>(mongoose.model('Click', schema));

const insert = batching((documents: ClickDocument[]) => insertNew(clicks, documents));

/** Keeps a click. The same id twice is one. */
export async function keepClick({ id, ...click }: Click): Promise<void> {
  await insert({ _id: id, ...click });
}
