import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';

/** What a message is found by. Made beside the way of the message, which pays nothing for it. */
export interface MessageWordsDocument {
  /** The message. */
  _id: string;
  conversation: string;
  at: Date;
  /** Each behind its week. */
  words: string[];
}

const schema = new mongoose.Schema<MessageWordsDocument>(
  { _id: String, conversation: String, at: Date, words: [String] },
  { collection: 'messageWords', versionKey: false },
);
schema.index({ words: 1 });
// For taking away what is of a conversation that goes for good.
schema.index({ conversation: 1 });

export const messageWordsOf = rawCollection<MessageWordsDocument>(mongoose.model('MessageWords', schema));

/** Before the weeks among the known words. */
export const weekMark = ':';

/** Every stem that some message has or had, so that what is still being typed can be looked up; and each week that messages were said in. */
interface KnownWordDocument {
  _id: string;
}

export const knownWords = rawCollection<KnownWordDocument>(
  mongoose.model(
    'KnownWord',
    new mongoose.Schema<KnownWordDocument>({ _id: String }, { collection: 'knownWords', versionKey: false }),
  ),
);
