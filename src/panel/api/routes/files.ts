import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import {
  dispositionOf,
  fetchRemoteFile,
  fileInfo,
  openFile,
  readRange,
  type StoredFile,
  saveFile,
} from '../../../files/index.ts';
import type { ApiKey } from '../../../keys/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import { addressOf } from '../../../messages/index.ts';
import { type Means, there } from '../means.ts';
import { type ApiRoute, type Call, defineRoute } from '../route.ts';
import { fileShape, idParams } from '../shapes.ts';

/** Who has uploaded what a key has uploaded. */
export const fileOwner = ({ id }: Pick<ApiKey, 'id'>): string => `api:${id}`;

const mostBytes = 50_000_000;

/** Files of conversations, and those that are to be sent. */
export function fileRoutes({ messengers, clock }: Means): ApiRoute[] {
  const read = async (id: string) => there(await fileInfo(id), 'file');

  /** The file with its bytes here; what its messenger still keeps is fetched. */
  async function bring(id: string): Promise<StoredFile> {
    const known = await read(id);
    const { conversation } = known.owner;
    const messenger = conversation && messengers.find(({ name }) => name === addressOf(conversation).messenger);
    const file = known.state === 'remote' && messenger ? await fetchRemoteFile(id, messenger, { clock, urgent: true }) : known;
    if (file.state === 'stored') return file;
    throw file.state === 'tooBig'
      ? new AppError('file.too_big', 'The file is too big to be stored.', { id })
      : new AppError('file.gone', 'The messenger does not give this file any more.', { id });
  }

  async function give({ params, req, res }: Call<{ id: string }, unknown, unknown>): Promise<void> {
    const file = await bring(params.id);
    const ifRange = req.get('if-range');
    const answer = readRange(file, { ...(req.headers.range && { range: req.headers.range }), ...(ifRange && { ifRange }) });
    res.set({
      'content-type': file.mime,
      'content-disposition': dispositionOf(file),
      'accept-ranges': 'bytes',
      etag: answer.etag,
    });
    if (answer.kind === 'unsatisfiable') return void res.status(416).set('content-range', `bytes */${answer.size}`).end();
    const range = answer.kind === 'part' ? answer.range : undefined;
    if (range) res.status(206).set('content-range', `bytes ${range.start}-${range.end}/${answer.size}`);
    else if (req.fresh) return void res.status(304).end();
    res.set('content-length', String(range ? range.end - range.start + 1 : answer.size));
    if (req.method === 'HEAD' || answer.size === 0) return void res.end();
    await pipeline(await openFile(file.id, range), res).catch(error => {
      // Whoever has enough hangs up.
      if (!res.destroyed) throw error;
    });
  }

  return [
    defineRoute({
      id: 'files.upload',
      method: 'post',
      path: '/files',
      scope: 'files:write',
      summary: 'Uploads a file: its bytes are the body. In no message within a day it goes again',
      query: z.strictObject({ name: z.string().min(1).max(300) }),
      bytes: 'in',
      status: 201,
      answer: fileShape,
      handler: async ({ query, req, key, now, writeKey, set }) => {
        const saved = await saveFile({
          stream: req,
          name: query.name,
          owner: { staff: fileOwner(key) },
          maxBytes: mostBytes,
          id: writeKey.replace(/[^\w-]/g, '-'),
          draft: true,
          now,
        });
        set('location', `/api/v1/files/${encodeURIComponent(saved.id)}`);
        return saved;
      },
    }),
    defineRoute({
      id: 'files.get',
      method: 'get',
      path: '/files/{id}',
      scope: 'files:read',
      summary: 'What is known of a file',
      params: idParams,
      answer: fileShape,
      handler: ({ params }) => read(params.id),
    }),
    defineRoute({
      id: 'files.download',
      method: 'get',
      path: '/files/{id}/content',
      scope: 'files:read',
      summary: 'The bytes of a file, or a range of them',
      params: idParams,
      bytes: 'out',
      handler: give,
    }),
  ];
}
