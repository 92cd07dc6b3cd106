import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';

/** Somebody who is, or was, in a segment that is watched. */
export interface MemberDocument {
  /** `<segment>:<contact>`. */
  _id: string;
  segment: string;
  contact: string;
  isIn: boolean;
  /** Since when they are in it, or out of it. */
  since: Date;
  /** How often they have moved: each move has its number, so that it is told of once. */
  moves: number;
  /** Its last move is not told of yet. */
  untold?: true;
}

export interface MoveDocument {
  /** `<segment>:<contact>:<number>`. */
  _id: string;
  segment: string;
  contact: string;
  what: 'entered' | 'left';
  at: Date;
}

/** How far a segment is watched: until all who were in it at first are noted, nobody has entered it. */
export interface WatchDocument {
  _id: string;
  begunAt: Date;
  readyAt?: Date;
  lookedAt?: Date;
  /** How long the last look took. */
  tookMs?: number;
}

const keptSeconds = 90 * 24 * 3600;

const memberSchema = new mongoose.Schema<MemberDocument>(
  { _id: String, segment: String, contact: String, isIn: Boolean, since: Date, moves: Number, untold: Boolean },
  { collection: 'segmentMembers', versionKey: false },
);
memberSchema.index({ segment: 1, contact: 1 });
memberSchema.index({ untold: 1 }, { partialFilterExpression: { untold: { $exists: true } } });

const moveSchema = new mongoose.Schema<MoveDocument>(
  { _id: String, segment: String, contact: String, what: String, at: Date },
  { collection: 'segmentMoves', versionKey: false },
);
moveSchema.index({ at: 1 }, { expireAfterSeconds: keptSeconds });

const watchSchema = new mongoose.Schema<WatchDocument>(
  { _id: String, begunAt: Date, readyAt: Date, lookedAt: Date, tookMs: Number },
  { collection: 'segmentWatches', versionKey: false },
);

export const members = rawCollection<MemberDocument>(mongoose.model('SegmentMember', memberSchema));
export const moves = rawCollection<MoveDocument>(mongoose.model('SegmentMove', moveSchema));
/** One for each segment that something waits for. */
export const watches = rawCollection<WatchDocument>(mongoose.model('SegmentWatch', watchSchema));
