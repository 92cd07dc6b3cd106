import type { Conversation } from '../conversations/index.ts';
import { isOnItsWay } from '../deliveries/index.ts';
import type { WaitingEvent } from './event-store.ts';

const lookEveryMs = 200;
/** Nobody waits longer, however slow the messenger is to say that it has taken a mailing. */
const longestMs = 5000;

/**
 * How many milliseconds until an event is looked at again, 0 for now. Whose app shows no buttons may answer a mailing by number before the
 * history knows which words had that number: it is written when the messenger has answered. Costs everybody else no read.
 */
export async function choicesWait(
  { receivedAt }: Pick<WaitingEvent, 'receivedAt'>,
  { id, lacks }: Conversation,
  now: Date,
): Promise<number> {
  if (!lacks?.includes('buttons')) return 0;
  const waited = now.getTime() - receivedAt.getTime();
  // A clock that has jumped back holds nobody up.
  if (waited >= longestMs || waited < -longestMs) return 0;
  return (await isOnItsWay(id)) ? lookEveryMs : 0;
}
