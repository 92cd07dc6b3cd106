import type { Incoming, IncomingContent } from '../../src/messages/index.ts';
import { describeRest } from './describe-rest.ts';
import { envelope } from './envelope.ts';
import { findAttachments } from './find-attachments.ts';
import { findLinks } from './find-links.ts';
import { parseRelations } from './parse-quoted.ts';
import { readRichText } from './read-rich-text.ts';
import type { TelegramMessage } from './update-schema.ts';

/** A message of a private chat; undefined for groups and for notices that nobody wrote (a pinned message, a changed timer). */
export function parseMessage(message: TelegramMessage, raw: unknown, account: string): Incoming | undefined {
  if (!message.from || message.chat.type !== 'private') return undefined;
  const content = parseContent(message, raw);
  if (!content) return undefined;
  const link = content.kind === 'start' ? startPayload(message.text ?? '') : undefined;
  return {
    ...envelope({ chat: message.chat.id, from: message.from, seconds: message.date, account }),
    externalId: String(message.message_id),
    content,
    ...linksOf(message),
    ...parseRelations(message),
    ...(link && { link }),
  };
}

/** An earlier message in its new wording, with the files that it has now. */
export function parseEdit(message: TelegramMessage, account: string): Incoming | undefined {
  if (!message.from || message.chat.type !== 'private') return undefined;
  const text = wordsOf(message);
  const attachments = findAttachments(message);
  const externalId = String(message.message_id);
  const around = {
    ...envelope({ chat: message.chat.id, from: message.from, seconds: message.edit_date ?? message.date, account }),
    externalId,
    ...linksOf(message),
  };
  // A live location that moves, or ends, is an edit as well: https://core.telegram.org/bots/api#location
  if (message.location && !message.venue)
    return { ...around, content: { kind: 'moved', externalId, ...placeOf(message.location) } };
  // So is a poll that is voted on; of those only words and files are worth keeping.
  if (text === undefined && attachments.length === 0) return undefined;
  return { ...around, content: { kind: 'edit', externalId, text: text ?? '', ...(attachments.length > 0 && { attachments }) } };
}

function linksOf(message: TelegramMessage): Pick<Incoming, 'entities'> {
  const entities = findLinks(message);
  return entities.length > 0 ? { entities } : {};
}

function wordsOf(message: TelegramMessage): string | undefined {
  return message.text ?? message.caption ?? (message.rich_message ? readRichText(message.rich_message) : undefined);
}

function parseContent(message: TelegramMessage, raw: unknown): IncomingContent | undefined {
  if (message.text !== undefined) {
    // Somebody else's /start, passed on, starts nothing.
    const start = !message.forward_origin && startCommand.test(message.text);
    return start ? { kind: 'start' } : { kind: 'text', text: message.text };
  }
  const attachments = findAttachments(message);
  if (attachments.length > 0) {
    return { kind: 'media', attachments, ...(message.caption !== undefined && { caption: message.caption }) };
  }
  if (message.contact) return parseContact(message.contact, message.from?.id);
  if (message.venue) return { kind: 'location', ...placeOf(message.venue.location), title: message.venue.title };
  if (message.location) {
    const isLive = message.location.live_period !== undefined;
    return { kind: 'location', ...placeOf(message.location), ...(isLive && { live: true }) };
  }
  const rich = message.rich_message ? readRichText(message.rich_message) : '';
  if (rich) return { kind: 'text', text: rich };
  const what = describeRest(raw, message.caption);
  return what === undefined ? undefined : { kind: 'unsupported', what };
}

const placeOf = ({ latitude, longitude }: { latitude: number; longitude: number }) => ({ latitude, longitude });

const startCommand = /^\/start(@\w+)?(?=\s|$)/i;

/** What the deep link carried: https://core.telegram.org/bots/features#deep-linking */
function startPayload(text: string): string {
  return text.replace(startCommand, '').trim();
}

/** Anybody's card can be sent or forwarded; only the sender's own carries their user id. */
function parseContact(contact: NonNullable<TelegramMessage['contact']>, sender: number | undefined): IncomingContent {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ');
  const own = contact.user_id !== undefined && contact.user_id === sender;
  return { kind: 'contact', phone: contact.phone_number, ...(name && { name }), own };
}
