import type { Clock } from '../../../src/lib/clock.ts';
import type { Chat } from './world.ts';

/** How much the server lets through: about 30 messages a second in all, one a second into a chat, 20 a minute into a group. */
export interface Limits {
  /** Counts these messages; answers with the seconds to wait when that was too much (then nothing is counted), or 0. */
  spend(chat: Chat, messages: number): number;
}

const perSecond = 30;
// "Short bursts are tolerated": how short is not published, so a stricter guess than experience says.
const chatBurst = 5;
const groupPerMinute = 20;

export function createLimits(clock: Clock, enabled: boolean): Limits {
  let sent: number[] = [];
  const buckets = new Map<number, { left: number; at: number }>();
  return {
    spend(chat, messages) {
      if (!enabled) return 0;
      const now = clock.now().getTime();
      sent = sent.filter(at => at > now - 1000);
      const earliest = sent[Math.max(0, sent.length + messages - perSecond - 1)] ?? now;
      if (sent.length + messages > perSecond) return Math.max(1, Math.ceil((earliest + 1000 - now) / 1000));
      const wait = spendInChat(chat, messages, now);
      if (wait > 0) return wait;
      for (let count = 0; count < messages; count += 1) sent.push(now);
      return 0;
    },
  };

  function spendInChat(chat: Chat, messages: number, now: number): number {
    const isPrivate = chat.info.type === 'private';
    const capacity = isPrivate ? chatBurst : groupPerMinute;
    const perMs = isPrivate ? 1 / 1000 : groupPerMinute / 60_000;
    const bucket = buckets.get(chat.info.id) ?? { left: capacity, at: now };
    const left = Math.min(capacity, bucket.left + (now - bucket.at) * perMs);
    // An album larger than what is left passes on a full bucket, as albums do, and is paid for afterwards.
    const enough = left >= Math.min(messages, capacity);
    buckets.set(chat.info.id, { left: enough ? left - messages : left, at: now });
    return enough ? 0 : Math.max(1, Math.ceil((Math.min(messages, capacity) - left) / perMs / 1000));
  }
}
