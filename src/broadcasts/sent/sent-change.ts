import mongoose from 'mongoose';
import { guardedUpdates, rawCollection } from '../../db/index.ts';

/** What is done to all that a mailing has sent: other words, or taking it back. */
export interface SentChange {
  id: string;
  broadcast: string;
  what: 'edit' | 'remove';
  /** Of a trial: only what this wording sent. */
  variant?: string;
  state: 'running' | 'done' | 'stopped';
  by: string;
  /** How the history calls whoever did it. */
  name: string;
  at: Date;
  endedAt?: Date;
  total: number;
  /** `changed`, `refused`, `unknown` and what needed no change. */
  done: number;
  changed: number;
  /** The messenger, or the message, did not allow it: by the reason, in the messenger's own words or one of ours. */
  refused: number;
  reasons: { reason: string; count: number }[];
  /** Nobody can say whether it worked. */
  unknown: number;
  /** What became of those that wait is not looked at before. */
  until?: Date;
}

export interface SentChangeDocument extends Omit<SentChange, 'id'> {
  _id: string;
  /** The last delivery that was looked at. */
  after?: string;
  stamp?: string;
}

const schema = new mongoose.Schema<SentChangeDocument>(
  {
    _id: String,
    broadcast: String,
    what: String,
    variant: String,
    state: String,
    by: String,
    name: String,
    at: Date,
    endedAt: Date,
    total: Number,
    done: Number,
    changed: Number,
    refused: Number,
    reasons: mongoose.Schema.Types.Mixed,
    unknown: Number,
    until: Date,
    after: String,
    stamp: String,
  },
  { collection: 'sentChanges', versionKey: false },
);
schema.index({ broadcast: 1, at: -1 });
schema.index({ state: 1, at: 1 });

export const sentChanges = rawCollection<SentChangeDocument>(mongoose.model('SentChange', schema));
export const updateSentChange = guardedUpdates(sentChanges);

export function toSentChange(document: SentChangeDocument): SentChange {
  const { _id, after: _after, stamp: _stamp, ...rest } = document;
  return { id: _id, ...rest };
}
