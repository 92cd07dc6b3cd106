import type { Incoming, IncomingContent } from '../../src/messages/index.ts';
import { eventSchema, joinSchema, newMessageSchema, personSchema, pressSchema, type VkEvent } from './event-schema.ts';
import { parseEdit } from './parse-edit.ts';
import { parseMessage } from './parse-message.ts';
import { parseReply } from './parse-reply.ts';
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
      return parseAbout(event, { kind: 'reachability', reachable: true, reason: 'allowed' });
    case 'message_deny':
      return parseAbout(event, { kind: 'reachability', reachable: false, reason: 'denied' });
    case 'message_reply':
      return ofPerson(parseReply(event));
    case 'message_edit':
      return ofPerson(parseEdit(event));
    case 'group_join':
      return parseJoin(event);
    case 'group_leave':
      return parseAbout(event, { kind: 'membership', joined: false });
    default:
      return undefined;
  }
}

function parseNew(event: VkEvent): Omit<Incoming, 'address'> | undefined {
  const parsed = newMessageSchema.safeParse(event.object).data;
  if (!parsed || parsed.message.out === 1) return undefined;
  const { from_id, peer_id } = parsed.message;
  return isPerson(from_id) && peer_id === from_id ? parseMessage(parsed.message, parsed.client_info) : undefined;
}

/** What happened in the dialog of one person. */
function ofPerson(parsed: (Omit<Incoming, 'address'> & { peer: number }) | undefined): Omit<Incoming, 'address'> | undefined {
  if (!parsed || !isPerson(parsed.peer)) return undefined;
  const { peer: _peer, ...incoming } = parsed;
  return incoming;
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

/** Who only asks to be let in (`request`) or may come (`unsure`) is no member. */
function parseJoin(event: VkEvent): Omit<Incoming, 'address'> | undefined {
  const type = joinSchema.safeParse(event.object).data?.join_type ?? '';
  if (!['join', 'accepted', 'approved'].includes(type)) return undefined;
  return parseAbout(event, { kind: 'membership', joined: true });
}

/** What is told of a person and nothing else. */
function parseAbout(event: VkEvent, content: IncomingContent): Omit<Incoming, 'address'> | undefined {
  const parsed = personSchema.safeParse(event.object);
  if (!parsed.success || !isPerson(parsed.data.user_id)) return undefined;
  return { from: { id: String(parsed.data.user_id) }, at: at(event), content };
}

function isPerson(id: number): boolean {
  return id > 0 && id < firstChat;
}

function at({ received_at = 0 }: VkEvent): Date {
  return new Date(received_at * 1000);
}
