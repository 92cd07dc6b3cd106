import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { Evidence } from './merging/evidence-of.ts';

/** Two cards that may be of one person. `dismissed`: somebody said that they are two; only new evidence asks again. */
export interface DuplicatePair {
  id: string;
  /** Ascending, so that a pair is one whoever of the two was found first. */
  cards: [string, string];
  evidence: Evidence[];
  strength: number;
  state: 'open' | 'dismissed' | 'merged';
  /** When it was found, or found again. */
  at: Date;
  /** Who decided, and when. */
  decided?: { by: string; name: string; at: Date };
}

export type PairDocument = Omit<DuplicatePair, 'id'> & { _id: string };

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<PairDocument>(
  { _id: String, cards: [String], evidence: Mixed, strength: Number, state: String, at: Date, decided: Mixed },
  { collection: 'duplicates', versionKey: false },
);
schema.index({ cards: 1 });
schema.index({ state: 1, strength: -1, _id: 1 });

export const pairs = rawCollection<PairDocument>(mongoose.model('Duplicate', schema));

export const pairId = (one: string, two: string): string => sorted(one, two).join(':');

export function sorted(one: string, two: string): [string, string] {
  return one < two ? [one, two] : [two, one];
}

export function toPair({ _id, ...rest }: PairDocument): DuplicatePair {
  return { id: _id, ...rest };
}
