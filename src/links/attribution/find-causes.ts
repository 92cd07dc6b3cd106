import type { Delivery } from '../../deliveries/index.ts';
import type { Heard } from '../../messages/index.ts';
import { windows } from './windows.ts';

/** What a message to somebody led to. */
export interface Cause {
  delivery: string;
  source: Delivery['source'];
  mark: 'repliedAt' | 'blockedAt';
  at: Date;
}

/** A press on "no more mailings" and the words that ask for it are no answer. */
const leavingMs = 60_000;

/**
 * Which deliveries brought somebody to write, press or block: of each conversation the last one before it, if it is not too long ago. The first
 * time counts. `recent` holds what was sent to each contact, the latest first. Pure.
 */
export function findCauses(heard: readonly Heard[], recent: ReadonlyMap<string, readonly Delivery[]>): Cause[] {
  const causes = new Map<string, Cause>();
  for (const { contact, conversation, at, kind } of heard.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const mark = kind === 'event' ? 'blockedAt' : 'repliedAt';
    const window = kind === 'event' ? windows.block.ms : windows.reply.ms;
    const last = recent.get(contact)?.find(one => one.conversation === conversation && wasSentBefore(one, at));
    if (!last?.sentAt || at.getTime() - last.sentAt.getTime() > window || last[mark]) continue;
    if (mark === 'repliedAt' && isLeaving(last, at)) continue;
    const key = `${last.id} ${mark}`;
    if (!causes.has(key)) causes.set(key, { delivery: last.id, source: last.source, mark, at });
  }
  return [...causes.values()];
}

/** Of one whose answer was lost nobody knows; whoever reacts to it has got it. */
function wasSentBefore({ state, sentAt }: Delivery, at: Date): boolean {
  return (state === 'sent' || state === 'unknown') && sentAt !== undefined && sentAt <= at;
}

function isLeaving({ unsubscribedAt }: Delivery, at: Date): boolean {
  return unsubscribedAt !== undefined && Math.abs(unsubscribedAt.getTime() - at.getTime()) < leavingMs;
}
