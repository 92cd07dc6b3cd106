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
  req: Request;
  res: Response;
}): Promise<void> {
  const { files, id, req, res } = input;
  const file = await findSoon(input);
  if (file?.state !== 'stored') {
    res.status(404).json({ code: 'file.missing', message: 'There is no such file.' });
    return;
  }
  const { range, 'if-range': ifRange } = req.headers;
  const answer = files.readRange(file, { ...(range && { range }), ...(typeof ifRange === 'string' && { ifRange }) });
  res.set({
    'content-type': file.mime,
    'content-disposition': files.dispositionOf(file),
    'accept-ranges': 'bytes',
    etag: answer.etag,
    // Bytes never change under an id.
    'cache-control': 'private, max-age=604800, immutable',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
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
  try {
    await pipeline(await files.openFile(id, answer.kind === 'part' ? answer.range : undefined), res);
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
