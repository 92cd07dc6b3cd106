import type { Incoming, IncomingContent } from '../../src/messages/index.ts';
import { envelope } from './envelope.ts';
import { parseEdit, parseMessage } from './parse-message.ts';
import { type TelegramUpdate, updateSchema } from './update-schema.ts';

type Press = NonNullable<TelegramUpdate['callback_query']>;
type Membership = NonNullable<TelegramUpdate['my_chat_member']>;

/**
 * Turns a raw update into what happened in a private chat with our bot `account`; undefined for groups, channels, other kinds of
 * updates and garbage. Never throws.
 */
export function parseUpdate(raw: unknown, account: string): Incoming | undefined {
  const parsed = updateSchema.safeParse(raw);
  if (!parsed.success) return undefined;
  const { message, edited_message, callback_query, my_chat_member } = parsed.data;
  if (message) return parseMessage(message, raw, account);
  if (edited_message) return parseEdit(edited_message, account);
  if (callback_query) return parsePress(callback_query, parsed.data.received_at, account);
  if (my_chat_member) return parseMembership(my_chat_member, account);
  return undefined;
}

function parsePress(query: Press, receivedAt: number | undefined, account: string): Incoming | undefined {
  const { message, inline_message_id, data, from } = query;
  // Of a message that is too old for the bot to see even its chat may be missing; ours are all in private chats, which have their person's id.
  const chat = message?.chat ?? (inline_message_id === undefined ? { id: from.id, type: 'private' } : undefined);
  if (chat?.type !== 'private' || data === undefined) return undefined;
  const label = message?.reply_markup?.inline_keyboard.flat().find(button => button.callback_data === data)?.text;
  return {
    ...envelope({ chat: chat.id, from, seconds: receivedAt ?? message?.date ?? 0, account }),
    content: { kind: 'press', data, ...(label !== undefined && { label }), acknowledge: query.id },
  };
}

/** In a private chat only blocking (`kicked`) and unblocking (`member`) arrive (tdlib/telegram-bot-api, Client.cpp). */
function parseMembership(change: Membership, account: string): Incoming | undefined {
  if (change.chat.type !== 'private') return undefined;
  const content = reachability(change.new_chat_member.status);
  return content && { ...envelope({ chat: change.chat.id, from: change.from, seconds: change.date, account }), content };
}

function reachability(status: string): IncomingContent | undefined {
  if (status === 'kicked') return { kind: 'reachability', reachable: false, reason: 'blocked' };
  if (status === 'member') return { kind: 'reachability', reachable: true, reason: 'unblocked' };
  return undefined;
}
