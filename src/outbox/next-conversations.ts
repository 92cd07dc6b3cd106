import { hasWaiting, priorities, waitingMessages } from '../messages/index.ts';
import { heldUntil } from './held-until.ts';

/** A conversation in which something waits, with the priority of what was found. */
export interface Found {
  conversation: string;
  rank: number;
}

const spare = 100;
const mostPages = 5;

/**
 * The conversations whose turn is next at an account, in the order of what waits there: at most `live` of them for answers and `low` for
 * everything else, so that however much waits only a stretch of it lies in memory. `more` when others are left behind.
 */
export async function nextConversations(
  account: string,
  room: { live: number; low: number },
  { isTaken, taken, now }: { isTaken: (conversation: string) => boolean; taken: number; now: Date },
): Promise<{ found: Found[]; more: boolean }> {
  const found = new Map<string, number>();
  let more = false;
  if (!(await hasWaiting(account))) return { found: [], more };
  const left = { ...room };
  for (const [rank, priority] of priorities.entries()) {
    const kind = rank === 0 ? 'live' : 'low';
    const limit = left[kind] + taken + spare;
    let from: Date | undefined;
    for (let pages = 0; left[kind] > 0 && pages < mostPages; pages++) {
      const page = await waitingMessages(account, priority, { from, limit });
      for (const waiting of page) {
        const { conversation } = waiting;
        if (left[kind] === 0) break;
        if (found.has(conversation) || isTaken(conversation) || heldUntil(waiting, now)) continue;
        found.set(conversation, rank);
        left[kind] -= 1;
      }
      if (page.length < limit) break;
      from = page.at(-1)?.due;
    }
    if (left[kind] === 0) more = true;
  }
  return { found: [...found].map(([conversation, rank]) => ({ conversation, rank })), more };
}
