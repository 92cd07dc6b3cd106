import type { Readable } from 'node:stream';
import { newId } from '../lib/ids.ts';
import { files, writeBytes } from './bucket.ts';
import { kindOf, safeType } from './file-kind.ts';
import { FileModel, type FileOwner, type StoredFile, toFile } from './stored-file.ts';

const defaultMaxBytes = 50 * 1024 * 1024;
const maxNameLength = 200;

export interface FileToSave {
  stream: Readable;
  name: string;
  owner: FileOwner;
  /** Bytes; 50 MB unless told. */
  maxBytes?: number;
  /** Told when the same upload may come twice: a known id is not written again. */
  id?: string;
  now?: Date;
}

/**
 * Stores a file. Its type comes from the content, never from its name, and what could run in a browser is kept as plain bytes.
 * Throws `file.too_big` and then leaves nothing behind; the stream has to be read out or destroyed by the caller.
 */
export async function saveFile({
  stream,
  name,
  owner,
  maxBytes = defaultMaxBytes,
  id = newId(),
  now = new Date(),
}: FileToSave): Promise<StoredFile> {
  const known = await FileModel.findById(id).lean();
  if (known) {
    stream.resume();
    return toFile(known);
  }
  const clean = cleanName(name);
  const { bytes, size, detected } = await writeBytes(stream, clean, maxBytes);
  const mime = safeType(detected);
  try {
    const document = {
      _id: id,
      state: 'stored' as const,
      name: clean,
      mime,
      kind: kindOf(mime),
      owner,
      size,
      bytes,
      createdAt: now,
    };
    await FileModel.create(document);
    return toFile(document);
  } catch (error) {
    await files().delete(bytes);
    throw error;
  }
}

/** Forgets a file and, unless another entry shares them, its bytes. Unknown ones are passed over. */
export async function removeFile(id: string): Promise<void> {
  const removed = await FileModel.findByIdAndDelete(id).lean();
  if (!removed?.bytes) return;
  const shared = await FileModel.exists({ bytes: removed.bytes });
  if (!shared) await files().delete(removed.bytes);
}

/** A name that is safe to show, to put into a header and to save under: no folders, no control or direction characters, not endless. */
export function cleanName(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? '';
  const clean = base
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out; the others turn "gpj.exe" around
    .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  if (clean.length <= maxNameLength) return clean || 'file';
  const ending = /\.[^.]{1,10}$/.exec(clean)?.[0] ?? '';
  return clean.slice(0, maxNameLength - ending.length) + ending;
}
