import { rawCollection } from '../db/index.ts';
import { literalPattern } from '../lib/literal-pattern.ts';
import { type MessageDocument, MessageModel, toMessage } from './message-model.ts';
import type { StoredMessage } from './stored-message.ts';

const messages = rawCollection<MessageDocument>(MessageModel);
const mostWords = 6;

/**
 * The latest entries of one conversation that have all the words, in any order and anywhere, ё as е; also in the names of files and in notes. Reads
 * that conversation only.
 */
export async function findInHistory(conversation: string, query: string, limit: number): Promise<StoredMessage[]> {
  const words = query.trim().split(/\s+/).filter(Boolean).slice(0, mostWords);
  if (words.length === 0) return [];
  const all = words.map(word => {
    const pattern = { $regex: patternOf(word), $options: 'i' };
    return { $or: [{ text: pattern }, { 'attachments.name': pattern }] };
  });
  const found = await messages
    .find({ conversation, forStaff: { $exists: false }, $and: all })
    .sort({ order: -1 })
    .limit(limit)
    .toArray();
  return found.map(toMessage);
}

function patternOf(word: string): string {
  return literalPattern(word).replace(/[её]/gi, '[её]');
}
