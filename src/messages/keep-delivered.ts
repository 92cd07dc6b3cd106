import { insertNew, rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel, toDocument } from './message-model.ts';
import { accountOf, rankOf, troubleOf } from './queue-place.ts';
import type { StoredMessage } from './stored-message.ts';
import { nudgeWatchers } from './watch-messages.ts';

/**
 * Puts messages into the history that have gone out past the queue, each with what became of it. One whose id is there already stays as it
 * is. Those that ended badly are found among the account's troubles.
 */
export async function keepDelivered(messages: StoredMessage[]): Promise<void> {
  await insertNew(rawCollection<MessageDocument>(MessageModel), messages.map(toTold));
  nudgeWatchers();
}

function toTold(message: StoredMessage): MessageDocument {
  const state = message.delivery?.state;
  const place = { queue: troubleOf(accountOf(message.conversation)), rank: rankOf(message.delivery), due: message.changedAt };
  return { ...toDocument(message), ...((state === 'failed' || state === 'unknown') && place) };
}
