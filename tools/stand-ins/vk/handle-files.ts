import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { answerJson } from '../shared/answer.ts';
import { imageSize } from '../shared/image-size.ts';
import { readParameters } from '../shared/read-parameters.ts';
import type { Server } from './server.ts';
import type { StoredFile } from './world.ts';

/** Documents may be of any type but music and programs (https://dev.vk.com/ru/api/upload/document-in-message); the words are our own. */
const forbidden = /\.(mp3|exe|msi|bat|apk)$/i;

/** POST to an upload address: a form with the file in `photo` or `file`. */
export async function handleUpload({ world, failures, journal }: Server, request: Request, response: Response): Promise<void> {
  const kind = String(request.params.kind);
  const { files } = await readParameters(request, response);
  const failure = failures.take({ method: `upload.${kind}`, chat: '' });
  if (failure && typeof failure === 'object' && 'status' in failure) return answerJson(response, failure.status, failure.body);
  const field = kind === 'photo' ? 'photo' : 'file';
  const sent = files.find(file => file.field === field);
  journal.add({
    kind: 'call',
    method: `upload.${kind}`,
    chat: '',
    params: { name: sent?.name, size: sent?.content.length },
    status: 200,
    answer: '',
  });
  if (!sent || sent.content.length === 0)
    return answerJson(response, 200, { error: 'no_file', error_descr: `ERR_UPLOAD: there is no ${field}` });
  if (kind === 'doc' && forbidden.test(sent.name))
    return answerJson(response, 200, {
      error: 'bad_file_type',
      error_descr: 'ERR_UPLOAD_BAD_FILE_TYPE: such files are not allowed',
    });
  const hash = randomBytes(12).toString('hex');
  const file: StoredFile = { kind, name: sent.name, mime: sent.mime, content: sent.content };
  if (kind !== 'photo') {
    world.uploads.set(hash, file);
    return answerJson(response, 200, { file: hash });
  }
  // A picture that VK cannot read comes back as an empty list, and only the saving fails.
  if (!imageSize(sent.content)) return answerJson(response, 200, { server: 123456, photo: '[]', hash });
  world.uploads.set(hash, file);
  const photo = JSON.stringify([{ markers_restarted: true, photo: hash, sizes: [], latitude: 0, longitude: 0, kid: 'demo' }]);
  answerJson(response, 200, { server: 123456, photo, hash });
}

/** GET of a file that a message or a profile links to. Anybody with the link may have it, as in VK. */
export function serveVkFile({ world }: Server, request: Request, response: Response): void {
  const file = world.files.get(request.path);
  if (!file) {
    answerJson(response, 404, { error: 'not found' });
    return;
  }
  response.writeHead(200, { 'content-type': file.mime, 'content-length': file.content.length });
  response.end(file.content);
}
