import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import multer from 'multer';
import { AppError } from '../../src/lib/app-error.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { conversationId } from '../../src/messages/index.ts';
import type { FileOfVisitor, FilesPort } from './files-port.ts';
import { addressOfVisitor, type RawUpdate } from './parse-update.ts';
import { limits } from './receive.ts';

type Attachment = Extract<RawUpdate['content'], { kind: 'media' }>['attachments'][number];

interface UploadOf {
  identity: string;
  id: string;
  /** The one file was recorded on the page, so many seconds long. */
  voice?: number | undefined;
}

/**
 * Streams the files of one multipart request into the files room; the rest of its fields is in `req.body` afterwards. All or none: when
 * one is refused (AppError `file.too_big`, `file.type_refused`, MulterError), or the visitor breaks off, the others go again. The same
 * message uploaded twice gets the same files.
 */
export function createUpload({ files, clock }: { files: FilesPort; clock: Clock }) {
  return async (req: Request, res: Response, { identity, id, voice }: UploadOf): Promise<Attachment[]> => {
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
          draft: true,
          ...(voice !== undefined && { voice: { duration: Math.round(voice) } }),
          now: clock.now(),
        });
        saved.push(saving);
        saving.then(
          file => done(file.program ? refused(file.name) : null, { filename: file.id }),
          (error: unknown) => {
            stream.resume();
            done(error);
          },
        );
      },
      _removeFile(_req, { filename }, done) {
        files.removeFile(filename).then(() => done(null), done);
      },
    };
    const parse = multer({
      storage,
      defParamCharset: 'utf8',
      limits: { fileSize: limits.fileBytes, files: voice === undefined ? limits.files : 1, fields: 8 },
    });
    try {
      await new Promise<void>((resolve, reject) => {
        parse.array('files')(req, res, error => (error ? reject(error) : resolve()));
      });
    } catch (error) {
      // multer takes away what it counts as uploaded; one that it refused, or was only just through, it does not know.
      for (const file of await Promise.allSettled(saved)) if (file.status === 'fulfilled') await files.removeFile(file.value.id);
      throw error;
    }
    return (await Promise.all(saved)).map(file => attachmentOf(file, files.refOfStored(file.id)));
  };
}

/** Whoever sends a program to a shop means no good, or will be understood better with an archive. */
function refused(name: string): AppError {
  return new AppError('file.type_refused', `"${name}" is a program. Send documents, pictures, sound or video.`, { name });
}

function attachmentOf({ kind, name, mime, size, width, height, duration }: FileOfVisitor, ref: string): Attachment {
  return {
    kind: kinds.find(known => known === kind) ?? 'document',
    ref,
    name,
    mime,
    ...(size !== undefined && { size }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration !== undefined && { duration }),
  };
}

const kinds = ['photo', 'video', 'audio', 'voice'] as const;

function fileId(identity: string, id: string, place: number): string {
  return createHash('sha256').update(`${identity}:${id}:${place}`).digest('base64url').slice(0, 24);
}
