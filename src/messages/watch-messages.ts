import type { Filter } from 'mongodb';
import { changeFeed, rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel, toMessage } from './message-model.ts';
import { priorities } from './queue-place.ts';
import type { StoredMessage } from './stored-message.ts';

/** A mailing is queued by tens of thousands, and nobody waits to see that: it is told of as it goes out. What goes to the staff is no conversation. */
const worthTelling: Filter<MessageDocument> = {
  forStaff: { $exists: false },
  $nor: [{ open: true, rank: priorities.indexOf('broadcast') }],
};

const feed = changeFeed<MessageDocument>({
  collection: rawCollection<MessageDocument>(MessageModel),
  field: 'changedAt',
  at: message => message.changedAt,
  version: ({ delivery, edits, removed }) => `${delivery?.state} ${edits?.length} ${removed?.at.getTime()}`,
  filter: worthTelling,
});

/** Tells of every message that any process writes or changes, soon after it happened and at least once. Returns the way to stop. */
export function watchMessages(listener: (messages: StoredMessage[]) => void): () => void {
  return feed.watch(documents => listener(documents.map(toMessage)));
}

/** This process has just written: look now rather than at the next tick. */
export const nudgeWatchers = feed.nudge;
