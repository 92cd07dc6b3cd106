import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import multer from 'multer';
import type { Clock } from '../../src/lib/clock.ts';
import { conversationId } from '../../src/messages/index.ts';
import type { FileOfVisitor, FilesPort } from './files-port.ts';
import { addressOfVisitor, type RawUpdate } from './parse-update.ts';
import { limits } from './receive.ts';

type Attachment = Extract<RawUpdate['content'], { kind: 'media' }>['attachments'][number];

/**
 * Streams the files of one multipart request into the files room; the rest of its fields is in `req.body` afterwards. All or none: when
 * one is refused (AppError `file.too_big`, MulterError) the others go again. The same message uploaded twice gets the same files.
 */
export function createUpload({ files, clock }: { files: FilesPort; clock: Clock }) {
  return async (req: Request, res: Response, { identity, id }: { identity: string; id: string }): Promise<Attachment[]> => {
    const saved: Promise<FileOfVisitor>[] = [];
    const storage: multer.StorageEngine = {
      _handleFile(_req, { stream, originalname }, done) {
        const saving = files.saveFile({
          id: fileId(identity, id, saved.length),
          stream,
          name: originalname,
          // One more than allowed, so that it is multer that ends an endless upload.
          maxBytes: limits.fileBytes + 1,
          owner: { conversation: conversationId(addressOfVisitor(identity)) },
          now: clock.now(),
        });
        saved.push(saving);
        saving.then(file => done(null, { filename: file.id }), done);
      },
      _removeFile(_req, { filename }, done) {
        files.removeFile(filename).then(() => done(null), done);
      },
    };
    const parse = multer({
      storage,
      defParamCharset: 'utf8',
      limits: { fileSize: limits.fileBytes, files: limits.files, fields: 8 },
    });
    await new Promise<void>((resolve, reject) => {
      parse.array('files')(req, res, error => (error ? reject(error) : resolve()));
    });
    return (await Promise.all(saved)).map(file => attachmentOf(file, files.refOfStored(file.id)));
  };
}

function attachmentOf({ kind, name, mime, size }: FileOfVisitor, ref: string): Attachment {
  const known = kind === 'photo' || kind === 'video' || kind === 'audio' ? kind : 'document';
  return { kind: known, ref, name, mime, ...(size !== undefined && { size }) };
}

function fileId(identity: string, id: string, place: number): string {
  return createHash('sha256').update(`${identity}:${id}:${place}`).digest('base64url').slice(0, 24);
}
