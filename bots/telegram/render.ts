import {
  type Entity,
  fitMessage,
  type Outgoing,
  type OutgoingAttachment,
  telegramCapabilities,
} from '../../src/messages/index.ts';
import { isKeyboard, type Markup, renderMarkup } from './render-markup.ts';

/** One call of the Bot API; `file` is what `send` puts into the field of that name by multipart. */
export interface Call {
  method: string;
  fields: Record<string, unknown>;
  file?: { field: OutgoingAttachment['kind']; attachment: OutgoingAttachment };
}

/**
 * Turns one of our messages into Telegram's calls, in order: one for a text or a file with its caption, one more for each further file
 * and for a text too long to be a caption. Text is never marked up but carries entities, so nothing a person typed can break it.
 */
export function render(chat: string, message: Outgoing): Call[] {
  const { markup, addendum } = renderMarkup(message.buttons ?? [], message.removeKeyboard ?? false);
  const text = message.text + addendum;
  const entities = renderEntities(message.entities);
  const attachments = message.attachments ?? [];
  const captioned = attachments.length > 0 && text.length <= telegramCapabilities.captionLength;
  const calls = attachments.map((attachment, i) =>
    fileCall(chat, attachment, captioned && i === 0 ? { text, entities } : undefined),
  );
  if (!captioned) calls.push(...textCalls(chat, text, message.entities));
  return withMarkup(calls, markup);
}

/** Links in words may make a text longer than it was when it was fitted. */
function textCalls(chat: string, text: string, entities: Entity[] = []): Call[] {
  return fitMessage({ text, entities }, telegramCapabilities).map(part =>
    textCall(chat, part.text, renderEntities(part.entities)),
  );
}

/** Whether the message takes a keyboard away and hangs buttons under itself, which Telegram cannot do in one message. */
export function needsKeyboardRemoval({ removeKeyboard = false, buttons = [] }: Outgoing): boolean {
  return removeKeyboard && buttons.flat().length > 0 && !isKeyboard(buttons);
}

const methods = {
  photo: 'sendPhoto',
  video: 'sendVideo',
  voice: 'sendVoice',
  audio: 'sendAudio',
  document: 'sendDocument',
} as const;

function fileCall(chat: string, attachment: OutgoingAttachment, caption?: { text: string; entities: object[] }): Call {
  const fields = {
    chat_id: chat,
    ...(caption?.text && { caption: caption.text }),
    ...(caption && caption.entities.length > 0 && { caption_entities: caption.entities }),
  };
  return { method: methods[attachment.kind], fields, file: { field: attachment.kind, attachment } };
}

function textCall(chat: string, text: string, entities: object[]): Call {
  return { method: 'sendMessage', fields: { chat_id: chat, text, ...(entities.length > 0 && { entities }) } };
}

/** Buttons hang under the last of the calls. */
function withMarkup(calls: Call[], markup: Markup | undefined): Call[] {
  return calls.map((call, i) =>
    markup && i === calls.length - 1 ? { ...call, fields: { ...call.fields, reply_markup: markup } } : call,
  );
}

function renderEntities(entities: Entity[] = []): object[] {
  return entities.filter(({ length }) => length > 0).map(renderEntity);
}

function renderEntity({ type, offset, length, url }: Entity): object {
  return type === 'link' ? { type: 'text_link', offset, length, url } : { type, offset, length };
}
