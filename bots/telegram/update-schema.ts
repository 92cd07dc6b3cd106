import { z } from 'zod';
import { maybe } from '../../src/lib/maybe.ts';

/**
 * The parts of Telegram's updates that we use (Bot API 10.1); everything else is passed over, so that a field Telegram adds tomorrow
 * breaks nothing. A part that makes no sense is passed over by itself: what came with it is read all the same.
 */
const id = z.number().int();
/** Unix time; the bound keeps it within what a Date can hold. */
const seconds = z.number().int().min(0).max(10_000_000_000);
const text = z.string();

const user = z.object({
  id,
  first_name: maybe(text),
  last_name: maybe(text),
  username: maybe(text),
  language_code: maybe(text),
});
const chat = z.object({ id, type: text });
const namedChat = z.object({
  title: maybe(text),
  first_name: maybe(text),
  last_name: maybe(text),
  username: maybe(text),
});

const file = z.object({
  file_id: text.min(1),
  file_size: maybe(z.number().nonnegative()),
  file_name: maybe(text),
  mime_type: maybe(text),
  width: maybe(z.number()),
  height: maybe(z.number()),
  duration: maybe(z.number()),
});
const photo = z.array(file).min(1);
/** `live_period` stands while it is shared live: https://core.telegram.org/bots/api#location */
const location = z.object({ latitude: z.number(), longitude: z.number(), live_period: maybe(z.number()) });

/** https://core.telegram.org/bots/api#messageentity */
const entities = maybe(z.array(z.object({ type: text, offset: z.number().int(), length: z.number().int(), url: maybe(text) })));

/** What a message is made of, and what another message shows of it. */
const content = {
  text: maybe(text),
  caption: maybe(text),
  photo: maybe(photo),
  /** A photo that moves: the video of it, with the photo inside (Bot API 10.0). */
  live_photo: maybe(file.extend({ photo: maybe(photo) })),
  video: maybe(file),
  /** A circle; `length` is its diameter. */
  video_note: maybe(file.extend({ length: maybe(z.number()) })),
  voice: maybe(file),
  audio: maybe(file),
  animation: maybe(file),
  document: maybe(file),
  sticker: maybe(file.extend({ is_animated: maybe(z.boolean()), is_video: maybe(z.boolean()) })),
  /** Text of blocks, lists and tables (Bot API 10.1). */
  rich_message: z.unknown().optional(),
  contact: maybe(z.object({ phone_number: text.min(1), first_name: maybe(text), last_name: maybe(text), user_id: maybe(id) })),
  location: maybe(location),
  venue: maybe(z.object({ location, title: text })),
};

/** Where a forwarded message comes from: https://core.telegram.org/bots/api#messageorigin. Its kinds differ in who is named. */
const origin = z.object({
  date: maybe(seconds),
  sender_user: maybe(user),
  sender_user_name: maybe(text),
  sender_chat: maybe(namedChat),
  chat: maybe(namedChat),
  author_signature: maybe(text),
});

const message = z.object({
  ...content,
  entities,
  caption_entities: entities,
  message_id: id,
  from: maybe(user),
  chat,
  date: seconds,
  edit_date: maybe(seconds),
  media_group_id: maybe(text.min(1)),
  forward_origin: maybe(origin),
  /** The message that is answered, as far as it is of this chat. */
  reply_to_message: maybe(z.object({ ...content, message_id: id, from: maybe(user), date: seconds })),
  /** The message that is answered, where it is of another chat. */
  external_reply: maybe(z.object({ ...content, origin })),
  /** The part of it that the answer is about. */
  quote: maybe(z.object({ text })),
});

const keyboard = z.object({ inline_keyboard: z.array(z.array(z.object({ text, callback_data: maybe(text) }))) });

/** `date` is 0 where the message is too old for the bot to see (InaccessibleMessage). */
const pressed = z.object({ message_id: id, chat, date: seconds, reply_markup: maybe(keyboard) });

export const updateSchema = z.object({
  update_id: id,
  /** Ours, not Telegram's: unix seconds of receiving, because a press carries no time of its own. */
  received_at: seconds.optional(),
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: z
    .object({ id: text.min(1), from: user, message: pressed.optional(), inline_message_id: maybe(text), data: maybe(text) })
    .optional(),
  my_chat_member: z.object({ chat, from: user, date: seconds, new_chat_member: z.object({ status: text }) }).optional(),
});

export type TelegramUpdate = z.infer<typeof updateSchema>;
export type TelegramMessage = z.infer<typeof message>;
export type TelegramContent = Pick<TelegramMessage, keyof typeof content>;
export type TelegramOrigin = z.infer<typeof origin>;
export type TelegramUser = z.infer<typeof user>;
export type TelegramFile = z.infer<typeof file>;
