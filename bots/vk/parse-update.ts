import type { Incoming, IncomingContent } from '../../src/messages/index.ts';
import { eventSchema, messageSchema, permissionSchema, pressSchema, type VkEvent } from './event-schema.ts';
import { parseMessage } from './parse-message.ts';
import { buttonData, readPayload } from './read-payload.ts';

/** Above it are chats of several people; below zero communities. */
const firstChat = 2_000_000_000;

/**
 * Turns a raw event into what happened in a dialog of one person with our community `account`; undefined for chats, messages of our
 * own, other kinds of events and garbage. Never throws.
 */
export function parseUpdate(raw: unknown, account: string): Incoming | undefined {
  const event = eventSchema.safeParse(raw);
  if (!event.success) return undefined;
  const incoming = parseEvent(event.data);
  return incoming && { ...incoming, address: { messenger: 'vk', account, chat: incoming.from.id } };
}

function parseEvent(event: VkEvent): Omit<Incoming, 'address'> | undefined {
  switch (event.type) {
    case 'message_new':
      return parseNew(event);
    case 'message_event':
      return parsePress(event);
    case 'message_allow':
      return parsePermission(event, { kind: 'reachability', reachable: true, reason: 'allowed' });
    case 'message_deny':
      return parsePermission(event, { kind: 'reachability', reachable: false, reason: 'denied' });
    default:
      return undefined;
  }
}

function parseNew(event: VkEvent): Omit<Incoming, 'address'> | undefined {
  const parsed = messageSchema.safeParse(event.object);
  if (!parsed.success || parsed.data.message.out === 1) return undefined;
  const { from_id, peer_id } = parsed.data.message;
  return isPerson(from_id) && peer_id === from_id ? parseMessage(parsed.data) : undefined;
}

function parsePress(event: VkEvent): Omit<Incoming, 'address'> | undefined {
  const parsed = pressSchema.safeParse(event.object);
  if (!parsed.success) return undefined;
  const { user_id, peer_id, payload, event_id } = parsed.data;
  if (!isPerson(user_id) || peer_id !== user_id) return undefined;
  const value = readPayload(payload);
  // A button that is not ours is told as it is: its waiting has to end as well, and no step will know its data.
  const data = buttonData(value) ?? JSON.stringify(value ?? null).slice(0, 255);
  return { from: { id: String(user_id) }, at: at(event), content: { kind: 'press', data, acknowledge: event_id } };
}

function parsePermission(event: VkEvent, content: IncomingContent): Omit<Incoming, 'address'> | undefined {
  const parsed = permissionSchema.safeParse(event.object);
  if (!parsed.success || !isPerson(parsed.data.user_id)) return undefined;
  return { from: { id: String(parsed.data.user_id) }, at: at(event), content };
}

function isPerson(id: number): boolean {
  return id > 0 && id < firstChat;
}

function at({ received_at = 0 }: VkEvent): Date {
  return new Date(received_at * 1000);
}
