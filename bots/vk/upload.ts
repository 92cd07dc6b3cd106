import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { z } from 'zod';
import { AppError } from '../../src/lib/app-error.ts';
import type { OpenFile, OutgoingAttachment } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';

interface Uploading {
  api: CallApi;
  openFile: OpenFile;
  peer: string;
}

const serverSchema = z.object({ upload_url: z.string() });
const id = z.object({ id: z.number(), owner_id: z.number(), access_key: z.string().optional() });
const photosSchema = z.array(id).min(1);
const docSchema = z.object({ doc: id.optional(), audio_message: id.optional() });
const uploadedPhoto = z.object({ server: z.union([z.number(), z.string()]), photo: z.string(), hash: z.string() });
const uploadedDoc = z.object({ file: z.string().min(1) });
const refusedUpload = z.object({ error: z.string(), error_descr: z.string().optional() });

/**
 * Gives one of our files to VK and returns its name for `attachment` of messages.send. Rejects like the calls it makes, and with an
 * AppError when VK does not want such a file.
 */
export async function upload(uploading: Uploading, attachment: OutgoingAttachment): Promise<string> {
  return attachment.kind === 'photo' ? uploadPhoto(uploading, attachment) : uploadDoc(uploading, attachment);
}

async function uploadPhoto({ api, openFile, peer }: Uploading, attachment: OutgoingAttachment): Promise<string> {
  const { upload_url } = serverSchema.parse(await api('photos.getMessagesUploadServer', { peer_id: peer }));
  const uploaded = uploadedPhoto.parse(await post(upload_url, 'photo', attachment, openFile));
  const [photo] = photosSchema.parse(await api('photos.saveMessagesPhoto', uploaded));
  return nameOf('photo', photo);
}

/** Videos and music as well: the capabilities say why. */
async function uploadDoc({ api, openFile, peer }: Uploading, attachment: OutgoingAttachment): Promise<string> {
  const type = attachment.kind === 'voice' ? 'audio_message' : 'doc';
  const { upload_url } = serverSchema.parse(await api('docs.getMessagesUploadServer', { type, peer_id: peer }));
  const { file } = uploadedDoc.parse(await post(upload_url, 'file', attachment, openFile));
  const saved = docSchema.parse(await api('docs.save', { file, title: attachment.name }));
  return saved.audio_message ? nameOf('audio_message', saved.audio_message) : nameOf('doc', saved.doc);
}

function nameOf(type: string, saved: z.infer<typeof id> | undefined): string {
  if (!saved) throw new Error('VK saved the file and did not say under which name');
  const { owner_id, id: number, access_key } = saved;
  return `${type}${owner_id}_${number}${access_key ? `_${access_key}` : ''}`;
}

async function post(url: string, field: string, attachment: OutgoingAttachment, openFile: OpenFile): Promise<unknown> {
  const boundary = `kartoteka-${randomUUID()}`;
  const name = attachment.name.replace(/["\\\r\n]/g, '_');
  const head = Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: ${attachment.mime.replace(/[\r\n]/g, '')}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const file = await openFile(attachment);
  const answer = await request(url, {
    method: 'POST',
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + attachment.size + tail.length),
    },
    body: Readable.from(sandwich(head, file, tail)),
    headersTimeout: 60_000,
  });
  if (answer.statusCode === 413) {
    await answer.body.dump();
    throw new AppError('file.too_big', 'VK takes no file of this size.');
  }
  return readUpload(await answer.body.json());
}

/** The servers that take files say in words of their own that a type is forbidden or a file is empty. */
function readUpload(answer: unknown): unknown {
  const refused = refusedUpload.safeParse(answer).data;
  if (refused) throw new AppError('file.refused', `VK does not take this file: ${refused.error_descr ?? refused.error}`);
  return answer;
}

async function* sandwich(head: Buffer, file: Readable, tail: Buffer): AsyncGenerator<Buffer> {
  yield head;
  yield* file;
  yield tail;
}
