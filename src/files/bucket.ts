import type { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import mongoose from 'mongoose';
import { AppError } from '../lib/app-error.ts';
import { safeType } from './file-kind.ts';

/** Enough for file-type to look into the directory of an office document, which is a zip. */
const headBytes = 64 * 1024;

let bucket: { db: object; opened: mongoose.mongo.GridFSBucket } | undefined;

/** The GridFS bucket on the default connection. One a connection, so that its indexes are looked at once. */
export function files(): mongoose.mongo.GridFSBucket {
  const db = mongoose.connection.db;
  if (!db) throw new AppError('db.away', 'The database is not connected. Check MONGODB_URI.');
  if (bucket?.db !== db) bucket = { db, opened: new mongoose.mongo.GridFSBucket(db, { bucketName: 'files' }) };
  return bucket.opened;
}

export interface WrittenBytes {
  bytes: mongoose.Types.ObjectId;
  size: number;
  /** What the content says it is. */
  detected?: string;
}

/** Writes a stream into GridFS. A fault or too many bytes (`file.too_big`) leave nothing behind. */
export async function writeBytes(stream: Readable, name: string, maxBytes: number): Promise<WrittenBytes> {
  const upload = files().openUploadStream(name);
  const head: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      const part = Buffer.from(chunk);
      if (size < headBytes) head.push(part);
      size += part.length;
      if (size > maxBytes) throw tooBig(name, maxBytes);
      await write(upload, part);
    }
  } catch (error) {
    // No write is under way here, so no chunk can land after the others are deleted.
    await upload.abort();
    throw error;
  }
  await new Promise<void>((resolve, reject) => {
    upload.once('error', reject);
    upload.end(resolve);
  });
  const detected = await detect(Buffer.concat(head));
  return { bytes: upload.id, size, ...(detected && { detected }) };
}

function write(upload: mongoose.mongo.GridFSBucketWriteStream, part: Buffer): Promise<void> {
  return new Promise((resolve, reject) => upload.write(part, error => (error ? reject(error) : resolve())));
}

/** The type under which such content may be sent, told by how it begins. */
export async function typeOf(head: Buffer): Promise<string> {
  return safeType(await detect(head));
}

async function detect(head: Buffer): Promise<string | undefined> {
  const found = await fileTypeFromBuffer(head);
  return found?.mime;
}

function tooBig(name: string, maxBytes: number) {
  const megabytes = Math.floor(maxBytes / 1024 / 1024);
  return new AppError('file.too_big', `The file "${name}" is larger than ${megabytes} MB. Send a smaller one.`, {
    name,
    maxBytes,
  });
}
