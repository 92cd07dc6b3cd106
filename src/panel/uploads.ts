import type { Request, RequestHandler, Response } from 'express';
import multer, { type StorageEngine } from 'multer';
import { z } from 'zod';
import { fileInfo, mayBeShown, removeFile, saveFile } from '../files/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { AttachmentKind, Messenger, OutgoingAttachment } from '../messages/index.ts';
import type { Staff } from '../staff/index.ts';
import { presentSize } from './present-attachment.ts';
import { staffOf } from './require-staff.ts';
import type { Viewer } from './viewer.ts';
import { viewerOf } from './viewer.ts';

const storedSchema = z.looseObject({ stored: z.string().optional() });
const mostFiles = 10;
const mostBytes = 50_000_000;

/** Stores the files of a form while they arrive. Nothing is kept of one that is bigger than the conversation's messenger takes. */
export function upload(messengers: Messenger[]): RequestHandler {
  const storage: StorageEngine = {
    _handleFile(req, file, done) {
      const maxBytes = limitOf(messengers, req.params.id);
      // multer hands names over as latin1, browsers send them as UTF-8.
      const name = Buffer.from(file.originalname, 'latin1').toString('utf8');
      const owner = { staff: ownerOf(req), ...(typeof req.params.id === 'string' && { conversation: req.params.id }) };
      saveFile({ stream: file.stream, name, owner, maxBytes, draft: true, now: viewerOf(resOf(req)).now }).then(
        stored => done(null, { stored: stored.id } as Partial<Express.Multer.File>),
        (error: unknown) => {
          file.stream.resume();
          done(error);
        },
      );
    },
    // All or none: what came before one that was refused goes again.
    _removeFile: (_req, file, done) => {
      const { stored } = storedSchema.parse(file);
      removeFile(stored ?? '').then(() => done(null), done);
    },
  };
  return multer({ storage, limits: { files: mostFiles } }).array('files', mostFiles);
}

/** Only what this person uploaded, so that nobody sends somebody else's file by guessing its id. */
export async function attachmentsOf(ids: string[], staff: Pick<Staff, 'id'>): Promise<OutgoingAttachment[]> {
  return Promise.all(
    ids.map(async id => {
      const file = await fileInfo(id);
      if (file?.owner.staff !== staff.id) throw new AppError('file.not_found', 'There is no such file.', { id });
      const { kind, name, mime, size = 0, duration } = file;
      return { id, kind: sendable(kind), name, mime, size, ...(duration !== undefined && { duration }) };
    }),
  );
}

/** An uploaded file in the composer, before it is sent. */
export async function presentUpload({ language }: Pick<Viewer, 'language'>, id: string) {
  const file = await fileInfo(id);
  const mime = file?.mime ?? '';
  return {
    id,
    name: file?.name,
    size: presentSize(language, file?.size ?? 0),
    ...(mime.startsWith('image/') && mayBeShown(mime) && { preview: `/files/${id}/small` }),
    // What phones and messengers record speech with; music comes otherwise.
    ...(mime.startsWith('audio/') && { isSound: true, isSpeech: mime === 'audio/ogg' || mime === 'audio/opus' }),
  };
}

function sendable(kind: AttachmentKind): OutgoingAttachment['kind'] {
  if (kind === 'sticker') return 'photo';
  return kind === 'videoNote' || kind === 'animation' ? 'video' : kind;
}

function limitOf(messengers: Messenger[], conversation: unknown): number {
  const messenger = messengers.find(({ name }) => String(conversation).startsWith(`${name}:`));
  return Math.min(mostBytes, messenger?.capabilities.fileSize.other ?? mostBytes);
}

function resOf(req: Request): Response {
  if (!req.res) throw new Error('A request without its response');
  return req.res;
}

const ownerOf = (req: Request): string => staffOf(resOf(req)).id;
