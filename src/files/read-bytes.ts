import { Readable } from 'node:stream';
import mongoose from 'mongoose';
import { AppError } from '../lib/app-error.ts';

/** First and last byte, both included, as HTTP counts. */
export interface ByteRange {
  start: number;
  end: number;
}

interface Chunk {
  files_id: mongoose.Types.ObjectId;
  n: number;
  data: mongoose.mongo.Binary;
}

/**
 * One chunk of 255 KB an answer. The driver's own stream asks for as much as an answer holds, 16 MB for each file that is being read: eight
 * people who look at videos took 250 MB. Blocks of one size also leave no holes in the process's memory.
 */
const batchSize = 1;

/** Streams what lies in GridFS, or a stretch of it, asking for more only when it is read on. Breaks off when a part is missing. */
export function readBytes(bytes: mongoose.Types.ObjectId, range?: ByteRange): Readable {
  return Readable.from(parts(bytes, range), { objectMode: false });
}

async function* parts(bytes: mongoose.Types.ObjectId, range: ByteRange | undefined): AsyncGenerator<Buffer> {
  const { db } = mongoose.connection;
  const info = await db?.collection<{ chunkSize: number; length: number }>('files.files').findOne({ _id: bytes });
  if (!db || !info) throw missing(bytes);
  const start = range?.start ?? 0;
  const end = Math.min((range?.end ?? info.length - 1) + 1, info.length);
  if (end <= start) return;
  let n = Math.floor(start / info.chunkSize);
  const last = Math.floor((end - 1) / info.chunkSize);
  const chunks = db
    .collection<Chunk>('files.chunks')
    .find({ files_id: bytes, n: { $gte: n, $lte: last } }, { batchSize })
    .sort({ n: 1 });
  try {
    for await (const chunk of chunks) {
      if (chunk.n !== n) throw missing(bytes);
      const at = n * info.chunkSize;
      const { buffer } = chunk.data;
      yield Buffer.from(buffer.buffer, buffer.byteOffset, chunk.data.length()).subarray(Math.max(0, start - at), end - at);
      n++;
    }
  } finally {
    await chunks.close();
  }
  if (n !== last + 1) throw missing(bytes);
}

function missing(bytes: mongoose.Types.ObjectId): AppError {
  return new AppError('file.missing', 'A part of the file is not in the database.', { bytes: bytes.toHexString() });
}
