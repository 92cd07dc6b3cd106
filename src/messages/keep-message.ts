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

/** Keeps the new wording of a message that a customer changed, and the old one beside it. Unknown messages are passed over. */
export async function editMessage(input: {
  conversation: string;
  externalId: string;
  text: string;
  at: Date;
  now: Date;
}): Promise<void> {
  const message = await MessageModel.findOne({ conversation: input.conversation, externalId: input.externalId }).lean();
  // The same edit may be told twice, and Telegram tells of edits that nobody can see.
  if (!message || message.text === input.text) return;
  await rawCollection<MessageDocument>(MessageModel).updateOne(
    { _id: message._id, text: message.text },
    { $set: { text: input.text, changedAt: input.now }, $push: { edits: { at: input.at, before: message.text } } },
  );
  nudgeWatchers();
}
