import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { Signal } from './signal.ts';

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
