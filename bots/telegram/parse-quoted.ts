import type { Incoming, Quoted } from '../../src/messages/index.ts';
import { findAttachments } from './find-attachments.ts';
import { readRichText } from './read-rich-text.ts';
import type { TelegramContent, TelegramMessage, TelegramOrigin } from './update-schema.ts';

/** What a message tells of another one: that it answers it, that it is somebody else's, passed on. */
export function parseRelations(message: TelegramMessage): Pick<Incoming, 'quoted' | 'forwarded' | 'album'> {
  const quoted = parseReply(message) ?? parseExternalReply(message);
  return {
    ...(quoted && { quoted: [quoted] }),
    ...(message.forward_origin && { forwarded: describeOrigin(message.forward_origin) }),
    ...(message.media_group_id !== undefined && { album: message.media_group_id }),
  };
}

/** A message of this conversation is answered; its files lie in the history. */
function parseReply({ reply_to_message: answered, quote }: TelegramMessage): Quoted | undefined {
  if (!answered) return undefined;
  const from = answered.from && fullName(answered.from);
  return {
    relation: 'reply',
    externalId: String(answered.message_id),
    ...(from && { from }),
    // Telegram gives 0 for a message that it does not show any more.
    ...(answered.date > 0 && { at: new Date(answered.date * 1000) }),
    text: quote?.text ?? wordsOf(answered),
  };
}

/** A message of another chat, often a channel's post, is answered here: nobody but this message brings it, so its files come along. */
function parseExternalReply({ external_reply: answered, quote }: TelegramMessage): Quoted | undefined {
  if (!answered) return undefined;
  const attachments = findAttachments(answered);
  return {
    relation: 'reply',
    ...describeOrigin(answered.origin),
    text: quote?.text ?? wordsOf(answered),
    ...(attachments.length > 0 && { attachments }),
  };
}

function describeOrigin(origin: TelegramOrigin): { from?: string; at?: Date } {
  const from = nameOf(origin);
  return { ...(from && { from }), ...(origin.date !== undefined && { at: new Date(origin.date * 1000) }) };
}

/** The person, the name that a person who hides behind it goes by, or the chat or channel, with who signed there. */
function nameOf(origin: TelegramOrigin): string {
  if (origin.sender_user) return fullName(origin.sender_user);
  const chat = origin.sender_chat ?? origin.chat;
  if (!chat) return origin.sender_user_name ?? '';
  return [chat.title ?? fullName(chat), origin.author_signature].filter(Boolean).join(', ');
}

function fullName({
  first_name,
  last_name,
  username,
}: {
  first_name?: string | undefined;
  last_name?: string | undefined;
  username?: string | undefined;
}): string {
  return [first_name, last_name].filter(Boolean).join(' ') || (username ? `@${username}` : '');
}

function wordsOf({ text, caption, rich_message, contact, venue }: TelegramContent): string {
  return text ?? caption ?? (rich_message ? readRichText(rich_message) : (contact?.phone_number ?? venue?.title ?? ''));
}
