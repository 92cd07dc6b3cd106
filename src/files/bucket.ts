import type { Readable } from 'node:stream';
import mongoose from 'mongoose';
import { AppError } from '../lib/app-error.ts';
import { type ContentType, headBytes, typeOfContent } from './content-type.ts';
import { familyOf } from './file-kind.ts';
import { limitOf } from './limits.ts';
import { UnownedModel } from './unowned-bytes.ts';

let bucket: { db: object; opened: mongoose.mongo.GridFSBucket } | undefined;

/** The GridFS bucket on the default connection. One a connection, so that its indexes are looked at once. */
export function files(): mongoose.mongo.GridFSBucket {
  const db = database();
  if (bucket?.db !== db) bucket = { db, opened: new mongoose.mongo.GridFSBucket(db, { bucketName: 'files' }) };
  return bucket.opened;
}

export interface WrittenBytes {
  bytes: mongoose.Types.ObjectId;
  size: number;
  type: ContentType;
  /** How the content begins. */
  head: Buffer;
}

/**
 * Writes a stream into GridFS, a chunk at a time: the stream is not read on while a chunk is being stored. Limited by what the content
 * turns out to be and by `maxBytes`; a fault or too many bytes (`file.too_big`) leave nothing behind. Once a file names these bytes call
 * `ownBytes`, else they are swept away.
 */
export async function writeBytes(
  stream: Readable,
  { name, maxBytes = Number.POSITIVE_INFINITY, now }: { name: string; maxBytes?: number; now: Date },
): Promise<WrittenBytes> {
  const upload = files().openUploadStream(name);
  const bytes = upload.id;
  let head = Buffer.alloc(0);
  let type: ContentType | undefined;
  let limit = maxBytes;
  let size = 0;
  try {
    await UnownedModel.create({ _id: bytes, at: now });
    // Whoever opened the stream ends it: a form goes on behind a file that was refused.
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      const part: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
      size += part.length;
      if (type === undefined) head = Buffer.concat([head, part.subarray(0, headBytes - head.length)]);
      if (type === undefined && head.length === headBytes) {
        type = await typeOfContent(head, name);
        limit = Math.min(maxBytes, limitOf(familyOf(type.kind)));
      }
      if (size > limit) throw tooBig(name, limit);
      await write(upload, part);
    }
    await end(upload);
  } catch (error) {
    // No write is under way here, so no chunk can land after the others are deleted. What cannot be deleted now is swept later.
    await dropBytes(upload).catch(() => {});
    throw error;
  }
  return { bytes, size, head, type: type ?? (await typeOfContent(head, name)) };
}

/** A file names these bytes from now on. */
export async function ownBytes(bytes: mongoose.Types.ObjectId): Promise<void> {
  await UnownedModel.deleteOne({ _id: bytes });
}

/** Deletes bytes whether or not they were written to the end. */
export async function deleteBytes(bytes: mongoose.Types.ObjectId): Promise<void> {
  const db = database();
  await db.collection('files.files').deleteOne({ _id: bytes });
  await db.collection('files.chunks').deleteMany({ files_id: bytes });
  await ownBytes(bytes);
}

async function dropBytes(upload: mongoose.mongo.GridFSBucketWriteStream): Promise<void> {
  await upload.abort();
  await ownBytes(upload.id);
}

function write(upload: mongoose.mongo.GridFSBucketWriteStream, part: Buffer): Promise<void> {
  return new Promise((resolve, reject) => upload.write(part, error => (error ? reject(error) : resolve())));
}

function end(upload: mongoose.mongo.GridFSBucketWriteStream): Promise<void> {
  return new Promise((resolve, reject) => {
    upload.once('error', reject);
    upload.end(resolve);
  });
}

function database() {
  const { db } = mongoose.connection;
  if (!db) throw new AppError('db.away', 'The database is not connected. Check MONGODB_URI.');
  return db;
}

function tooBig(name: string, maxBytes: number) {
  const megabytes = Math.floor(maxBytes / 1024 / 1024);
  return new AppError('file.too_big', `The file "${name}" is larger than ${megabytes} MB. Send a smaller one.`, {
    name,
    maxBytes,
    megabytes,
  });
}
