import type { ByteRange } from './read-bytes.ts';
import type { StoredFile } from './stored-file.ts';

export type RangeAnswer =
  /** 200 with the whole. */
  | { kind: 'whole'; size: number; etag: string }
  /** 206 with `Content-Range: bytes start-end/size`. */
  | { kind: 'part'; size: number; etag: string; range: ByteRange }
  /** 416 with `Content-Range: bytes * /size` (without the blank). */
  | { kind: 'unsatisfiable'; size: number; etag: string };

/**
 * What to answer to a request for a stored file with these headers. A list of several ranges, or a range of another version
 * (`If-Range`), is answered with the whole, which RFC 9110 (14.2, 13.1.5) allows.
 */
export function readRange(
  file: Pick<StoredFile, 'id' | 'size'>,
  headers: { range?: string; ifRange?: string } = {},
): RangeAnswer {
  const size = file.size ?? 0;
  // Bytes never change under an id, so the id is the version.
  const etag = `"${file.id}"`;
  const asked = /^bytes=(\d*)-(\d*)$/.exec(headers.range?.trim() ?? '');
  const [, first = '', last = ''] = asked ?? [];
  if (!asked || (first === '' && last === '') || (headers.ifRange && headers.ifRange !== etag))
    return { kind: 'whole', size, etag };

  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return { kind: 'whole', size, etag };
  if (start >= size) return { kind: 'unsatisfiable', size, etag };
  return { kind: 'part', size, etag, range: { start, end } };
}
