import mongoose from 'mongoose';
import { placeInQueue, type QueuePlace } from './queue-place.ts';
import type { StoredMessage } from './stored-message.ts';

/** A message in the database. `open` stands only while its delivery is not finished, so that the indexes of waiting ones stay small. */
export interface MessageDocument extends Omit<StoredMessage, 'id'>, Partial<QueuePlace> {
  _id: string;
  open?: true;
  /** The process that is sending it. */
  owner?: string;
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<MessageDocument>(
  {
    _id: String,
    conversation: String,
    contact: String,
    order: Number,
    at: Date,
    author: Mixed,
    kind: String,
    text: String,
    entities: Mixed,
    buttons: Mixed,
    pages: Mixed,
    choices: { type: Mixed, default: undefined },
    removeKeyboard: Boolean,
    typingMs: Number,
    attachments: Mixed,
    location: Mixed,
    event: Mixed,
    mentions: { type: [String], default: undefined },
    forStaff: String,
    about: { type: [String], default: undefined },
    shared: Mixed,
    edits: Mixed,
    quoted: Mixed,
    forwarded: Mixed,
    album: String,
    removed: Mixed,
    change: Mixed,
    externalId: String,
    externalIds: Mixed,
    delivery: Mixed,
    open: Boolean,
    owner: String,
    queue: String,
    rank: Number,
    due: Date,
    changedAt: Date,
  },
  { collection: 'messages', versionKey: false, minimize: false },
);
schema.index({ conversation: 1, order: 1 });
schema.index({ changedAt: 1 });
// `open` comes last: behind it DocumentDB would not look for many conversations at once but read all that waits.
schema.index({ conversation: 1, order: 1, open: 1 }, { partialFilterExpression: { open: true } });
schema.index({ queue: 1, rank: 1, due: 1 }, { partialFilterExpression: { queue: { $exists: true } } });
// Only what the staff were told is in it.
schema.index({ about: 1 }, { partialFilterExpression: { about: { $exists: true } } });

export const MessageModel = mongoose.model('Message', schema);

export function toMessage(document: MessageDocument): StoredMessage {
  const { _id, open: _open, owner: _owner, queue: _queue, rank: _rank, due: _due, ...rest } = document;
  return { id: _id, ...rest };
}

export function toDocument({ id, ...rest }: StoredMessage): MessageDocument {
  const open = rest.delivery?.state === 'queued' || rest.delivery?.state === 'sending';
  return { _id: id, ...rest, ...(open && { open: true as const, ...placeInQueue(rest) }) };
}
