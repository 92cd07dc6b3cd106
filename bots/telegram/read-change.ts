import { TelegramError } from 'telegraf';
import type { ChangeOutcome } from '../../src/messages/index.ts';
import { readFailure } from './read-failure.ts';

/** What a failed change of a message means. Changing twice is changing once, so a doubt is no more than another try. */
export function readChange(error: unknown, now: Date): ChangeOutcome {
  if (error instanceof TelegramError && /message is not modified/i.test(error.description)) return { kind: 'done' };
  const failure = readFailure(error, now);
  switch (failure.kind) {
    case 'later':
    case 'account':
      return failure;
    case 'retry':
    case 'unknown':
      return { kind: 'retry', reason: failure.reason };
    default:
      return { kind: 'refused', reason: error instanceof TelegramError ? error.description : 'Telegram refused' };
  }
}
