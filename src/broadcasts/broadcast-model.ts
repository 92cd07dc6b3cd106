import mongoose from 'mongoose';
import { guardedUpdates, rawCollection } from '../db/index.ts';
import type { Broadcast } from './broadcast.ts';
import type { PlanPlace } from './plan/plan-rows.ts';

export interface BroadcastDocument extends Omit<Broadcast, 'id' | 'parent'> {
  _id: string;
  /** `noParent` where it came of none, so that every list is one stretch of an index. */
  parent: string;
  /** When a scheduled one is to begin, or comes again. */
  startAt?: Date;
  plan?: PlanPlace;
  /** When the last message of the trial was sent. */
  trialEndedAt?: Date;
  /** The winner is chosen, and the rest is not let go yet. */
  releasing?: true;
  /** Its deliveries that were left are still to be cancelled. */
  owes?: 'cancelling';
  stamp?: string;
}

export const noParent = '';

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<BroadcastDocument>(
  {
    _id: String,
    name: String,
    state: String,
    advertising: Boolean,
    topic: String,
    audience: Mixed,
    content: Mixed,
    schedule: Mixed,
    parts: Mixed,
    pace: Number,
    test: Mixed,
    control: Number,
    stopAt: Mixed,
    utm: Mixed,
    parent: String,
    createdAt: Date,
    createdBy: String,
    changedAt: Date,
    changedBy: String,
    version: Number,
    rehearsed: Mixed,
    startAt: Date,
    startedAt: Date,
    plannedAt: Date,
    plan: Mixed,
    trialEndedAt: Date,
    releasing: Boolean,
    owes: String,
    endedAt: Date,
    pausedFor: Mixed,
    stamp: String,
  },
  { collection: 'broadcasts', versionKey: false, minimize: false },
);
schema.index({ parent: 1, createdAt: -1 });
schema.index({ parent: 1, state: 1, createdAt: -1 });
schema.index({ state: 1, startAt: 1 });
// Only those whose deliveries are still to be cancelled are in it.
schema.index({ owes: 1 }, { partialFilterExpression: { owes: { $exists: true } } });

export const broadcasts = rawCollection<BroadcastDocument>(mongoose.model('Broadcast', schema));

/** The one way a mailing is changed. */
export const updateBroadcast = guardedUpdates(broadcasts);

export function toBroadcast(document: BroadcastDocument): Broadcast {
  const {
    _id,
    parent,
    startAt: _startAt,
    plan: _plan,
    trialEndedAt: _trialEndedAt,
    releasing: _releasing,
    owes: _owes,
    stamp: _stamp,
    ...rest
  } = document;
  return { id: _id, ...rest, ...(parent !== noParent && { parent }) };
}
