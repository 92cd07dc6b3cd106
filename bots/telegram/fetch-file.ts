import { TelegramError } from 'telegraf';
import { request } from 'undici';
import { z } from 'zod';
import { AppError } from '../../src/lib/app-error.ts';
import type { RemoteFile } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';

/** What bots may download: https://core.telegram.org/bots/api#getfile */
const mostBytes = 20 * 1024 * 1024;
const fileSchema = z.object({ file_path: z.string().optional(), file_size: z.number().optional() });

interface Source {
  api: CallApi;
  token: string;
  apiRoot: string;
}

/**
 * Opens a file that a customer sent. Throws `file.too_big`, `file.gone`, or `file.unavailable` when it may work later. The address
 * contains the token, so no error of the network leaves this file as it came.
 */
export async function fetchFile({ api, token, apiRoot }: Source, ref: string): Promise<RemoteFile> {
  const { file_path, file_size = 0 } = await locate(api, ref);
  if (file_size > mostBytes) throw tooBig();
  if (!file_path) throw gone();
  const root = apiRoot.endsWith('/') ? apiRoot : `${apiRoot}/`;
  const answer = await request(`${root}file/bot${token}/${encodeURI(file_path)}`, {
    headersTimeout: 15_000,
    bodyTimeout: 60_000,
  }).catch(() => {
    throw unavailable();
  });
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    throw answer.statusCode === 404 ? gone() : unavailable();
  }
  const mime = answer.headers['content-type'];
  const size = file_size || Number(answer.headers['content-length']);
  return { stream: answer.body, ...(typeof mime === 'string' && { mime }), ...(size > 0 && { size }) };
}

async function locate(api: CallApi, ref: string): Promise<z.infer<typeof fileSchema>> {
  try {
    return fileSchema.parse(await api('getFile', { file_id: ref }));
  } catch (error) {
    if (!(error instanceof TelegramError) || error.code !== 400) throw unavailable();
    throw /too big/i.test(error.description) ? tooBig() : gone();
  }
}

function tooBig(): AppError {
  return new AppError(
    'file.too_big',
    'Telegram gives bots no files over 20 MB. Ask the customer for a smaller one or for a link.',
    { maxBytes: mostBytes },
  );
}
function gone(): AppError {
  return new AppError('file.gone', 'Telegram does not have this file any more. Ask the customer to send it again.');
}
function unavailable(): AppError {
  return new AppError('file.unavailable', 'Telegram did not give the file now. Try again later.');
}
