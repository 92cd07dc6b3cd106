import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../lib/app-error.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { Gate } from '../lib/gate.ts';
import { deleteBytes, ownBytes, writeBytes } from './bucket.ts';
import { mostPixels, pictures } from './pictures.ts';
import { readBytes } from './read-bytes.ts';
import { type FileDocument, FileModel, findFile, type Thumbnail } from './stored-file.ts';

/** Twice what a history shows of a picture on a narrow screen. */
const box = { width: 720, height: 720 };
/** The library takes the whole packed picture into memory. */
const mostBytes = 30 * 1024 * 1024;
const quality = 78;
/** A page of a history asks for twenty at once. */
const gate = new Gate(1);
const inWork = new Map<string, Promise<Thumbnail | undefined>>();

/** What the library opens and a browser may get in small. SVG is not here, and PDF and the like never become pictures. */
const shrinkable = /^image\/(jpeg|png|webp|gif|avif|tiff|apng)$/;

/** The small picture of a stored picture: made when it is first asked for, then kept. Nothing where none can be made. */
export async function openThumbnail(
  id: string,
  clock: Clock = systemClock,
): Promise<{ stream: Readable; mime: string; size: number } | undefined> {
  const document = await findFile(id);
  const made = document.thumbnail ?? (await makeOnce(document, clock));
  if (!made || 'failed' in made) return undefined;
  return { stream: readBytes(made.bytes), mime: made.mime, size: made.size };
}

function makeOnce(document: FileDocument, clock: Clock): Promise<Thumbnail | undefined> {
  const { _id: id, bytes, size = 0, mime } = document;
  if (!bytes || size > mostBytes || !shrinkable.test(mime)) return Promise.resolve(undefined);
  const known = inWork.get(id);
  if (known !== undefined) return known;
  const making = gate.run(() => make(id, bytes, clock)).finally(() => inWork.delete(id));
  inWork.set(id, making);
  return making;
}

async function make(id: string, bytes: NonNullable<FileDocument['bytes']>, clock: Clock): Promise<Thumbnail | undefined> {
  const small = await shrink(bytes);
  if (!small) {
    await FileModel.updateOne({ _id: id }, { $set: { thumbnail: { failed: true } } });
    return undefined;
  }
  const { bytes: written, size } = await writeBytes(Readable.from([small]), { name: `${id}.webp`, now: clock.now() });
  const thumbnail = { bytes: written, size, mime: 'image/webp' };
  const { matchedCount } = await FileModel.updateOne({ _id: id, thumbnail: { $exists: false } }, { $set: { thumbnail } });
  if (matchedCount === 1) {
    await ownBytes(written);
    return thumbnail;
  }
  // Another process was quicker, or the file is gone.
  await deleteBytes(written);
  const settled = (await findFile(id)).thumbnail;
  return settled && 'bytes' in settled ? settled : undefined;
}

/** Turned as the camera was held, without its other notes (where it was taken is nobody's business). Nothing for what cannot be opened. */
async function shrink(bytes: NonNullable<FileDocument['bytes']>): Promise<Buffer | undefined> {
  const library = await pictures();
  const picture = library({ limitInputPixels: mostPixels, sequentialRead: true, failOn: 'error' });
  const shrinking = picture
    .autoOrient()
    .resize({ ...box, fit: 'inside', withoutEnlargement: true })
    .webp({ quality })
    .timeout({ seconds: 20 })
    .toBuffer();
  // Of both faults the stream's is told first, the library's is the same.
  shrinking.catch(() => {});
  const source = readBytes(bytes);
  const read = { failed: false };
  source.once('error', () => {
    read.failed = true;
  });
  try {
    await pipeline(source, picture);
    return await shrinking;
  } catch (error) {
    // The database was away: that says nothing about the picture.
    if (read.failed)
      throw new AppError('file.unavailable', 'The picture could not be read now. Try again.', {}, { cause: error });
    return undefined;
  }
}
