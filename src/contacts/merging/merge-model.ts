import mongoose from 'mongoose';
import { rawCollection } from '../../db/index.ts';
import type { Contact } from '../contact.ts';
import type { Choices } from './unite-cards.ts';

/** Who merged or parted cards. */
export interface MergeAuthor {
  id: string;
  name: string;
}

/**
 * Two cards that became one. `planned`: begun, and finished by whoever finds it. `moved`: everything of both is on one card. `done`: nothing
 * can be on its way to the other one any more. `parting` and `parted` are the same of the way back.
 */
export interface Merge {
  id: string;
  survivor: string;
  loser: string;
  state: 'planned' | 'moved' | 'done' | 'parting' | 'parted';
  choices: Choices;
  by: MergeAuthor;
  at: Date;
  /** Both cards as they were before, and the survivor right after. */
  before: { survivor?: Contact; loser?: Contact };
  after?: Contact;
  /** What was moved, by collection: the ids of the loser's documents. */
  moved: Record<string, string[]>;
  parted?: { by: MergeAuthor; at: Date; kept: string[] };
  /** When to go on, or to look for what came late. Absent when all is over. */
  lookAt?: Date;
}

/** `busy` holds both cards while they are moved: it is unique, so that a card is in one merge at a time. */
export type MergeDocument = Omit<Merge, 'id'> & { _id: string; busy?: string[] };

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<MergeDocument>(
  {
    _id: String,
    survivor: String,
    loser: String,
    state: String,
    choices: Mixed,
    by: Mixed,
    at: Date,
    before: Mixed,
    after: Mixed,
    moved: Mixed,
    parted: Mixed,
    lookAt: Date,
    busy: { type: [String], default: undefined },
  },
  { collection: 'merges', versionKey: false, minimize: false },
);
schema.index({ survivor: 1, at: -1 });
schema.index({ loser: 1, at: -1 });
schema.index({ at: -1 });
schema.index({ lookAt: 1 }, { partialFilterExpression: { lookAt: { $exists: true } } });
schema.index({ busy: 1 }, { unique: true, partialFilterExpression: { busy: { $exists: true } } });

export const merges = rawCollection<MergeDocument>(mongoose.model('Merge', schema));

export function toMerge({ _id, busy: _busy, ...rest }: MergeDocument): Merge {
  return { id: _id, ...rest };
}
