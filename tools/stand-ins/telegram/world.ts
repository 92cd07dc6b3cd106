import type { Clock } from '../../../src/lib/clock.ts';
import type { PressAnswer } from '../shared/customer.ts';
import type { Mailbox, Received } from '../shared/mailbox.ts';
import type { TelegramChat, TelegramMessage, TelegramUser } from './types.ts';

/** What stands between the bot and a chat. */
export type Access = 'never' | 'open' | 'blocked' | 'deactivated' | 'kicked' | { migratedTo: number };

/** One chat with all its messages. Ids count up per chat. */
export interface Chat {
  info: TelegramChat;
  access: Access;
  lastMessageId: number;
  /** What both sides wrote, the oldest forgotten. */
  history: Map<number, TelegramMessage>;
  /** The customer's side of it; groups have none. */
  mailbox: Mailbox | undefined;
  received: Map<number, Received>;
  actions: string[];
  callbackAnswers: PressAnswer[];
  /** The customer's pictures, each in its sizes, the newest first. */
  profilePhotos: Record<string, unknown>[][];
}

export interface StoredFile {
  id: string;
  uniqueId: string;
  kind: string;
  name: string;
  mime: string;
  size: number;
  path: string;
  content: Buffer;
}

interface PressedQuery {
  chat: Chat;
  at: number;
}

/** Everything that Telegram would remember about one bot. */
export interface World {
  clock: Clock;
  bot: TelegramUser;
  chats: Map<number, Chat>;
  files: Map<string, StoredFile>;
  queries: Map<string, PressedQuery>;
  /** Commands by scope and language. */
  commands: Map<string, unknown[]>;
  menuButtons: Map<string, unknown>;
}

const keptMessages = 1000;

export function createWorld(clock: Clock, bot: TelegramUser): World {
  return { clock, bot, chats: new Map(), files: new Map(), queries: new Map(), commands: new Map(), menuButtons: new Map() };
}

export function addChat(world: World, info: TelegramChat, mailbox?: Mailbox): Chat {
  const chat: Chat = {
    info,
    access: info.type === 'private' ? 'never' : 'open',
    lastMessageId: 0,
    history: new Map(),
    mailbox,
    received: new Map(),
    actions: [],
    callbackAnswers: [],
    profilePhotos: [],
  };
  world.chats.set(info.id, chat);
  return chat;
}

/** Writes a message into a chat under the next id. */
export function addMessage(world: World, chat: Chat, from: TelegramUser, content: Record<string, unknown>): TelegramMessage {
  chat.lastMessageId += 1;
  const message: TelegramMessage = {
    message_id: chat.lastMessageId,
    from,
    chat: chat.info,
    date: unixTime(world.clock),
    ...content,
  };
  chat.history.set(message.message_id, message);
  if (chat.history.size > keptMessages) {
    for (const oldest of chat.history.keys()) {
      chat.history.delete(oldest);
      chat.received.delete(oldest);
      break;
    }
  }
  return message;
}

export const unixTime = (clock: Clock) => Math.floor(clock.now().getTime() / 1000);
