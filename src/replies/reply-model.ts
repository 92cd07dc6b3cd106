import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { CannedReply } from './reply.ts';

export type ReplyDocument = Omit<CannedReply, 'id'> & { _id: string };

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<ReplyDocument>(
  {
    _id: String,
    name: String,
    staff: String,
    texts: Mixed,
    files: Mixed,
    buttons: Mixed,
    version: Number,
    changedAt: Date,
    changedBy: String,
  },
  { collection: 'replies', versionKey: false },
);

/** Hundreds at most: a firm's own words. */
export const replies = rawCollection<ReplyDocument>(mongoose.model('Reply', schema));

export function toReply({ _id, ...rest }: ReplyDocument): CannedReply {
  return { id: _id, ...rest };
}
