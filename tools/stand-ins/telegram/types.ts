/** The shapes of the Bot API that the stand-in speaks, as https://core.telegram.org/bots/api names them. */
export interface TelegramUser {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
}

export interface TelegramChat {
  id: number;
  type: 'private' | 'group' | 'supergroup';
  title?: string;
  first_name?: string;
  last_name?: string;
  username?: string;
}

export interface MessageEntity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
  user?: unknown;
  custom_emoji_id?: string;
}

export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

export interface InlineButton {
  text: string;
  [action: string]: unknown;
}

export interface ReplyMarkup {
  inline_keyboard?: InlineButton[][];
  keyboard?: InlineButton[][];
  remove_keyboard?: boolean;
  force_reply?: boolean;
  one_time_keyboard?: boolean;
}

export interface TelegramMessage {
  message_id: number;
  from: TelegramUser;
  chat: TelegramChat;
  date: number;
  edit_date?: number;
  text?: string;
  entities?: MessageEntity[];
  caption?: string;
  caption_entities?: MessageEntity[];
  reply_markup?: ReplyMarkup;
  media_group_id?: string;
  /** photo, document, contact, location and the rest. */
  [content: string]: unknown;
}

/** One update as it goes to the bot: `update_id` and one more field that names its kind. */
export interface TelegramUpdate {
  update_id: number;
  [kind: string]: unknown;
}
