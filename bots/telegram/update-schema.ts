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

const file = z.object({
  file_id: text.min(1),
  file_size: z.number().nonnegative().optional(),
  file_name: text.optional(),
  mime_type: text.optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  duration: z.number().optional(),
});
const location = z.object({ latitude: z.number(), longitude: z.number() });

const message = z.object({
  message_id: id,
  from: user.optional(),
  chat,
  date: seconds,
  edit_date: seconds.optional(),
  text: text.optional(),
  caption: text.optional(),
  photo: z.array(file).min(1).optional(),
  video: file.optional(),
  video_note: file.optional(),
  voice: file.optional(),
  audio: file.optional(),
  animation: file.optional(),
  document: file.optional(),
  sticker: file.optional(),
  contact: z
    .object({ phone_number: text.min(1), first_name: text.optional(), last_name: text.optional(), user_id: id.optional() })
    .optional(),
  location: location.optional(),
  venue: z.object({ location, title: text }).optional(),
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
export type TelegramUser = z.infer<typeof user>;
export type TelegramFile = z.infer<typeof file>;
