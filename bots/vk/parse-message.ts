import type { Incoming, IncomingAttachment, IncomingContent, Person } from '../../src/messages/index.ts';
import type { VkMessage } from './event-schema.ts';
import { parseAttachment } from './parse-attachment.ts';
import { buttonData, isStart, readPayload } from './read-payload.ts';

/** A message that a person wrote to the community. A deep link's mark may come with any of them, not only with the first. */
export function parseMessage({ message, client_info }: VkMessage): Omit<Incoming, 'address'> {
  return {
    from: person(message.from_id, client_info?.lang_id),
    at: new Date(message.date * 1000),
    externalId: String(message.id || message.conversation_message_id || 0),
    content: parseContent(message),
    ...(message.ref && { link: message.ref }),
    ...(message.ref_source && { linkSource: message.ref_source }),
  };
}

function parseContent(message: VkMessage['message']): IncomingContent {
  const { text } = message;
  const payload = readPayload(message.payload);
  if (isStart(payload)) return { kind: 'start' };
  const data = buttonData(payload);
  if (data !== undefined) return { kind: 'press', data, ...(text && { label: text }) };
  const attachments = message.attachments.map(parseAttachment).filter((file): file is IncomingAttachment => file !== undefined);
  if (attachments.length > 0) return { kind: 'media', attachments, ...(text && { caption: text }) };
  if (message.geo) return parseGeo(message.geo, text);
  if (text) return { kind: 'text', text };
  const forwarded = message.fwd_messages && message.fwd_messages.length > 0;
  return { kind: 'unsupported', what: message.attachments[0]?.type.slice(0, 40) ?? (forwarded ? 'forward' : 'message') };
}

function parseGeo(geo: NonNullable<VkMessage['message']['geo']>, text: string): IncomingContent {
  const title = text || geo.place?.title;
  return { kind: 'location', ...geo.coordinates, ...(title && { title }) };
}

/** VK's numbers of languages (https://dev.vk.com/ru/api/api-requests, `lang`). */
const languages = ['ru', 'uk', 'be', 'en', 'es', 'fi', 'de', 'it'];

function person(id: number, languageId: number | undefined): Person {
  const language = languageId === undefined ? undefined : languages[languageId];
  return { id: String(id), ...(language && { language }) };
}
