import { mayBeShown } from './file-kind.ts';
import type { StoredFile } from './stored-file.ts';

/**
 * The Content-Disposition of a file: pictures, sound and video may stand on a page, all else is only ever downloaded. The name goes
 * in both forms of RFC 6266. Send `X-Content-Type-Options: nosniff` with it.
 */
export function dispositionOf({ name, mime }: Pick<StoredFile, 'name' | 'mime'>): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const full = encodeURIComponent(name).replace(/['()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${mayBeShown(mime) ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${full}`;
}
