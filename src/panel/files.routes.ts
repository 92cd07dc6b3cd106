import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Response, Router } from 'express';
import {
  dispositionOf,
  fetchAgain,
  fetchRemoteFile,
  fileInfo,
  openFile,
  openThumbnail,
  readRange,
  type StoredFile,
} from '../files/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { addressOf, type Messenger } from '../messages/index.ts';
import { may } from '../staff/index.ts';
import { openConversation } from './load-conversation.ts';
import { attachmentOf, presentAttachment } from './present-attachment.ts';
import { renderPart } from './render.ts';
import { staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

/** Bytes never change under an id; whoever signs out on a shared machine leaves nothing that a proxy would give to others. */
const kept = 'private, max-age=31536000, immutable';

/** Files of conversations, for the staff only. What the messenger still keeps is fetched when it is first looked at. */
export function filesRoutes({ messengers, clock }: { messengers: Messenger[]; clock: Clock }): Router {
  const router = Router();
  const find = (conversation: string) => messengers.find(({ name }) => name === addressOf(conversation).messenger);

  router.get('/files/:id', async (req, res) => {
    await lookAt(res, req.params.id);
    const file = await bringFile(req.params.id, find, clock);
    const answer = readRange(file, { ...(req.headers.range && { range: req.headers.range }), ...ifRange(req.get('if-range')) });
    protect(res);
    res.set({ 'Content-Type': file.mime, 'Content-Disposition': dispositionOf(file) });
    res.set({ 'Accept-Ranges': 'bytes', ETag: answer.etag, 'Cache-Control': kept });
    if (answer.kind === 'unsatisfiable') return void res.status(416).set('Content-Range', `bytes */${answer.size}`).end();
    const range = answer.kind === 'part' ? answer.range : undefined;
    if (range) res.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${answer.size}`);
    else if (req.fresh) return void res.status(304).end();
    res.set('Content-Length', String(range ? range.end - range.start + 1 : answer.size));
    if (req.method === 'HEAD' || answer.size === 0) return void res.end();
    await send(await openFile(file.id, range), res);
  });

  /** The picture in small, as the history shows it; 404 where none can be made. */
  router.get('/files/:id/small', async (req, res) => {
    await lookAt(res, req.params.id);
    const { id } = await bringFile(req.params.id, find, clock);
    protect(res);
    res.set({ ETag: `"${id}-small"`, 'Cache-Control': kept });
    if (req.fresh) return void res.status(304).end();
    const small = await openThumbnail(id, clock);
    if (!small) return void res.status(404).set('Cache-Control', 'no-store').end();
    res.set({ 'Content-Type': small.mime, 'Content-Length': String(small.size), 'Content-Disposition': 'inline' });
    if (req.method === 'HEAD') {
      small.stream.destroy();
      return void res.end();
    }
    await send(small.stream, res);
  });

  /** Somebody asks once more for a file that did not come. */
  router.post('/files/:id/fetch', async (req, res) => {
    await lookAt(res, req.params.id);
    const file = await fetchAgain(req.params.id, find, clock);
    if (!req.get('hx-request')) return res.redirect(303, req.get('referer') ?? '/inbox');
    const attachment = presentAttachment(viewerOf(res), attachmentOf(file));
    renderPart(res, 'messages/attachment', { ...attachment, isAskedAgain: true });
  });
  return router;
}

/** A file of a conversation is for who may open that; AppError `inbox.not_found` otherwise. */
async function lookAt(res: Response, id: string): Promise<void> {
  if (may(staffOf(res), 'seeAll')) return;
  const { conversation } = (await fileInfo(id))?.owner ?? {};
  if (conversation !== undefined) await openConversation(viewerOf(res), conversation);
}

type Find = (conversation: string) => Messenger | undefined;

async function bringFile(id: string, find: Find, clock: Clock): Promise<StoredFile> {
  const known = await fileInfo(id);
  if (!known) throw new AppError('file.not_found', 'There is no such file.', { id });
  const messenger = find(known.owner.conversation ?? '');
  const file = known.state === 'remote' && messenger ? await fetchRemoteFile(id, messenger, { clock, urgent: true }) : known;
  if (file.state === 'tooBig') throw new AppError('file.too_big', 'The file is too big to be stored.', { id });
  if (file.state === 'remote') throw new AppError('file.unavailable', 'The messenger of this file is off.', { id });
  if (file.state !== 'stored') throw new AppError('file.gone', 'The messenger does not give this file any more.', { id });
  return file;
}

/** A file is somebody else's content: it may be looked at or downloaded, never run, and stand in no page of another site. */
function protect(res: Response): void {
  res.set({
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
}

async function send(stream: Readable, res: Response): Promise<void> {
  try {
    await pipeline(stream, res);
  } catch (error) {
    // A player that jumps to another place breaks the connection off; that is how it reads.
    if (!res.destroyed) throw error;
  }
}

const ifRange = (value: string | undefined): { ifRange?: string } => (value ? { ifRange: value } : {});
