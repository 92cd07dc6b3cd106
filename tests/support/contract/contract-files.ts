import { Readable } from 'node:stream';
import { AppError } from '../../../src/lib/app-error.ts';
import type { OutgoingAttachment } from '../../../src/messages/index.ts';
import { sampleDocument, samplePhoto, sampleVideo, sampleVoice } from '../../../tools/stand-ins/index.ts';

/** The head of an M4A: VK takes no MP3. */
const sampleSong = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypM4A \0\0\0\0M4A mp42'), Buffer.alloc(64)]);

const contents: Record<string, Buffer> = {
  photo: samplePhoto,
  second: samplePhoto,
  price: sampleDocument,
  film: sampleVideo,
  note: sampleVoice,
  song: sampleSong,
};

function file(kind: OutgoingAttachment['kind'], id: string, name: string, mime: string): OutgoingAttachment {
  return { kind, id, name, mime, size: contents[id]?.length ?? 0 };
}

/** The files that the contract sends. */
export const photo = file('photo', 'photo', 'view.jpg', 'image/jpeg');
export const second = file('photo', 'second', 'second.jpg', 'image/jpeg');
export const price = file('document', 'price', 'Прайс "весна".pdf', 'application/pdf');
export const film = file('video', 'film', 'film.mp4', 'video/mp4');
export const note: OutgoingAttachment = { ...file('voice', 'note', 'note.oga', 'audio/ogg'), duration: 7 };
export const song = file('audio', 'song', 'song.m4a', 'audio/mp4');

/** What is in one of them. */
export function contentOf({ id }: OutgoingAttachment): Buffer {
  const content = contents[id];
  if (!content) throw new AppError('file.gone', 'The file is gone.');
  return content;
}

/** Opens the files that the contract sends: those that are there, one that is not, one that breaks off. */
export async function openContractFile(attachment: OutgoingAttachment): Promise<Readable> {
  return attachment.id === 'breaks' ? Readable.from(breakOff()) : Readable.from([contentOf(attachment)]);
}

async function* breakOff(): AsyncGenerator<Buffer> {
  yield samplePhoto.subarray(0, 100);
  throw new Error('the disk is gone');
}
