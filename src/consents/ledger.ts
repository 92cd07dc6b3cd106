import { createHash } from 'node:crypto';
import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import { batching } from '../lib/batching.ts';

/**
 * Kinds that the law keeps apart: 152-FZ asks a consent of its own for the processing of personal data, 38-FZ art. 18 one for advertising.
 * `topic` is a word on one topic of mailings, within the advertising that was agreed to.
 */
export const consentKinds = ['personal-data', 'advertising', 'topic'] as const;
export type ConsentKind = (typeof consentKinds)[number];

/** How a word came into the ledger. */
export type ConsentBy =
  /** They answered a questionnaire, or one of its steps did it. */
  | { kind: 'flow'; flow: string; step?: string }
  /** They wrote it by themselves: "unsubscribe". */
  | { kind: 'word' }
  /** They pressed a button that no questionnaire asked with; `delivery`: under which mailing. */
  | { kind: 'button'; delivery?: string }
  /** Somebody of the staff wrote down what they said elsewhere; `evidence`: what proves it. */
  | { kind: 'staff'; id: string; name: string; reason: string; evidence?: string }
  | { kind: 'api'; key: string; name: string; reason?: string; evidence?: string }
  | { kind: 'import'; id: string; name: string };

/** One word of a person on one text. Entries are only ever added: a withdrawal is an entry with `given: false`. */
export interface ConsentEntry {
  id: string;
  contact: string;
  kind: ConsentKind;
  given: boolean;
  /** Where `kind` is `topic`: which. */
  topic?: string;
  /** Which wording: its version as its author names it, the SHA-256 of its words, and the words themselves. Empty where none was shown. */
  version: string;
  hash: string;
  text: string;
  /** When it was said. */
  at: Date;
  /** When it was written down, where that was later. */
  recordedAt?: Date;
  /** Where it was said; absent where that was outside of our conversations. */
  conversation?: string;
  /** The message that said it. */
  message?: string;
  flow?: string;
  step?: string;
  /** Absent in entries of before it was kept: those came of flows. */
  by?: ConsentBy;
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
    recordedAt: Date,
    conversation: String,
    message: String,
    flow: String,
    step: String,
    by: mongoose.Schema.Types.Mixed,
  },
  { collection: 'consents', versionKey: false },
);
schema.index({ contact: 1, at: -1 });

const ConsentModel = mongoose.model('Consent', schema);

export const consents = rawCollection<ConsentDocument>(ConsentModel);
const insert = batching((documents: ConsentDocument[]) => insertNew(consents, documents));

/** Adds an entry. The same id twice is one entry. A text comes with its hash, whoever brings it. */
export async function recordConsent({ id, hash, text, ...entry }: ConsentEntry): Promise<void> {
  await insert({ _id: id, ...entry, text, hash: hash || (text && hashOfText(text)) });
}

/** SHA-256 of a consent's words in UTF-8, in hexadecimal: anybody can compute it again from the text. */
export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** All entries of a contact, newest first. */
export async function consentsOf(contact: string): Promise<ConsentEntry[]> {
  const found = await consents.find({ contact }).sort({ contact: -1, at: -1 }).toArray();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}
