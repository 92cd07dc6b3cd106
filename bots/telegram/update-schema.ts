import { z } from 'zod';

/**
 * The parts of Telegram's updates that we use (Bot API 10.1); everything else is passed over, so that a field Telegram adds tomorrow
 * breaks nothing.
 */
const id = z.number().int();
/** Unix time; the bound keeps it within what a Date can hold. */
const seconds = z.number().int().min(0).max(10_000_000_000);
const text = z.string();

const user = z.object({
  id,
  first_name: text.optional(),
  last_name: text.optional(),
  username: text.optional(),
  language_code: text.optional(),
});
const chat = z.object({ id, type: text });
const namedChat = z.object({
  title: text.optional(),
  first_name: text.optional(),
  last_name: text.optional(),
  username: text.optional(),
});

const file = z.object({
  file_id: text.min(1),
  file_size: z.number().nonnegative().optional(),
  file_name: text.optional(),
  mime_type: text.optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  duration: z.number().optional(),
});
const photo = z.array(file).min(1);
/** `live_period` stands while it is shared live: https://core.telegram.org/bots/api#location */
const location = z.object({ latitude: z.number(), longitude: z.number(), live_period: z.number().optional() });

/** What a message is made of, and what another message shows of it. */
const content = {
  text: text.optional(),
  caption: text.optional(),
  photo: photo.optional(),
  /** A photo that moves: the video of it, with the photo inside (Bot API 10.0). */
  live_photo: file.extend({ photo: photo.optional() }).optional(),
  video: file.optional(),
  /** A circle; `length` is its diameter. */
  video_note: file.extend({ length: z.number().optional() }).optional(),
  voice: file.optional(),
  audio: file.optional(),
  animation: file.optional(),
  document: file.optional(),
  sticker: file.extend({ is_animated: z.boolean().optional(), is_video: z.boolean().optional() }).optional(),
  /** Text of blocks, lists and tables (Bot API 10.1). */
  rich_message: z.unknown().optional(),
  contact: z
    .object({ phone_number: text.min(1), first_name: text.optional(), last_name: text.optional(), user_id: id.optional() })
    .optional(),
  location: location.optional(),
  venue: z.object({ location, title: text }).optional(),
};

/** Where a forwarded message comes from: https://core.telegram.org/bots/api#messageorigin. Its kinds differ in who is named. */
const origin = z.object({
  date: seconds.optional(),
  sender_user: user.optional(),
  sender_user_name: text.optional(),
  sender_chat: namedChat.optional(),
  chat: namedChat.optional(),
  author_signature: text.optional(),
});

/** What a message says about another one is worth less than the message itself: where it cannot be read, the message still is. */
const message = z.object({
  ...content,
  message_id: id,
  from: user.optional(),
  chat,
  date: seconds,
  edit_date: seconds.optional(),
  media_group_id: text.min(1).optional().catch(undefined),
  forward_origin: origin.optional().catch(undefined),
  /** The message that is answered, as far as it is of this chat. */
  reply_to_message: z
    .object({ ...content, message_id: id, from: user.optional(), date: seconds })
    .optional()
    .catch(undefined),
  /** The message that is answered, where it is of another chat. */
  external_reply: z
    .object({ ...content, origin })
    .optional()
    .catch(undefined),
  /** The part of it that the answer is about. */
  quote: z.object({ text }).optional().catch(undefined),
});

const keyboard = z.object({ inline_keyboard: z.array(z.array(z.object({ text, callback_data: text.optional() }))) });

/** `date` is 0 where the message is too old for the bot to see (InaccessibleMessage). */
const pressed = z.object({ message_id: id, chat, date: seconds, reply_markup: keyboard.optional().catch(undefined) });

export const updateSchema = z.object({
  update_id: id,
  /** Ours, not Telegram's: unix seconds of receiving, because a press carries no time of its own. */
  received_at: seconds.optional(),
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: z.object({ id: text.min(1), from: user, message: pressed.optional(), data: text.optional() }).optional(),
  my_chat_member: z.object({ chat, from: user, date: seconds, new_chat_member: z.object({ status: text }) }).optional(),
});

export type TelegramUpdate = z.infer<typeof updateSchema>;
export type TelegramMessage = z.infer<typeof message>;
export type TelegramContent = Pick<TelegramMessage, keyof typeof content>;
export type TelegramOrigin = z.infer<typeof origin>;
export type TelegramUser = z.infer<typeof user>;
export type TelegramFile = z.infer<typeof file>;
