import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';

/** Something changed that an open page shows. `about` names what: the id of a deal, a task, a conversation, one of the staff. */
export interface Signal {
  topic:
    | 'deals'
    | 'tasks'
    | 'conversations'
    | 'contacts'
    | 'staff'
    | 'typing'
    | 'search'
    | 'settings'
    /** Replies that go at a time; about the conversation. */
    | 'scheduled'
    /** One of the staff is to be told now; about whom. */
    | 'alerts'
    /** A mailing is not what it was, or has come further. */
    | 'broadcasts';
  about?: string;
  facts?: Record<string, string | number | boolean | null>;
}

export interface SignalDocument extends Signal {
  _id: string;
  at: Date;
}

/** A page that was cut off for longer is told to look at everything anew. */
export const keptMs = 15 * 60_000;

const schema = new mongoose.Schema<SignalDocument>(
  { _id: String, at: Date, topic: String, about: String, facts: mongoose.Schema.Types.Mixed },
  { collection: 'signals', versionKey: false },
);
schema.index({ at: 1 }, { expireAfterSeconds: keptMs / 1000 });

export const signals = rawCollection<SignalDocument>(mongoose.model('Signal', schema));
