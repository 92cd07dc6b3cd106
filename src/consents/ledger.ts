import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import { batching } from '../lib/batching.ts';

/**
 * Kinds that the law keeps apart: 152-FZ asks a consent of its own for the processing of personal data, 38-FZ art. 18 one for advertising.
 * `topic` is a word on one topic of mailings, within the advertising that was agreed to.
 */
export type ConsentKind = 'personal-data' | 'advertising' | 'topic';

/** One word of a person on one text. Entries are only ever added: a withdrawal is an entry with `given: false`. */
export interface ConsentEntry {
  id: string;
  contact: string;
  kind: ConsentKind;
  given: boolean;
  /** Where `kind` is `topic`: which. */
  topic?: string;
  /** Which wording: its version as its author names it, the hash of its words, and the words themselves. Empty where none was shown. */
  version: string;
  hash: string;
  text: string;
  at: Date;
  /** Where it was said. */
  conversation: string;
  flow?: string;
  step?: string;
}

type ConsentDocument = Omit<ConsentEntry, 'id'> & { _id: string };

const schema = new mongoose.Schema<ConsentDocument>(
  {
    _id: String,
    contact: String,
    kind: String,
    given: Boolean,
    topic: String,
    version: String,
    hash: String,
    text: String,
    at: Date,
    conversation: String,
    flow: String,
    step: String,
  },
  { collection: 'consents', versionKey: false },
);
schema.index({ contact: 1, at: -1 });

const ConsentModel = mongoose.model('Consent', schema);

const consents = rawCollection<ConsentDocument>(ConsentModel);
const insert = batching((documents: ConsentDocument[]) => insertNew(consents, documents));

/** Adds an entry. The same id twice is one entry. */
export async function recordConsent({ id, ...entry }: ConsentEntry): Promise<void> {
  await insert({ _id: id, ...entry });
}

/** All entries of a contact, newest first. */
export async function consentsOf(contact: string): Promise<ConsentEntry[]> {
  const found = await ConsentModel.find({ contact }).sort({ at: -1 }).lean<ConsentDocument[]>();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}
