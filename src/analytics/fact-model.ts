import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { FactFilter, QuestionFact } from './question-fact.ts';

export interface FactDocument extends Omit<QuestionFact, 'id'> {
  _id: string;
  /** The revision of the conversation that was told last: what comes again is passed over. */
  version: number;
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<FactDocument>(
  {
    _id: String,
    flow: String,
    revision: String,
    step: String,
    run: String,
    contact: String,
    conversation: String,
    messenger: String,
    source: String,
    at: Date,
    state: String,
    answeredAt: Date,
    changedAt: Date,
    invalid: Number,
    words: Mixed,
    back: Number,
    version: Number,
  },
  { collection: 'facts', versionKey: false, minimize: false },
);
// Neither changes after the first write, so that what becomes of a question later costs no write of an index.
schema.index({ flow: 1, at: 1 });

export const facts = rawCollection<FactDocument>(mongoose.model('Fact', schema));

export function matchOf({ flow, from, to, revision, source }: FactFilter) {
  return { flow, at: { $gte: from, $lt: to }, ...(revision && { revision }), ...(source && { source }) };
}
