import { type Dispatcher, request } from 'undici';
import { AppError } from '../../src/lib/app-error.ts';
import type { RemoteFile } from '../../src/messages/index.ts';

/** More than VK lets people send in one file. */
const mostBytes = 200 * 1024 * 1024;

/**
 * Opens a file that a customer sent, by the address that its event named. Throws `file.too_big`, `file.gone`, or `file.unavailable` when it
 * may work later. VK's addresses expire, so files have to be fetched soon.
 */
export async function fetchFile(dispatcher: Dispatcher, ref: string): Promise<RemoteFile> {
  if (!URL.canParse(ref) || !/^https?:/.test(ref)) throw gone(ref);
  const answer = await request(ref, { dispatcher, headersTimeout: 15_000, bodyTimeout: 60_000 }).catch(() => {
    throw new AppError('file.unavailable', 'VK did not give the file now. Try again later.');
  });
  const { statusCode, headers, body } = answer;
  const size = Number(headers['content-length']);
  if (statusCode === 200 && !(size > mostBytes)) {
    const mime = headers['content-type'];
    return { stream: body, ...(typeof mime === 'string' && { mime }), ...(size > 0 && { size }) };
  }
  body.destroy();
  if (statusCode === 200) throw new AppError('file.too_big', 'The file is over 200 MB. Ask the customer for a link instead.');
  if (statusCode >= 500) throw new AppError('file.unavailable', 'VK did not give the file now. Try again later.', { statusCode });
  throw gone(ref);
}

function gone(ref: string): AppError {
  if (!ref.startsWith('video'))
    return new AppError('file.gone', 'VK does not have this file any more. Ask the customer to send it again.');
  return new AppError('file.gone', `VK gives out no videos. Look at it there: https://vk.com/${ref}`);
}
