import { rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel, toMessage } from './message-model.ts';
import type { StoredMessage } from './stored-message.ts';

const messages = rawCollection<MessageDocument>(MessageModel);
const mostNotices = 200;

/** What flows asked people for since, oldest first. Reads all that changed since, so not for long stretches. */
export async function noticesSince(since: Date): Promise<StoredMessage[]> {
  const found = await messages
    .find({ changedAt: { $gt: since }, 'event.what': 'notice' })
    .sort({ changedAt: 1 })
    .limit(mostNotices)
    .toArray();
  return found.map(toMessage);
}
