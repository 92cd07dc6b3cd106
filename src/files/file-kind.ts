import type { AttachmentKind } from '../messages/index.ts';
import type { FileFamily } from './limits.ts';

export const unknownType = 'application/octet-stream';

/** What a browser shows by itself and cannot run: may stand on a page of ours. SVG and XML are not here, they carry scripts. */
const shown = /^(image\/(jpeg|png|gif|webp|avif|bmp|apng|tiff)|audio\/[\w.+-]+|video\/[\w.+-]+)$/;

/** Pictures as phones of Apple keep them: nearly no browser shows them, and the library that makes small ones has no decoder for them. */
const unshownPictures = /^image\/hei[cf](-sequence)?$/;

/** Papers that a browser hands to the person's own program. */
const papers =
  /^application\/(pdf|zip|gzip|x-7z-compressed|vnd\.rar|rtf|epub\+zip|msword|x-cfb|vnd\.(oasis|openxmlformats|ms-).+)$/;

/** The type under which content may leave us again: what file-type found if it is harmless, otherwise plain bytes. */
export function safeType(detected: string | undefined): string {
  if (!detected) return unknownType;
  const mime = detected.split(';', 1)[0]?.trim() ?? '';
  return [shown, papers, unshownPictures].some(types => types.test(mime)) ? mime : unknownType;
}

export function mayBeShown(mime: string): boolean {
  return shown.test(mime);
}

/** What a file is in the words of messages: what cannot be shown is a document, whatever is on it. */
export function kindOf(mime: string): AttachmentKind {
  if (unshownPictures.test(mime)) return 'document';
  if (mime.startsWith('image/')) return 'photo';
  if (mime.startsWith('video/')) return 'video';
  if (mime.startsWith('audio/')) return 'audio';
  return 'document';
}

/** Which limit a file falls under. */
export function familyOf(kind: AttachmentKind): FileFamily {
  switch (kind) {
    case 'photo':
    case 'sticker':
      return 'photo';
    case 'video':
    case 'videoNote':
    case 'animation':
      return 'video';
    case 'audio':
    case 'voice':
      return 'audio';
    case 'document':
      return 'document';
  }
}
