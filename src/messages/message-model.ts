import mongoose from 'mongoose';
import type { StoredMessage } from './stored-message.ts';

/** A message in the database. `open` stands only while its delivery is not finished, so that the index of waiting ones stays small. */
export interface MessageDocument extends Omit<StoredMessage, 'id'> {
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
    removeKeyboard: Boolean,
    typingMs: Number,
    attachments: Mixed,
    location: Mixed,
    event: Mixed,
    shared: Mixed,
    edits: Mixed,
    quoted: Mixed,
    forwarded: Mixed,
    album: String,
    removed: Mixed,
    externalId: String,
    externalIds: Mixed,
    delivery: Mixed,
    open: Boolean,
    owner: String,
    changedAt: Date,
  },
  { collection: 'messages', versionKey: false, minimize: false },
);
schema.index({ conversation: 1, order: 1 });
schema.index({ changedAt: 1 });
schema.index({ open: 1, conversation: 1, order: 1 }, { partialFilterExpression: { open: true } });

export const MessageModel = mongoose.model('Message', schema);

export function toMessage({ _id, open: _open, owner: _owner, ...rest }: MessageDocument): StoredMessage {
  return { id: _id, ...rest };
}

export function toDocument({ id, ...rest }: StoredMessage): MessageDocument {
  const open = rest.delivery?.state === 'queued' || rest.delivery?.state === 'sending';
  return { _id: id, ...rest, ...(open && { open: true as const }) };
}
