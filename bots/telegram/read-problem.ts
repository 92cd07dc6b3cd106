import { TelegramError } from 'telegraf';
import type { MessengerState, Problem } from '../../src/messages/index.ts';
import { isUnauthorized } from './read-failure.ts';

/** A state in which something is wrong. */
type Trouble = Extract<MessengerState, { problem: Problem }>;

export const unauthorized: Trouble = { state: 'unauthorized', problem: { code: 'token' } };

/** What keeps us from receiving. Never the text of a network error: it may contain the token. */
export function describeProblem(error: unknown): Trouble {
  if (isUnauthorized(error)) return unauthorized;
  return { state: 'failing', problem: problemOf(error) };
}

/** Telegram pushes and does not get through. Its words are those of its own errors: a status, a certificate, a name that is not found. */
export function unreachable(said: string, waiting: number): Trouble {
  return { state: 'failing', problem: { code: 'webhookUnreachable', values: { said, waiting: String(waiting) } } };
}

/** Another program, or a person, set another webhook or none; ours is set again. */
export const takenAway: Trouble = { state: 'failing', problem: { code: 'webhookTaken' } };

/** How long to rest: as long as Telegram asks, long where only a new token helps, else as the backoff says. */
export function restAfter(error: unknown, usual: number): number {
  if (!(error instanceof TelegramError)) return usual;
  if (isUnauthorized(error)) return 5 * 60_000;
  if (error.code === 429) return (error.parameters?.retry_after ?? 5) * 1000;
  // A second poller that was just stopped is still heard of for some seconds.
  return error.code === 409 ? Math.max(usual, 3000) : usual;
}

/** Storing failed: Telegram itself is well. */
export class NotStored extends Error {
  constructor(cause: unknown) {
    super('Updates cannot be stored', { cause });
    this.name = 'NotStored';
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof NotStored) return { code: 'notStored', values: { fault: codeOf(error.cause) } };
  if (!(error instanceof TelegramError)) return { code: 'unreachable', values: { fault: codeOf(error) } };
  const { code, description } = error;
  if (code === 409) return { code: 'otherReceiver', values: { said: description } };
  return { code: 'refused', values: { said: `${code} ${description}` } };
}

/** What a fault is called, without its words, which may contain the token. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'AbortError') return 'no answer in time';
  return 'code' in error && error.code ? String(error.code) : error.name;
}
