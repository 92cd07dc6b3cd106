import { integerOf, type Params, textOf } from '../shared/params.ts';
import { BotApiError, badRequest, forbidden, tooManyRequests } from './bot-api-error.ts';
import type { Limits } from './limits.ts';
import type { TelegramMessage } from './types.ts';
import type { Chat, World } from './world.ts';

/** The chat that `chat_id` names, reachable or not. */
export function findChat(world: World, params: Params): Chat {
  const given = textOf(params, 'chat_id');
  if (given === '') throw badRequest('chat_id is empty');
  const id = integerOf(params, 'chat_id');
  const chat = id === undefined ? undefined : world.chats.get(id);
  if (!chat) throw badRequest('chat not found');
  return chat;
}

/** The same, refused when the bot may not write there. */
export function findOpenChat(world: World, params: Params): Chat {
  const chat = findChat(world, params);
  if (chat.access === 'open') return chat;
  throw refusalOf(chat);
}

export function refusalOf({ access, info }: Chat): BotApiError {
  switch (access) {
    case 'never':
      return forbidden("bot can't initiate conversation with a user");
    case 'blocked':
      return forbidden('bot was blocked by the user');
    case 'deactivated':
      return forbidden('user is deactivated');
    case 'kicked':
      return forbidden(`bot was kicked from the ${info.type} chat`);
    case 'open':
      return badRequest('chat not found');
    default:
      return new BotApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: access.migratedTo,
      });
  }
}

/** A message of the bot's own that is to be changed. */
export function findOwnMessage(world: World, chat: Chat, params: Params): TelegramMessage {
  const id = integerOf(params, 'message_id');
  if (id === undefined) throw badRequest('message identifier is not specified');
  const message = chat.history.get(id);
  if (!message) throw badRequest('message to edit not found');
  if (message.from.id !== world.bot.id) throw badRequest("message can't be edited");
  return message;
}

/** Counts messages against the limits; throws 429 when it is too much. Called last, when everything else is right. */
export function spend(limits: Limits, chat: Chat, messages = 1): void {
  const wait = limits.spend(chat, messages);
  if (wait > 0) throw tooManyRequests(wait);
}
