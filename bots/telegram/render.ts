import {
  type Entity,
  fitMessage,
  type Outgoing,
  type OutgoingAttachment,
  telegramCapabilities,
} from '../../src/messages/index.ts';
import { groupFiles } from './group-files.ts';
import { isKeyboard, type Markup, renderMarkup } from './render-markup.ts';

/** One call of the Bot API. What `files` there are, `send` puts into it: one into the field of its kind, several into `media`. */
export interface Call {
  method: string;
  fields: { chat_id: string; [name: string]: unknown };
  files?: CallFile[];
  /** The message that comes of it carries our words: it is the one to change when they change. */
  words?: boolean;
}

/** One of our files in a call: as what it is sent, and what is said about it. */
export interface CallFile {
  attachment: OutgoingAttachment;
  as: OutgoingAttachment['kind'];
  fields: Record<string, unknown>;
}

/**
 * Turns one of our messages into Telegram's calls, in order: one for a text, a file or an album with its caption, more where files do not
 * go into one album and where a text is too long to be a caption. Text is never marked up but carries entities, so nothing a person
 * typed can break it.
 */
export function render(chat: string, message: Outgoing): Call[] {
  const { markup, addendum } = renderMarkup(
    message.buttons ?? [],
    message.removeKeyboard === true && !needsKeyboardRemoval(message),
  );
  const text = message.text + addendum;
  const groups = groupFiles(message.attachments ?? []);
  const inAlbum = (groups.at(-1)?.length ?? 0) > 1;
  // Buttons cannot hang under an album: the words come after it and carry them, or, where there are none, its last file alone.
  const captioned = groups.length > 0 && text.length <= telegramCapabilities.captionLength && !(markup && inAlbum && text !== '');
  if (markup && inAlbum && text === '') partLast(groups);
  const caption = captioned ? { text, entities: renderEntities(message.entities) } : undefined;
  const calls = groups.map((group, i) => filesCall(chat, group, i === 0 ? caption : undefined));
  if (!captioned) calls.push(...textCalls(chat, text, message.entities));
  if (message.location) calls.push(placeCall(chat, message.location));
  return withReply(withMarkup(calls, markup), message.replyTo);
}

/** The first of the calls answers; where the answered one is gone, it goes without (https://core.telegram.org/bots/api#replyparameters). */
function withReply([first, ...others]: Call[], replyTo: Outgoing['replyTo']): Call[] {
  if (!first) return [];
  const message_id = Number(replyTo?.externalId);
  if (!Number.isSafeInteger(message_id)) return [first, ...others];
  const reply_parameters = { message_id, allow_sending_without_reply: true };
  return [{ ...first, fields: { ...first.fields, reply_parameters } }, ...others];
}

/** Links in words may make a text longer than it was when it was fitted. */
function textCalls(chat: string, text: string, entities: Entity[] = []): Call[] {
  return fitMessage({ text, entities }, telegramCapabilities).map(part =>
    textCall(chat, part.text, renderEntities(part.entities)),
  );
}

/** Whether the message takes a keyboard away and is of a kind that cannot do so: it hangs buttons under itself, or is an album. */
export function needsKeyboardRemoval({ removeKeyboard = false, buttons = [], attachments = [] }: Outgoing): boolean {
  if (!removeKeyboard) return false;
  return buttons.flat().length > 0 ? !isKeyboard(buttons) : attachments.length > 1;
}

function partLast(groups: OutgoingAttachment[][]): void {
  const last = groups.at(-1)?.pop();
  if (last) groups.push([last]);
}

const methods = {
  photo: 'sendPhoto',
  video: 'sendVideo',
  voice: 'sendVoice',
  audio: 'sendAudio',
  document: 'sendDocument',
} as const;

function filesCall(chat: string, group: OutgoingAttachment[], caption?: { text: string; entities: object[] }): Call {
  const files = group.map((attachment, i) => ({
    attachment,
    as: attachment.kind,
    fields: { ...(i === 0 && captionFields(caption)), ...filmFields(attachment) },
  }));
  const [only] = files;
  const fields = { chat_id: chat };
  const words = { ...(caption && { words: true }) };
  if (only && files.length === 1) return { ...fileCall(fields, only), ...words };
  return { method: 'sendMediaGroup', fields, files, ...words };
}

/** The call that sends one file by itself. */
export function fileCall(fields: Call['fields'], { fields: said, ...file }: CallFile): Call {
  return { method: methods[file.as], fields: { ...fields, ...said }, files: [{ ...file, fields: {} }] };
}

function captionFields(caption?: { text: string; entities: object[] }): Record<string, unknown> {
  if (!caption?.text) return {};
  return { caption: caption.text, ...(caption.entities.length > 0 && { caption_entities: caption.entities }) };
}

/** How long it is; and that a video may be watched while it comes. */
function filmFields({ kind, duration }: OutgoingAttachment): Record<string, unknown> {
  return {
    ...(duration !== undefined && { duration: Math.round(duration) }),
    ...(kind === 'video' && { supports_streaming: true }),
  };
}

function textCall(chat: string, text: string, entities: object[]): Call {
  return { method: 'sendMessage', fields: { chat_id: chat, text, ...(entities.length > 0 && { entities }) }, words: true };
}

/** A place with a name is a venue, which has to have an address too; we know none but where it lies. */
function placeCall(chat: string, { latitude, longitude, title }: NonNullable<Outgoing['location']>): Call {
  const fields = { chat_id: chat, latitude, longitude };
  if (!title) return { method: 'sendLocation', fields };
  return { method: 'sendVenue', fields: { ...fields, title, address: `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` } };
}

/** Buttons hang under the last of the calls. */
function withMarkup(calls: Call[], markup: Markup | undefined): Call[] {
  return calls.map((call, i) =>
    markup && i === calls.length - 1 ? { ...call, fields: { ...call.fields, reply_markup: markup } } : call,
  );
}

/** Styles in Telegram's words, without empty ones. */
export function renderEntities(entities: Entity[] = []): object[] {
  return entities.filter(({ length }) => length > 0).map(renderEntity);
}

function renderEntity({ type, offset, length, url }: Entity): object {
  return type === 'link' ? { type: 'text_link', offset, length, url } : { type, offset, length };
}
