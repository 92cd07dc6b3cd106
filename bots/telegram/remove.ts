import type { ChangeOutcome } from '../../src/messages/index.ts';
import { readChange } from './read-change.ts';
import type { Sending } from './send-call.ts';

/** https://core.telegram.org/bots/api#deletemessages */
const mostAtOnce = 100;

/**
 * Takes messages back on both sides; those that are gone already count as taken back. Telegram allows it for 48 hours
 * (https://core.telegram.org/bots/api#deletemessage).
 */
export async function remove({ api, clock }: Sending, chat: string, externalIds: string[]): Promise<ChangeOutcome> {
  const ids = externalIds.map(Number);
  try {
    for (let start = 0; start < ids.length; start += mostAtOnce) {
      await api('deleteMessages', { chat_id: chat, message_ids: ids.slice(start, start + mostAtOnce) });
    }
    return { kind: 'done' };
  } catch (error) {
    return readChange(error, clock.now());
  }
}
