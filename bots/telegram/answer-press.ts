import { TelegramError } from 'telegraf';
import type { Clock } from '../../src/lib/clock.ts';
import type { CallApi } from './api.ts';

/** https://core.telegram.org/bots/api#answercallbackquery */
const longestText = 200;
/** The phone turns its wheel for as long as nobody answers; after some seconds nobody looks at it any more. */
const attempts = 3;
const longestWait = 5;

interface Answering {
  api: CallApi;
  clock: Clock;
  signal: AbortSignal;
}

/** Ends the waiting of a pressed button, and tries again where that may still be in time. Rejects when Telegram took no answer. */
export async function answerPress({ api, clock, signal }: Answering, query: string, text?: string): Promise<void> {
  const fields = { callback_query_id: query, ...(text && { text: text.slice(0, longestText) }) };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await api('answerCallbackQuery', fields, { signal });
      return;
    } catch (error) {
      const wait = waitAfter(error);
      if (attempt === attempts || wait === undefined || signal.aborted) throw error;
      await clock.sleep(wait * 1000, signal);
    }
  }
}

/** Seconds until another attempt makes sense; nothing where it makes none. */
function waitAfter(error: unknown): number | undefined {
  if (!(error instanceof TelegramError) || error.code >= 500) return 1;
  const asked = error.code === 429 ? (error.parameters?.retry_after ?? 1) : undefined;
  return asked !== undefined && asked <= longestWait ? asked : undefined;
}
