import { insertNew, rawCollection } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import { type MessageDocument, MessageModel, toDocument } from './message-model.ts';
import type { StoredMessage } from './stored-message.ts';
import { nudgeWatchers } from './watch-messages.ts';

const keep = batching(async (messages: StoredMessage[]) => {
  const isNew = await insertNew(rawCollection<MessageDocument>(MessageModel), messages.map(toDocument));
  nudgeWatchers();
  return isNew;
});

/** Puts a message into the history, and into the queue of the outbox when it has a delivery. False when its id is there already: then nothing changes. */
export async function keepMessage(message: StoredMessage): Promise<boolean> {
  return keep(message);
}
