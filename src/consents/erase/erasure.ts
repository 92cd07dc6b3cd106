import mongoose from 'mongoose';
import { rawCollection } from '../../db/index.ts';
import type { ConsentEntry } from '../ledger.ts';

/** Who had somebody erased: one of the staff, another program, or the rule that nobody is kept for ever. */
export type ErasedBy =
  | { kind: 'staff'; id: string; name: string }
  | { kind: 'api'; key: string; name: string }
  | { kind: 'rule'; months: number }
  /** Nobody took the card back out of the trash. */
  | { kind: 'trash' };

/** How much of everything there was. */
export type Holding = 'messages' | 'files' | 'conversations' | 'runs' | 'deals' | 'tasks' | 'orders' | 'consents' | 'deliveries';
export type Holdings = Record<Holding, number>;

/** A word of theirs as the proof keeps it: what they agreed to and when, and nothing of who they were. */
export type ProvenConsent = Pick<ConsentEntry, 'kind' | 'given' | 'version' | 'hash' | 'text' | 'at'> & {
  topic?: string;
  by?: string;
};

/**
 * What is left of somebody who was erased: the proof that it was done, when and by whom, how much there was, and which consents we had until
 * then (152-FZ article 9 part 3 asks us to prove them). Of who it was it knows keyed hashes alone: whoever asks with an identity, a phone or an
 * e-mail can be told, and nobody can be found by it.
 */
export interface Erasure {
  /** Of the card that was. */
  id: string;
  at: Date;
  by: ErasedBy;
  reason?: string;
  state: 'going' | 'done';
  doneAt?: Date;
  hashes: string[];
  held: Holdings;
  consents: ProvenConsent[];
}

/** While it is under way it also knows what is to be looked for; that goes with the rest. */
export interface ErasureDocument extends Omit<Erasure, 'id'> {
  _id: string;
  going?: {
    contacts: string[];
    conversations: string[];
    files: string[];
    /** Whoever did something since stays. */
    unlessActiveSince?: Date;
  };
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<ErasureDocument>(
  {
    _id: String,
    at: Date,
    by: Mixed,
    reason: String,
    state: String,
    doneAt: Date,
    hashes: [String],
    held: Mixed,
    consents: Mixed,
    going: Mixed,
  },
  { collection: 'erasures', versionKey: false, minimize: false },
);
schema.index({ hashes: 1 });
schema.index({ at: -1, _id: 1 });
// Only those that are under way are in it.
schema.index({ state: 1, at: 1 }, { partialFilterExpression: { state: 'going' } });

export const erasures = rawCollection<ErasureDocument>(mongoose.model('Erasure', schema));

export function toErasure({ _id, going: _going, ...rest }: ErasureDocument): Erasure {
  return { id: _id, ...rest };
}
