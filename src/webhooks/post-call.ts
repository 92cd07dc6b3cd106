import { createHmac } from 'node:crypto';
import { type Dispatcher, request } from 'undici';
import { insideCode } from '../lib/outside-agent.ts';
import { withDeadline } from '../lib/with-deadline.ts';
import type { Call, CallOutcome } from './call.ts';

/** An answer says only whether the call was heard; more of it than this is not read. Bytes. */
const mostAnswer = 64 * 1024;
const longestMs = 10_000;

/**
 * Makes one attempt for a flow: signed so that the other side can tell that it is ours, with an id that stays the same when the call is
 * repeated.
 */
export async function postCall(
  call: Pick<Call, 'id' | 'url' | 'body'>,
  { secret, now, ...means }: { secret: string; dispatcher: Dispatcher; now: Date; signal?: AbortSignal },
): Promise<CallOutcome> {
  const body = JSON.stringify(call.body);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers = {
    'x-kartoteka-id': call.id,
    'x-kartoteka-timestamp': timestamp,
    'x-kartoteka-signature': signatureOf({ secret, timestamp, body }),
  };
  return post({ url: call.url, body, headers }, means);
}

/** A POST of JSON. Follows no redirect. Never throws for what the outside does. */
export async function post(
  { url, body, headers }: { url: string; body: string; headers: Record<string, string> },
  { dispatcher, signal }: { dispatcher: Dispatcher; signal?: AbortSignal },
): Promise<CallOutcome> {
  const all = { 'content-type': 'application/json', 'user-agent': 'Kartoteka', ...headers };
  try {
    const status = await withDeadline(
      longestMs,
      async deadline => {
        const answer = await request(url, { method: 'POST', headers: all, body, dispatcher, signal: deadline });
        // Heard is heard: what becomes of the rest of the answer does not matter.
        await answer.body.dump({ limit: mostAnswer, signal: deadline }).catch(() => undefined);
        return answer.statusCode;
      },
      signal,
    );
    return outcomeOf(status);
  } catch (error) {
    return failureOf(error);
  }
}

/** `sha256=` and the HMAC-SHA256 in hex of `<timestamp>.<body>`. The timestamp is signed along, so that an old call cannot be played again. */
export function signatureOf({ secret, timestamp, body }: { secret: string; timestamp: string; body: string }): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

function outcomeOf(status: number): CallOutcome {
  if (status >= 200 && status < 300) return { kind: 'heard', status };
  // A redirect could lead where we would not have called.
  return status >= 300 && status < 400
    ? { kind: 'never', status, problem: 'redirect' }
    : { kind: 'again', status, problem: 'status' };
}

function failureOf(error: unknown): CallOutcome {
  const code = codeOf(error);
  if (code === insideCode) return { kind: 'never', problem: 'insideAddress' };
  if (code === 'ERR_INVALID_URL' || code === 'UND_ERR_INVALID_ARG') return { kind: 'never', problem: 'badAddress' };
  const isLate = error instanceof Error && error.name === 'AbortError';
  return { kind: 'again', problem: isLate ? 'timeout' : (code ?? 'unknown') };
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
}
