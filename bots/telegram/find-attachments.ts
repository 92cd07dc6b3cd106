import type { AttachmentKind, IncomingAttachment } from '../../src/messages/index.ts';
import type { TelegramContent, TelegramFile } from './update-schema.ts';

/** The files of a message: one, or the picture and the film of a live photo, or none. */
export function findAttachments(message: TelegramContent): IncomingAttachment[] {
  const photo = largest(message.photo ?? message.live_photo?.photo);
  const still = photo ? [describe('photo', photo)] : [];
  if (message.live_photo) return [...still, describe('video', message.live_photo)];
  if (still.length > 0) return still;
  for (const [field, kind] of mediaFields) {
    const file = message[field];
    if (file) return [describe(kind, file)];
  }
  if (message.video_note) return [describeNote(message.video_note)];
  return message.sticker ? [describeSticker(message.sticker)] : [];
}

/** An animation also carries a `document` for old clients, so it is looked for first. */
const mediaFields = [
  ['animation', 'animation'],
  ['video', 'video'],
  ['voice', 'voice'],
  ['audio', 'audio'],
  ['document', 'document'],
] as const;

/** Of the sizes of one picture the one with the most pixels. */
export function largest<T extends Pick<TelegramFile, 'width' | 'height'>>(sizes: T[] = []): T | undefined {
  return sizes.toSorted((a, b) => area(b) - area(a))[0];
}

function area({ width = 0, height = 0 }: Pick<TelegramFile, 'width' | 'height'>): number {
  return width * height;
}

/** Name and type are kept from here because getFile may not tell them any more. */
function describe(kind: AttachmentKind, file: TelegramFile): IncomingAttachment {
  return {
    kind,
    ref: file.file_id,
    ...(file.file_name !== undefined && { name: file.file_name }),
    ...(file.mime_type !== undefined && { mime: file.mime_type }),
    ...(file.file_size !== undefined && { size: file.file_size }),
    ...(file.width !== undefined && { width: file.width }),
    ...(file.height !== undefined && { height: file.height }),
    ...(file.duration !== undefined && { duration: file.duration }),
  };
}

function describeNote({ length, ...note }: NonNullable<TelegramContent['video_note']>): IncomingAttachment {
  return describe('videoNote', length === undefined ? note : { ...note, width: length, height: length });
}

/** A sticker does not tell its type, but its kind does: https://core.telegram.org/stickers */
function describeSticker(sticker: NonNullable<TelegramContent['sticker']>): IncomingAttachment {
  const mime = sticker.is_animated ? 'application/x-tgsticker' : sticker.is_video ? 'video/webm' : 'image/webp';
  return { ...describe('sticker', sticker), mime };
}
