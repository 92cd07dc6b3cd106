import mongoose from 'mongoose';
import { AppError } from '../lib/app-error.ts';
import type { AttachmentKind, MessengerName } from '../messages/index.ts';

/**
 * `stored`: its bytes are ours. `remote`: the messenger still keeps it. `tooBig` and `failed`: it was asked for and will not come.
 */
export type FileState = 'stored' | 'remote' | 'tooBig' | 'failed';

/** `too_big`: it will not be taken. `gone`: its messenger does not have it any more. `unavailable`: it was asked for often and in vain. */
export type FileFault = 'too_big' | 'gone' | 'unavailable';

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
  /** Why it is not here: a stable word that the catalogue has texts for. */
  reason?: FileFault;
  /** The most bytes that its messenger or this installation lets through, where that is the reason. */
  most?: number;
  /** It is made to run (a program, a script); like all that could run in a browser it is only ever downloaded. */
  program?: true;
  createdAt: Date;
}

export interface FileDocument extends Omit<StoredFile, 'id'> {
  _id: string;
  /** The bytes in GridFS; a customer's file passed on under a second id shares them. */
  bytes?: mongoose.Types.ObjectId;
  remote?: { messenger: MessengerName; ref: string };
  /** While it is remote: not to be fetched by a tick before, and how often that went wrong. */
  retryAt?: Date;
  attempts?: number;
  /** Uploaded by a person and in no message yet, as far as is known; looked at after `until`. */
  draft?: { until: Date; warned?: true };
  /** The small picture that stands for it: made when it is first wanted. `failed`: none can be made. */
  thumbnail?: Thumbnail | { failed: true };
  /** What each messenger account calls it. */
  uploads?: { account: string; ref: string }[];
}

export interface Thumbnail {
  bytes: mongoose.Types.ObjectId;
  mime: string;
  size: number;
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
    most: Number,
    program: Boolean,
    createdAt: { type: Date, required: true },
    bytes: mongoose.Schema.Types.ObjectId,
    remote: { _id: false, type: { messenger: String, ref: String } },
    retryAt: Date,
    attempts: Number,
    draft: { _id: false, type: { until: Date, warned: Boolean } },
    thumbnail: mongoose.Schema.Types.Mixed,
    uploads: [{ _id: false, account: String, ref: String }],
  },
  { collection: 'storedFiles', versionKey: false, minimize: false },
);
schema.index({ 'owner.conversation': 1 }, { partialFilterExpression: { 'owner.conversation': { $exists: true } } });
schema.index({ retryAt: 1 }, { partialFilterExpression: { retryAt: { $exists: true } } });
schema.index({ 'draft.until': 1 }, { partialFilterExpression: { 'draft.until': { $exists: true } } });
schema.index({ 'thumbnail.bytes': 1 }, { partialFilterExpression: { 'thumbnail.bytes': { $exists: true } } });
schema.index({ bytes: 1 }, { partialFilterExpression: { bytes: { $exists: true } } });

export const FileModel = mongoose.model('StoredFile', schema);

/** What other rooms may know of it: nothing of where its bytes lie or whence they come. */
export function toFile(document: FileDocument): StoredFile {
  const { _id, bytes, remote, retryAt, attempts, draft, thumbnail, uploads, ...rest } = document;
  return { id: _id, ...rest };
}

/** Throws `file.missing` when there is no such file. */
export async function findFile(id: string): Promise<FileDocument> {
  const found = await FileModel.findById(id).lean<FileDocument>();
  if (!found)
    throw new AppError('file.missing', 'There is no such file. It may have been erased together with its conversation.', { id });
  return found;
}
