import type { Update } from '../../src/messages/index.ts';
import { eventSchema, newMessageSchema, pressSchema, replySchema, type VkEvent } from './event-schema.ts';
import { parseUpdate } from './parse-update.ts';

/** Gives a raw event its key and its place; undefined when it has no id and so cannot be an event. */
export function toUpdate(raw: unknown, account: string, now: Date): Update | undefined {
  const event = eventSchema.safeParse(raw);
  if (!event.success || typeof raw !== 'object' || raw === null) return undefined;
  // Only messages carry a time of their own; it is written down here so that reading the stored event again gives the same time.
  const stored = { ...raw, ...(event.data.type !== 'message_new' && { received_at: Math.floor(now.getTime() / 1000) }) };
  // The secret proves who brings the event and has no business in the database.
  if ('secret' in stored) delete stored.secret;
  const incoming = parseUpdate(stored, account);
  const order = orderOf(event.data);
  return {
    key: `vk:${account}:${event.data.event_id}`,
    raw: stored,
    ...(order !== undefined && { order }),
    ...(incoming && { incoming }),
  };
}

/**
 * VK promises no order, so a conversation goes by the numbers of its messages, a press after the message it hangs under. What is told of a
 * person has none: who denies messages and allows them again has to be told apart from who does the contrary.
 */
function orderOf({ type, object }: VkEvent): number | undefined {
  if (type === 'message_new') return newMessageSchema.safeParse(object).data?.message.conversation_message_id ?? 0;
  if (type === 'message_reply') return replySchema.safeParse(object).data?.conversation_message_id ?? 0;
  if (type === 'message_event') return (pressSchema.safeParse(object).data?.conversation_message_id ?? 0) + 0.5;
  return undefined;
}
