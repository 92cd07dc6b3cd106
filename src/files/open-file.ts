import type { Readable } from 'node:stream';
import { AppError } from '../lib/app-error.ts';
import { type ByteRange, readBytes } from './read-bytes.ts';
import { FileModel, findFile, type StoredFile, toFile } from './stored-file.ts';

/** What is known of a file, or nothing when there is none. */
export async function fileInfo(id: string): Promise<StoredFile | undefined> {
  const found = await FileModel.findById(id).lean();
  return found ? toFile(found) : undefined;
}

/** Streams a stored file or a stretch of it. Throws `file.missing`, or `file.not_stored` while the messenger still keeps it. */
export async function openFile(id: string, range?: ByteRange): Promise<Readable> {
  const { bytes, state } = await findFile(id);
  if (!bytes)
    throw new AppError('file.not_stored', 'The file has not been fetched from the messenger. Open it from the conversation.', {
      id,
      state,
    });
  return readBytes(bytes, range);
}
