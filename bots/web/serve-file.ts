import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { Clock } from '../../src/lib/clock.ts';
import type { FileOfVisitor, FilesPort } from './files-port.ts';

const comingMs = 3000;
const lookEveryMs = 200;

/** Answers with a stored file or the stretch asked for. Whose it is has been checked. */
export async function serveFile(input: {
  files: FilesPort;
  clock: Clock;
  id: string;
  /** A picture as the page shows it; the whole where there is none. */
  small?: boolean;
  req: Request;
  res: Response;
}): Promise<void> {
  const { files, id, req, res } = input;
  const file = await findSoon(input);
  if (file?.state !== 'stored') {
    res.status(404).json({ code: 'file.missing', message: 'There is no such file.' });
    return;
  }
  if (input.small && (await serveSmall(input, file.id))) return;
  const { range, 'if-range': ifRange } = req.headers;
  const answer = files.readRange(file, { ...(range && { range }), ...(typeof ifRange === 'string' && { ifRange }) });
  res.set({
    ...protection,
    'content-type': file.mime,
    'content-disposition': files.dispositionOf(file),
    'accept-ranges': 'bytes',
    etag: answer.etag,
  });
  if (answer.kind === 'unsatisfiable') {
    res.status(416).set('content-range', `bytes */${answer.size}`).end();
    return;
  }
  if (req.headers['if-none-match'] === answer.etag) {
    res.status(304).end();
    return;
  }
  const { start, end } = answer.kind === 'part' ? answer.range : { start: 0, end: answer.size - 1 };
  if (answer.kind === 'part') res.status(206).set('content-range', `bytes ${start}-${end}/${answer.size}`);
  res.set('content-length', String(end - start + 1));
  if (req.method === 'HEAD' || answer.size === 0) {
    res.end();
    return;
  }
  await send(await files.openFile(id, answer.kind === 'part' ? answer.range : undefined), res);
}

const protection = {
  // Bytes never change under an id.
  'cache-control': 'private, max-age=604800, immutable',
  'content-security-policy': "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; sandbox",
};

async function serveSmall({ files, req, res }: Parameters<typeof serveFile>[0], id: string): Promise<boolean> {
  const etag = `"${id}-small"`;
  if (req.headers['if-none-match'] === etag) {
    res
      .status(304)
      .set({ ...protection, etag })
      .end();
    return true;
  }
  const small = await files.openThumbnail(id);
  if (!small) return false;
  res.set({ ...protection, etag, 'content-type': small.mime, 'content-length': String(small.size) });
  await send(small.stream, res);
  return true;
}

async function send(stream: Readable, res: Response): Promise<void> {
  try {
    await pipeline(stream, res);
  } catch (error) {
    // A player that jumps elsewhere breaks the connection off.
    if (!res.destroyed) throw error;
  }
}

/** A message is told a moment before its files are noted, so one that is not there yet is waited for. */
async function findSoon({ files, clock, id, res }: Parameters<typeof serveFile>[0]): Promise<FileOfVisitor | undefined> {
  const until = clock.now().getTime() + comingMs;
  for (;;) {
    const file = await files.fileInfo(id);
    if (file?.state === 'stored' || res.destroyed || clock.now().getTime() >= until) return file;
    await clock.sleep(lookEveryMs);
  }
}
