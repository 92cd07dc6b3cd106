import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { Deal } from './deal.ts';

export interface DealDocument extends Omit<Deal, 'id'> {
  _id: string;
  /** Keys of the latest changes by flows, latest last: done again they change nothing. */
  applied: string[];
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<DealDocument>(
  {
    _id: String,
    contact: String,
    run: String,
    pipeline: String,
    stage: String,
    isOpen: Boolean,
    title: String,
    amount: Number,
    fields: Mixed,
    owner: String,
    stages: Mixed,
    source: Mixed,
    at: Date,
    changedAt: Date,
    applied: [String],
  },
  { collection: 'deals', versionKey: false, minimize: false },
);
schema.index({ contact: 1, at: -1 });

export const deals = rawCollection<DealDocument>(mongoose.model('Deal', schema));

export function toDeal({ _id, applied: _applied, ...rest }: DealDocument): Deal {
  return { id: _id, ...rest };
}
