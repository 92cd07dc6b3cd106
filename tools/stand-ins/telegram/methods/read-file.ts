import { imageSize } from '../../shared/image-size.ts';
import { textOf } from '../../shared/params.ts';
import type { UploadedFile } from '../../shared/read-parameters.ts';
import { BotApiError, badRequest } from '../bot-api-error.ts';
import { storeFile } from '../files.ts';
import type { StoredFile } from '../world.ts';
import type { Call } from './call.ts';

const megabyte = 1024 * 1024;
const largestPhoto = 10 * megabyte;
const largestFile = 50 * megabyte;

/**
 * The file that a parameter names: uploaded under this name, attached (`attach://field`), or known by its id.
 * A URL is refused with what Telegram says when it cannot fetch it: it could not fetch one from this machine either.
 */
export function readFile(call: Call, kind: string, value = textOf(call.params, kind)): StoredFile {
  const field = value.startsWith('attach://') ? value.slice('attach://'.length) : kind;
  if (value.startsWith('attach://') && !call.files.some(file => file.field === field))
    throw badRequest('file is missing in the request');
  const uploaded = value === '' || value.startsWith('attach://') ? call.files.find(file => file.field === field) : undefined;
  if (uploaded) return keep(call, kind, uploaded);
  if (value === '') throw badRequest(`there is no ${kind} in the request`);
  if (/^https?:\/\//.test(value)) throw badRequest('failed to get HTTP URL content');
  const known = call.world.files.get(value);
  // What is no identifier at all is told from one of another bot's.
  if (!known && !/^[\w-]{20,}$/.test(value))
    throw badRequest('wrong remote file identifier specified: wrong character in the string');
  if (!known) throw badRequest('wrong file identifier/HTTP URL specified');
  if ((known.kind === 'photo') !== (kind === 'photo')) {
    throw badRequest(`can't use file of type ${capital(known.kind)} as ${capital(kind)}`);
  }
  return known;
}

function keep(call: Call, kind: string, { content, name, mime }: UploadedFile): StoredFile {
  if (content.length === 0) throw badRequest('file must be non-empty');
  if (content.length > largestFile) throw new BotApiError(413, 'Request Entity Too Large');
  if (kind === 'photo') checkPhoto(content);
  return storeFile(call.world, { kind, content, name, mime });
}

/** At most 10 MB, 10000 for both sides together and 20 for their ratio (Bot API, sendPhoto). */
function checkPhoto(content: Buffer): void {
  if (content.length > largestPhoto) throw badRequest('file is too big');
  const size = imageSize(content);
  if (!size) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = size;
  const ratio = Math.max(width, height) / Math.max(1, Math.min(width, height));
  if (width + height > 10_000 || ratio > 20) throw badRequest('PHOTO_INVALID_DIMENSIONS');
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
