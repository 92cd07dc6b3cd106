import { type MessageDocument, MessageModel, toMessage } from './message-model.ts';
import type { StoredMessage } from './stored-message.ts';

export interface HistoryPage {
  /** Only entries before this order. */
  before?: number;
  /** Only entries after this order; then the oldest of them come first. */
  after?: number;
  limit: number;
}

/** A stretch of a conversation's history, ascending: the latest `limit` entries unless `after` asks for the next ones. */
export function history(conversation: string, page: HistoryPage): Promise<StoredMessage[]> {
  return read({ conversation }, page);
}

/** The same across several conversations, those of one contact. */
export function jointHistory(conversations: string[], page: HistoryPage): Promise<StoredMessage[]> {
  return read({ conversation: { $in: conversations } }, page);
}

export async function getMessage(id: string): Promise<StoredMessage | undefined> {
  const found = await MessageModel.findById(id).lean();
  return found ? toMessage(found) : undefined;
}

/** The entry at a place of a conversation's history. */
export async function messageAt(conversation: string, order: number): Promise<StoredMessage | undefined> {
  const found = await MessageModel.findOne({ conversation, order }).lean<MessageDocument>();
  return found ? toMessage(found) : undefined;
}

/** The entries of one album, in their order. */
export async function albumEntries(conversation: string, album: string): Promise<StoredMessage[]> {
  const found = await MessageModel.find({ conversation, album }).sort({ order: 1 }).limit(50).lean<MessageDocument[]>();
  return found.map(toMessage);
}

async function read(
  where: { conversation: string | { $in: string[] } },
  { before, after, limit }: HistoryPage,
): Promise<StoredMessage[]> {
  const forward = after !== undefined;
  const order = forward ? { $gt: after } : before !== undefined ? { $lt: before } : undefined;
  const found = await MessageModel.find({ ...where, ...(order && { order }), forStaff: { $exists: false } })
    .sort({ order: forward ? 1 : -1 })
    .limit(limit)
    .lean<MessageDocument[]>();
  const messages = found.map(toMessage);
  return forward ? messages : messages.reverse();
}
