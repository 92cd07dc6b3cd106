import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { Segment } from './segment.ts';

export interface SegmentDocument extends Omit<Segment, 'id'> {
  _id: string;
  /** The name as it is compared: no two segments are told apart by capitals alone. */
  key: string;
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<SegmentDocument>(
  {
    _id: String,
    key: String,
    name: String,
    description: String,
    kind: String,
    rule: Mixed,
    createdAt: Date,
    createdBy: String,
    changedAt: Date,
    changedBy: String,
    version: Number,
    size: Mixed,
  },
  { collection: 'segments', versionKey: false },
);
schema.index({ key: 1 }, { unique: true });

/** Hundreds at most: what people have given a name. */
export const segments = rawCollection<SegmentDocument>(mongoose.model('Segment', schema));

export function toSegment({ _id, key: _key, ...rest }: SegmentDocument): Segment {
  return { id: _id, ...rest };
}

/** A name as it is compared. */
export const nameKey = (name: string): string => name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLocaleLowerCase('ru');
