import { TelegramError } from 'telegraf';
import type { SendOutcome } from '../../src/messages/index.ts';

/** The chat has another id now (a group became a supergroup): the message is to be sent there, once. */
export interface Moved {
  kind: 'moved';
  chat: string;
}

/**
 * What a failed call means for a message. Codes and texts: https://github.com/tdlib/telegram-bot-api, Client.cpp and Query.cpp; texts
 * are matched without regard to case because Telegram promises nothing about them.
 */
export function readFailure(error: unknown, now: Date): SendOutcome | Moved {
  return error instanceof TelegramError ? readAnswer(error, now) : readConnection(error);
}

/** Whether Telegram does not know our token: 401 for a revoked one, 404 for one that was never a token. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof TelegramError && (error.code === 401 || error.code === 404);
}

function readAnswer(error: TelegramError, now: Date): SendOutcome | Moved {
  const { code, parameters } = error;
  const reason = String(error.description);
  if (code === 429) return { kind: 'later', retryAt: retryAt(now, parameters?.retry_after), reason };
  if (isUnauthorized(error)) return { kind: 'account', reason };
  if (code === 403) return { kind: 'blocked', reason: whyForbidden(reason.toLowerCase()) };
  // A whole answer came, so nothing was accepted.
  if (code >= 500) return { kind: 'retry', reason: `${code} ${reason}`.trim() };
  // TDLib says so of an album of which nothing went out, often because it was too fast: https://github.com/tdlib/td/issues/1990
  if (/group send failed/i.test(reason)) return { kind: 'retry', reason };
  if (parameters?.migrate_to_chat_id) return { kind: 'moved', chat: String(parameters.migrate_to_chat_id) };
  if (/chat not found|user not found|peer_id_invalid/i.test(reason)) return { kind: 'blocked', reason: 'neverStarted' };
  return { kind: 'broken', reason };
}

/** Up to a second more, so that several processes do not come back in the same moment. */
function retryAt(now: Date, seconds = 5): Date {
  return new Date(now.getTime() + seconds * 1000 + Math.ceil(Math.random() * 1000));
}

function whyForbidden(reason: string): 'blocked' | 'deleted' | 'neverStarted' {
  if (/deactivated|chat was deleted/.test(reason)) return 'deleted';
  return reason.includes("can't initiate conversation") ? 'neverStarted' : 'blocked';
}

/** Codes of node's that can only come before the request was written. */
const beforeWriting = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Words of failed connecting and of the TLS handshake, whose codes also stand for a connection that broke later. */
const whileConnecting = /connect ETIMEDOUT|before secure TLS connection|certificate|reason:\s*$/i;

/**
 * Without an answer the message may have arrived, unless the connection never came about. Telegram has no idempotency key, so a doubt
 * is told as one.
 */
function readConnection(error: unknown): SendOutcome {
  const { code, message } = faceOf(error);
  if (beforeWriting.has(code) || whileConnecting.test(message)) {
    return { kind: 'retry', reason: `Telegram cannot be reached (${code || 'no connection'})` };
  }
  return { kind: 'unknown', reason: `The connection to Telegram broke before it answered (${code || 'no answer in time'})` };
}

/** The message may contain the address with the token, so it is looked at and never told. */
function faceOf(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: '' };
  return { code: 'code' in error ? String(error.code) : '', message: error.message };
}
