import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';

/** A file that goes along with a call, in a field of its own or as the `media` of an item of an album. */
export interface FilePart {
  source: Readable;
  /** Without quotes and line breaks. */
  filename: string;
}

/**
 * The fields of a call as multipart/form-data (https://core.telegram.org/bots/api#sending-files), read from the files no faster than the
 * connection takes it: telegraf, which we would otherwise use, reads all of them into memory first. Nothing when no file goes along.
 */
export function toMultipart(fields: Record<string, unknown>): { contentType: string; body: Readable } | undefined {
  if (!Object.values(fields).some(hasFile)) return undefined;
  const files: [string, FilePart][] = [];
  const texts = Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    if (isFile(value)) {
      files.push([name, value]);
      return [];
    }
    return [[name, toText(Array.isArray(value) ? value.map(attach) : value)]];
  });
  const boundary = `----kartoteka${randomBytes(18).toString('hex')}`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Readable.from(parts(boundary, texts, files), byBytes),
  };

  function attach(item: unknown): unknown {
    if (!isRecord(item) || !isFile(item.media)) return item;
    const name = `file${files.length}`;
    files.push([name, item.media]);
    return { ...item, media: `attach://${name}` };
  }
}

/** What is read ahead is counted in bytes and not in pieces, which may be large. */
const byBytes = { objectMode: false, highWaterMark: 64 * 1024 };

async function* parts(boundary: string, texts: [string, string][], files: [string, FilePart][]): AsyncGenerator<Buffer> {
  for (const [name, text] of texts) {
    yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`);
  }
  for (const [name, { source, filename }] of files) {
    const disposition = `form-data; name="${name}"; filename="${filename}"`;
    yield Buffer.from(`--${boundary}\r\ncontent-disposition: ${disposition}\r\ncontent-type: application/octet-stream\r\n\r\n`);
    yield* source;
    yield Buffer.from('\r\n');
  }
  yield Buffer.from(`--${boundary}--\r\n`);
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function hasFile(value: unknown): boolean {
  return isFile(value) || (Array.isArray(value) && value.some(item => isRecord(item) && isFile(item.media)));
}

function isFile(value: unknown): value is FilePart {
  return isRecord(value) && value.source instanceof Readable;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
