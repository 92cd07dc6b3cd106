import { TelegramError } from 'telegraf';
import { Pool } from 'undici';
import { z } from 'zod';
import { toMultipart } from './multipart.ts';
import { post } from './post.ts';

/** Shorter than the deadline of a call, so that "could not connect" is known before "no answer came". */
const connectTimeout = 8000;
/** Telegram allows some thirty messages a second: more than this waits here rather than on its side. */
const mostConnections = 64;

/**
 * Calls methods over kept connections, as JSON or, where files go along, as multipart. Rejects with TelegramError for an answer that is
 * not ok, the connection's error where there was no answer, ZodError for one that nobody understands.
 */
export function createCallMethod(
  token: string,
  apiRoot: string,
): (method: string, fields: Record<string, unknown>, signal: AbortSignal) => Promise<unknown> {
  const { origin, pathname } = new URL(apiRoot);
  const path = `${pathname.replace(/\/$/, '')}/bot${token}/`;
  // A long poll is silent for as long as it likes: what bounds a call is its signal.
  const limits = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: connectTimeout } };
  const pool = new Pool(origin, { connections: mostConnections, ...limits });
  return async (method, fields, signal) => {
    const { contentType, body } = toMultipart(fields) ?? { contentType: 'application/json', body: JSON.stringify(fields) };
    const headers = { 'content-type': contentType };
    const { status, statusText, text } = await post(pool, { path: path + method, headers, body, signal });
    if (status >= 500) throw failure({ error_code: status, description: statusText }, method, fields);
    const said = saidSchema.parse(JSON.parse(text));
    if (!said.ok) throw failure(said, method, fields);
    return said.result;
  };
}

/** https://core.telegram.org/bots/api#making-requests; `parameters` says how long to wait, or where a chat has gone. */
const saidSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error_code: z.number(),
    description: z.string(),
    parameters: z
      .object({ migrate_to_chat_id: z.number().exactOptional(), retry_after: z.number().exactOptional() })
      .exactOptional(),
  }),
]);

type Refusal = ConstructorParameters<typeof TelegramError>[0];

function failure(said: Refusal, method: string, payload: object): TelegramError {
  return new TelegramError(said, { method, payload });
}
