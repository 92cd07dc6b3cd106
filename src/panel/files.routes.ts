import { pipeline } from 'node:stream/promises';
import { type Response, Router } from 'express';
import { dispositionOf, fetchRemoteFile, fileInfo, mayBeShown, openFile, readRange, type StoredFile } from '../files/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Messenger } from '../messages/index.ts';

/** Files of conversations, for the staff only. What the messenger still keeps is fetched when it is first looked at. */
export function filesRoutes({ messengers }: { messengers: Messenger[] }): Router {
  const router = Router();
  router.get('/files/:id', async (req, res) => {
    const file = await bringFile(req.params.id, messengers);
    const answer = readRange(file, { ...(req.headers.range && { range: req.headers.range }), ...ifRange(req.get('if-range')) });
    protect(res, file);
    res.set({ 'Accept-Ranges': 'bytes', ETag: answer.etag, 'Cache-Control': 'private, max-age=31536000, immutable' });
    if (answer.kind === 'unsatisfiable') return void res.status(416).set('Content-Range', `bytes */${answer.size}`).end();
    const range = answer.kind === 'part' ? answer.range : undefined;
    if (range) res.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${answer.size}`);
    else if (req.fresh) return void res.status(304).end();
    res.set('Content-Length', String(range ? range.end - range.start + 1 : answer.size));
    if (req.method === 'HEAD') return void res.end();
    await send(await openFile(file.id, range), res);
  });
  return router;
}

async function bringFile(id: string, messengers: Messenger[]): Promise<StoredFile> {
  const known = await fileInfo(id);
  if (!known) throw new AppError('file.not_found', 'There is no such file.', { id });
  const messenger = messengers.find(({ name }) => known.owner.conversation?.startsWith(`${name}:`));
  const file = known.state === 'remote' && messenger ? await fetchRemoteFile(id, messenger) : known;
  if (file.state === 'tooBig') throw new AppError('file.too_big', 'The file is too big to be stored.', { id });
  if (file.state !== 'stored') throw new AppError('file.gone', 'The messenger does not give this file any more.', { id });
  return file;
}

/** A file is somebody else's content: it may be looked at or downloaded, never run. */
function protect(res: Response, file: StoredFile): void {
  res.set({
    'Content-Type': file.mime,
    'Content-Disposition': dispositionOf(file),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': mayBeShown(file.mime)
      ? "default-src 'none'; img-src 'self'; media-src 'self'"
      : "sandbox; default-src 'none'",
  });
}

async function send(stream: Awaited<ReturnType<typeof openFile>>, res: Response): Promise<void> {
  try {
    await pipeline(stream, res);
  } catch (error) {
    // A player that jumps to another place breaks the connection off; that is how it reads.
    if (!res.destroyed) throw error;
  }
}

const ifRange = (value: string | undefined): { ifRange?: string } => (value ? { ifRange: value } : {});
