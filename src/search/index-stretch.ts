import { isDeepStrictEqual } from 'node:util';
import { insertNew } from '../db/index.ts';
import { unhurried } from '../lib/unhurried.ts';
import { changedMessages, type WordedMessage } from '../messages/index.ts';
import { messageWords } from './message-words.ts';
import { weekOf } from './week.ts';
import { knownWords, type MessageWordsDocument, messageWordsOf, weekMark } from './word-model.ts';

/** What was written lately, with the time of its change: stretches overlap. */
export type Written = Map<string, number>;

/** Few: to read them and to write them holds up everybody for some milliseconds. */
export const mostAtOnce = 300;
const mostRemembered = 5000;
/** Longer numbers are looked for whole. */
const longestNumber = 6;

/** Puts everything that changed from one moment until before another into the index; a stretch with too much is halved. Resolves with how much it was. */
export async function indexStretch(from: Date, until: Date, written: Written): Promise<number> {
  const found = await changedMessages({ from, until, limit: mostAtOnce + 1 });
  if (found.length <= mostAtOnce) {
    await write(found, written);
    return found.length;
  }
  const middle = new Date(Math.floor((from.getTime() + until.getTime()) / 2));
  if (middle <= from) return indexMoment(from, written);
  const later = await indexStretch(middle, until, written);
  return later + (await indexStretch(from, middle, written));
}

/** Thousands may have been changed within one millisecond. */
async function indexMoment(at: Date, written: Written): Promise<number> {
  for (let count = 0; ; ) {
    const found = await changedMessages({ from: at, until: new Date(at.getTime() + 1), limit: mostAtOnce, skip: count });
    await write(found, written);
    count += found.length;
    if (found.length < mostAtOnce) return count;
  }
}

async function write(messages: WordedMessage[], written: Written): Promise<void> {
  const fresh = messages.filter(({ id, changedAt }) => written.get(id) !== changedAt.getTime());
  if (fresh.length === 0) return;
  const found = await unhurried(fresh, message => ({ message, words: messageWords(message) }));
  const documents = found.map(({ message, words }) => wordsDocument(message, words));
  const empty = documents.filter(({ words }) => words.length === 0).map(({ _id }) => _id);
  const worded = documents.filter(({ words }) => words.length > 0);
  await keepKnown(found.flatMap(({ message, words }) => knownOf(message, words)));
  if (worded.length > 0) {
    const isNew = await insertNew(messageWordsOf, worded);
    await replaceChanged(worded.filter((_, i) => !isNew[i]));
  }
  if (empty.length > 0) await messageWordsOf.deleteMany({ _id: { $in: empty } });
  for (const { id, changedAt } of fresh) remember(written, id, changedAt.getTime());
}

/** A message changes with every step of its delivery, and its words hardly ever. */
async function replaceChanged(documents: MessageWordsDocument[]): Promise<void> {
  if (documents.length === 0) return;
  const found = await messageWordsOf.find({ _id: { $in: documents.map(({ _id }) => _id) } }).toArray();
  const before = new Map(found.map(({ _id, words }) => [_id, words]));
  const changed = documents.filter(({ _id, words }) => !isDeepStrictEqual(before.get(_id), words));
  for (const document of changed) await messageWordsOf.replaceOne({ _id: document._id }, document, { upsert: true });
}

/** What words that are typed half may become, and which weeks have any. */
async function keepKnown(words: string[]): Promise<void> {
  const wanted = [...new Set(words)].filter(word => !/^\d+$/.test(word) || word.length <= longestNumber);
  if (wanted.length > 0)
    await insertNew(
      knownWords,
      wanted.map(_id => ({ _id })),
    );
}

/** What a message adds to the words that are known. Pure. */
export function knownOf(message: WordedMessage, words = messageWords(message)): string[] {
  return words.length > 0 ? [weekMark + weekOf(message.at), ...words] : [];
}

function remember(written: Written, id: string, changedAt: number): void {
  written.delete(id);
  written.set(id, changedAt);
  for (const oldest of written.keys()) {
    if (written.size <= mostRemembered) return;
    written.delete(oldest);
  }
}

/** What a message is found by, as it is kept. Pure. */
export const wordsDocument = (message: WordedMessage, words = messageWords(message)): MessageWordsDocument => ({
  _id: message.id,
  conversation: message.conversation,
  at: message.at,
  words: words.map(word => weekOf(message.at) + word),
});
