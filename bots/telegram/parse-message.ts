import type { AttachmentKind, Incoming, IncomingAttachment, IncomingContent } from '../../src/messages/index.ts';
import { envelope } from './envelope.ts';
import type { TelegramFile, TelegramMessage } from './update-schema.ts';

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
    ...(link && { link }),
  };
}

function parseContent(message: TelegramMessage, raw: unknown): IncomingContent | undefined {
  if (message.text !== undefined) {
    return startCommand.test(message.text) ? { kind: 'start' } : { kind: 'text', text: message.text };
  }
  const attachment = findAttachment(message);
  if (attachment) {
    return { kind: 'media', attachments: [attachment], ...(message.caption !== undefined && { caption: message.caption }) };
  }
  if (message.contact) return parseContact(message.contact, message.from?.id);
  if (message.venue) return { kind: 'location', ...message.venue.location, title: message.venue.title };
  if (message.location) return { kind: 'location', ...message.location };
  return parseRest(raw);
}

const startCommand = /^\/start(@\w+)?(?=\s|$)/i;

/** What the deep link carried: https://core.telegram.org/bots/features#deep-linking */
function startPayload(text: string): string {
  return text.replace(startCommand, '').trim();
}

/** An animation also carries a `document` for old clients, so it is looked for first. */
const mediaFields = [
  ['animation', 'animation'],
  ['video', 'video'],
  ['video_note', 'videoNote'],
  ['voice', 'voice'],
  ['audio', 'audio'],
  ['document', 'document'],
  ['sticker', 'sticker'],
] as const;

function findAttachment(message: TelegramMessage): IncomingAttachment | undefined {
  const photo = message.photo?.toSorted((a, b) => area(b) - area(a))[0];
  if (photo) return describe('photo', photo);
  for (const [field, kind] of mediaFields) {
    const file = message[field];
    if (file) return describe(kind, file);
  }
  return undefined;
}

function area({ width = 0, height = 0 }: TelegramFile): number {
  return width * height;
}

/** Name and type are kept from here because getFile may not tell them any more. */
function describe(kind: AttachmentKind, file: TelegramFile): IncomingAttachment {
  return {
    kind,
    ref: file.file_id,
    ...(file.file_name !== undefined && { name: file.file_name }),
    ...(file.mime_type !== undefined && { mime: file.mime_type }),
    ...(file.file_size !== undefined && { size: file.file_size }),
    ...(file.width !== undefined && { width: file.width }),
    ...(file.height !== undefined && { height: file.height }),
    ...(file.duration !== undefined && { duration: file.duration }),
  };
}

/** Anybody's card can be sent or forwarded; only the sender's own carries their user id. */
function parseContact(contact: NonNullable<TelegramMessage['contact']>, sender: number | undefined): IncomingContent {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ');
  const own = contact.user_id !== undefined && contact.user_id === sender;
  return { kind: 'contact', phone: contact.phone_number, ...(name && { name }), own };
}

/** Telegram's words for what a person can send and we cannot keep. Anything else without content is a notice, not a message. */
const unsupported = [
  'poll',
  'dice',
  'game',
  'story',
  'gift',
  'unique_gift',
  'paid_media',
  'checklist',
  'giveaway',
  'invoice',
  'users_shared',
  'chat_shared',
  'web_app_data',
  'passport_data',
  'successful_payment',
];
const notices = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'chat_background_set',
  'connected_website',
  'write_access_allowed',
  'proximity_alert_triggered',
  'refunded_payment',
];

function parseRest(raw: unknown): IncomingContent | undefined {
  const fields = new Set(Object.keys(messageOf(raw)));
  if (notices.some(notice => fields.has(notice))) return undefined;
  return { kind: 'unsupported', what: unsupported.find(word => fields.has(word)) ?? 'message' };
}

/** The message with the fields that the schema passes over. */
function messageOf(raw: unknown): object {
  const isUpdate = typeof raw === 'object' && raw !== null && 'message' in raw;
  return isUpdate && typeof raw.message === 'object' && raw.message !== null ? raw.message : {};
}
