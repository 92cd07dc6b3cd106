import { isDeepStrictEqual } from 'node:util';
import { integerOf, jsonOf } from '../../shared/params.ts';
import { badRequest } from '../bot-api-error.ts';
import { findOpenChat, findOwnMessage, spend } from '../chats.ts';
import { showEdit } from '../deliver.ts';
import { readInlineMarkup } from '../text/read-reply-markup.ts';
import { readCaption, readText } from '../text/read-text.ts';
import type { TelegramMessage } from '../types.ts';
import { type Chat, unixTime } from '../world.ts';
import type { Call, Methods } from './call.ts';

/** Changing and deleting messages of the bot. */
export const editMethods: Methods = {
  editmessagetext: call => {
    const { text, entities } = readText(call.params);
    const { chat, message } = find(call);
    if (message.text === undefined) throw badRequest('there is no text in the message to edit');
    return change(call, chat, message, { text, entities: entities.length > 0 ? entities : undefined });
  },
  editmessagecaption: call => {
    const { text, entities } = readCaption(call.params);
    const { chat, message } = find(call);
    if (!captioned.some(field => message[field] !== undefined)) throw badRequest('there is no caption in the message to edit');
    return change(call, chat, message, {
      caption: text || undefined,
      caption_entities: entities.length > 0 ? entities : undefined,
    });
  },
  editmessagereplymarkup: call => {
    const { chat, message } = find(call);
    return change(call, chat, message, {});
  },
  deletemessage: call => {
    const chat = findOpenChat(call.world, call.params);
    const id = integerOf(call.params, 'message_id');
    if (id === undefined) throw badRequest('message identifier is not specified');
    const message = chat.history.get(id);
    if (!message) throw badRequest('message to delete not found');
    if (!mayGo(call, message)) throw badRequest("message can't be deleted for everyone");
    take(chat, id);
    return true;
  },
  deletemessages: call => {
    const chat = findOpenChat(call.world, call.params);
    const ids = readIds(call);
    // Those that are not there are passed over; all the others go, or none.
    const found = ids.flatMap(id => chat.history.get(id) ?? []);
    if (found.some(message => !mayGo(call, message))) throw badRequest("message can't be deleted for everyone");
    for (const { message_id } of found) take(chat, message_id);
    return true;
  },
};

const captioned = ['photo', 'video', 'animation', 'audio', 'document', 'voice'];
const mostDeleted = 100;
const deletableSeconds = 48 * 3600;

function mayGo({ world }: Call, { date }: TelegramMessage): boolean {
  return unixTime(world.clock) - date <= deletableSeconds;
}

function take(chat: Chat, id: number): void {
  chat.history.delete(id);
  const received = chat.received.get(id);
  if (!received) return;
  received.deleted = true;
  chat.mailbox?.changed(received);
}

function readIds({ params }: Call): number[] {
  let ids: unknown;
  try {
    ids = jsonOf(params, 'message_ids');
  } catch {
    throw badRequest("can't parse message identifiers JSON object");
  }
  if (!Array.isArray(ids)) throw badRequest('expected an Array of message identifiers');
  if (ids.length === 0) throw badRequest('message identifiers are not specified');
  if (ids.length > mostDeleted) throw badRequest('too many message identifiers specified');
  return ids.map(id => {
    if (!/^\d+$/.test(String(id))) throw badRequest('invalid message identifier specified');
    return Number(id);
  });
}

function find(call: Call): { chat: Chat; message: TelegramMessage } {
  const chat = findOpenChat(call.world, call.params);
  return { chat, message: findOwnMessage(call.world, chat, call.params) };
}

/** Buttons not mentioned in an edit are taken away, as in Telegram. */
function change(call: Call, chat: Chat, message: TelegramMessage, content: Record<string, unknown>): TelegramMessage {
  const next: Record<string, unknown> = { ...content, reply_markup: readInlineMarkup(call.params, chat) };
  const unchanged = Object.entries(next).every(([field, value]) => isDeepStrictEqual(message[field], value));
  if (unchanged) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  spend(call.limits, chat);
  for (const [field, value] of Object.entries(next)) {
    if (value === undefined) delete message[field];
    else message[field] = value;
  }
  message.edit_date = unixTime(call.world.clock);
  showEdit(chat, message);
  return message;
}
