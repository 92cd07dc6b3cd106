import type { Readable } from 'node:stream';
import { newId } from '../lib/ids.ts';
import { deleteBytes, ownBytes, writeBytes } from './bucket.ts';
import { cleanName } from './clean-name.ts';
import { measurePicture } from './measure-picture.ts';
import { type FileDocument, FileModel, type FileOwner, type StoredFile, toFile } from './stored-file.ts';

const day = 24 * 60 * 60 * 1000;

export interface FileToSave {
  stream: Readable;
  name: string;
  owner: FileOwner;
  /** Bytes; the limit of its kind unless told, and never more than that. */
  maxBytes?: number;
  /** Told when the same upload may come twice: a known id is not written again. */
  id?: string;
  /** Somebody is still writing the message that it belongs to: unless that message is in the history within a day, the file goes. */
  draft?: boolean;
  /** Recorded as a voice note, so many seconds long. Browsers put sound alone into the container of a video. */
  voice?: { duration: number };
  now?: Date;
}

/**
 * Stores a file as it arrives, never the whole in memory. Its type comes from the content, never from its name, and what could run in a
 * browser is kept as plain bytes. Throws `file.too_big` and then leaves nothing behind; the stream has to be read out or destroyed by the
 * caller.
 */
export async function saveFile(file: FileToSave): Promise<StoredFile> {
  const { stream, owner, id = newId(), now = new Date() } = file;
  const known = await FileModel.findById(id).lean<FileDocument>();
  if (known) {
    stream.resume();
    return toFile(known);
  }
  const name = cleanName(file.name);
  const { bytes, size, head, type } = await writeBytes(stream, {
    name,
    now,
    ...(file.maxBytes !== undefined && { maxBytes: file.maxBytes }),
  });
  try {
    const document: FileDocument = {
      _id: id,
      state: 'stored',
      name,
      ...type,
      ...(type.kind === 'photo' && (await measurePicture(head))),
      ...(file.voice && asVoice(type.mime, file.voice.duration)),
      owner,
      size,
      bytes,
      ...(file.draft && { draft: { until: new Date(now.getTime() + day) } }),
      createdAt: now,
    };
    await FileModel.create(document);
    await ownBytes(bytes);
    return toFile(document);
  } catch (error) {
    await deleteBytes(bytes);
    throw error;
  }
}

/** What was uploaded for a message that is still being written stays, whatever becomes of that message. */
export async function keepFile(id: string): Promise<void> {
  await FileModel.updateOne({ _id: id }, { $unset: { draft: '' } });
}

/** Forgets a file and, unless another entry shares them, its bytes. Unknown ones are passed over. */
export async function removeFile(id: string): Promise<void> {
  const removed = await FileModel.findByIdAndDelete(id).lean<FileDocument>();
  if (!removed) return;
  const { bytes, thumbnail } = removed;
  if (thumbnail && 'bytes' in thumbnail) await deleteBytes(thumbnail.bytes);
  if (bytes && !(await FileModel.exists({ bytes }))) await deleteBytes(bytes);
}

/** Only what is sound, or may be nothing but sound, becomes a voice note. */
function asVoice(mime: string, duration: number): Partial<FileDocument> {
  const sound = mime.replace(/^video\/(webm|mp4)$/, 'audio/$1');
  return sound.startsWith('audio/') ? { kind: 'voice', mime: sound, duration } : {};
}
