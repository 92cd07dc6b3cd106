import mongoose from 'mongoose';
import { rawCollection } from '../../db/index.ts';
import type { RfmGroup } from './rfm.ts';

/** How somebody buys, compared with everybody else who has ever bought. */
export interface Score {
  contact: string;
  /** 5 bought most lately, 1 longest ago. */
  recency: number;
  /** 5 most often. */
  frequency: number;
  /** 5 for most money. */
  money: number;
  /** `5-4-3`: recency, frequency, money. */
  cell: string;
  group: RfmGroup;
  /** A: those who bring the first 80 % of all money, B: the next 15 %, C: the rest. */
  abc: 'A' | 'B' | 'C';
  /** When it became this. */
  at: Date;
}

export interface ScoreDocument extends Omit<Score, 'contact'> {
  _id: string;
}

const schema = new mongoose.Schema<ScoreDocument>(
  { _id: String, recency: Number, frequency: Number, money: Number, cell: String, group: String, abc: String, at: Date },
  { collection: 'scores', versionKey: false },
);
schema.index({ at: 1 });

export const scores = rawCollection<ScoreDocument>(mongoose.model('Score', schema));

/** The scores of contacts; who never bought has none. */
export async function scoresOf(contacts: string[]): Promise<Map<string, Score>> {
  const found = await scores.find({ _id: { $in: contacts } }).toArray();
  return new Map(found.map(({ _id, ...rest }) => [_id, { contact: _id, ...rest }]));
}

/** Whose scores became others from a moment until before another, in the order of that. */
export async function scoresChangedSince(
  since: Date,
  until: Date,
  { skip, limit }: { skip: number; limit: number },
): Promise<{ contact: string; at: Date }[]> {
  const found = await scores
    .find({ at: { $gte: since, $lt: until } }, { projection: { at: 1 } })
    .sort({ at: 1, _id: 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(({ _id, at }) => ({ contact: _id, at }));
}
