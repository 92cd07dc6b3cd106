import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';

/** That somebody was put on a list. Taken off it stays a while, so that whoever follows the lists learns of it. */
export interface ListedDocument {
  /** `<segment>:<contact>` of whoever was put on it; after a merge `contact` alone says who it is. */
  _id: string;
  segment: string;
  contact: string;
  at: Date;
  by: string;
  changedAt: Date;
  removedAt?: Date;
}

const keptSeconds = 30 * 24 * 3600;

const schema = new mongoose.Schema<ListedDocument>(
  { _id: String, segment: String, contact: String, at: Date, by: String, changedAt: Date, removedAt: Date },
  { collection: 'segmentListed', versionKey: false },
);
schema.index({ segment: 1, contact: 1 });
schema.index({ contact: 1 });
schema.index({ changedAt: 1 });
schema.index({ removedAt: 1 }, { expireAfterSeconds: keptSeconds });

export const listed = rawCollection<ListedDocument>(mongoose.model('SegmentListed', schema));
