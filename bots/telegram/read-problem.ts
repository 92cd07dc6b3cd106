import { TelegramError } from 'telegraf';
import type { MessengerState } from '../../src/messages/index.ts';
import { isUnauthorized } from './read-failure.ts';

type Problem = Extract<MessengerState, { problem: string }>;

export const unauthorized: Problem = {
  state: 'unauthorized',
  problem: 'Telegram does not know the token. Take a new one from @BotFather and restart.',
};

/** What keeps us from receiving, in words that say what to do. Never the text of a network error: it may contain the token. */
export function describeProblem(error: unknown): Problem {
  if (!(error instanceof TelegramError)) return { state: 'failing', problem: describeFault(error) };
  const { code, description } = error;
  if (isUnauthorized(error)) return unauthorized;
  if (code === 409) {
    return {
      state: 'failing',
      problem: `Somebody else receives with this token: stop the other program or give it a bot of its own. (${description})`,
    };
  }
  return { state: 'failing', problem: `Telegram refuses: ${code} ${description}` };
}

/** Telegram pushes and does not get through. Its words are those of its own errors: a status, a certificate, a name that is not found. */
export function unreachable(fault: string, waiting: number): Problem {
  return {
    state: 'failing',
    problem: `Telegram cannot reach our webhook (${fault}). ${waiting} updates wait there. Check PUBLIC_URL and its certificate, or switch to polling.`,
  };
}

/** Another program, or a person, set another webhook or none; ours is set again. */
export const takenAway: Problem = {
  state: 'failing',
  problem: 'Somebody else took the webhook of this bot: stop the other program or give it a bot of its own. Ours is set again.',
};

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

function describeFault(error: unknown): string {
  if (error instanceof NotStored) return `Updates cannot be stored (${codeOf(error.cause)}). They wait at Telegram.`;
  return `Telegram cannot be reached (${codeOf(error)}). Work goes on trying.`;
}

/** What a fault is called, without its words, which may contain the token. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'AbortError') return 'no answer in time';
  return 'code' in error && error.code ? String(error.code) : error.name;
}
