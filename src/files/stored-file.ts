import mongoose from 'mongoose';
import { AppError } from '../lib/app-error.ts';
import type { AttachmentKind, MessengerName } from '../messages/index.ts';

/**
 * `stored`: its bytes are ours. `remote`: the messenger still keeps it. `tooBig` and `failed`: it was asked for and will not come.
 */
export type FileState = 'stored' | 'remote' | 'tooBig' | 'failed';

/** Whose file it is: what a customer sent into a conversation, or what one of the staff uploaded. */
export interface FileOwner {
  conversation?: string;
  staff?: string;
}

/** What is known of a file. `mime` and `kind` are told by the content once it is stored, before that by the messenger. */
export interface StoredFile {
  id: string;
  state: FileState;
  name: string;
  mime: string;
  kind: AttachmentKind;
  owner: FileOwner;
  /** Bytes, where known. */
  size?: number;
  width?: number;
  height?: number;
  /** Seconds. */
  duration?: number;
  /** Why it failed: a stable word. */
  reason?: string;
  createdAt: Date;
}

export interface FileDocument extends Omit<StoredFile, 'id'> {
  _id: string;
  /** The bytes in GridFS; a customer's file passed on under a second id shares them. */
  bytes?: mongoose.Types.ObjectId;
  remote?: { messenger: MessengerName; ref: string };
}

const schema = new mongoose.Schema<FileDocument>(
  {
    _id: String,
    state: { type: String, required: true },
    name: { type: String, required: true },
    mime: { type: String, required: true },
    kind: { type: String, required: true },
    owner: { _id: false, type: { conversation: String, staff: String }, required: true },
    size: Number,
    width: Number,
    height: Number,
    duration: Number,
    reason: String,
    createdAt: { type: Date, required: true },
    bytes: mongoose.Schema.Types.ObjectId,
    remote: { _id: false, type: { messenger: String, ref: String } },
  },
  { collection: 'storedFiles', versionKey: false, minimize: false },
);
schema.index({ 'owner.conversation': 1 }, { partialFilterExpression: { 'owner.conversation': { $exists: true } } });
schema.index({ bytes: 1 }, { partialFilterExpression: { bytes: { $exists: true } } });

export const FileModel = mongoose.model('StoredFile', schema);

export function toFile({ _id, bytes: _bytes, remote: _remote, ...rest }: FileDocument): StoredFile {
  return { id: _id, ...rest };
}

/** Throws `file.missing` when there is no such file. */
export async function findFile(id: string): Promise<FileDocument> {
  const found = await FileModel.findById(id).lean<FileDocument>();
  if (!found)
    throw new AppError('file.missing', 'There is no such file. It may have been erased together with its conversation.', { id });
  return found;
}
