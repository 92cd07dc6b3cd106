import { rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel } from './message-model.ts';
import type { StoredMessage } from './stored-message.ts';

const messages = rawCollection<MessageDocument>(MessageModel);

/** As much of an entry as tells that a customer said something, or blocked us. */
export type Heard = Pick<StoredMessage, 'id' | 'conversation' | 'contact' | 'at' | 'kind'>;

/**
 * What customers said, and that they blocked us (`kind` is `event`), as it was written down or changed from one moment until before another, by
 * the time of it. Passes over all that changed meanwhile, so not for long stretches.
 */
export async function heardSince(since: Date, until: Date, { skip, limit }: { skip: number; limit: number }): Promise<Heard[]> {
  const found = await messages
    .find<MessageDocument>(
      {
        changedAt: { $gte: since, $lt: until },
        $or: [{ 'author.kind': 'customer' }, { 'event.what': 'blocked' }],
      },
      { projection: { conversation: 1, contact: 1, at: 1, kind: 1 } },
    )
    .sort({ changedAt: 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(({ _id, conversation, contact, at, kind }) => ({ id: _id, conversation, contact, at, kind }));
}
