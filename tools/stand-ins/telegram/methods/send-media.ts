import { randomInt } from 'node:crypto';
import { integerOf, isRecord, jsonOf, type Params, textOf } from '../../shared/params.ts';
import { BotApiError, badRequest } from '../bot-api-error.ts';
import { findOpenChat, spend } from '../chats.ts';
import { deliver } from '../deliver.ts';
import { type MediaDetails, mediaField } from '../files.ts';
import { readReplyMarkup } from '../text/read-reply-markup.ts';
import { readCaption } from '../text/read-text.ts';
import type { StoredFile } from '../world.ts';
import type { Call, Methods } from './call.ts';
import { readFile } from './read-file.ts';
import { readReply } from './send-text.ts';

/** Those that send one file, and sendMediaGroup. */
export const mediaMethods: Methods = {
  sendphoto: call => sendFile(call, 'photo'),
  senddocument: call => sendFile(call, 'document'),
  sendvideo: call => sendFile(call, 'video'),
  sendvoice: call => sendFile(call, 'voice'),
  sendaudio: call => sendFile(call, 'audio'),
  sendmediagroup: sendAlbum,
};

function sendFile(call: Call, kind: string) {
  const { world, params, limits } = call;
  const file = readFile(call, kind);
  const caption = captionFields(params);
  const chat = findOpenChat(world, params);
  const markup = readReplyMarkup(params, chat);
  const reply = readReply(params, chat);
  spend(limits, chat);
  return deliver(world, chat, { ...reply, ...mediaField(world, file, detailsOf(params)), ...caption }, markup, [file]);
}

interface Item {
  item: Params;
  kind: string;
  /** The file, or why this one alone is refused. */
  file: StoredFile | BotApiError;
  caption: Record<string, unknown>;
}

/** 2–10 files as one; documents and audio only among themselves. Each counts as a message. */
function sendAlbum(call: Call) {
  const { world, params, limits } = call;
  // The real server passes over parameters that it does not know, and the buttons would silently be lost.
  if (params.reply_markup !== undefined) throw badRequest('an album has no reply markup');
  const album = readItems(params).map(item => readItem(call, item));
  checkMixture(album);
  const chat = findOpenChat(world, params);
  const reply = readReply(params, chat);
  spend(limits, chat, album.length);
  const id = String(randomInt(1e12, 1e14));
  const sent = album.flatMap(({ item, file, caption }) =>
    file instanceof BotApiError
      ? []
      : deliver(
          world,
          chat,
          { ...reply, media_group_id: id, ...mediaField(world, file, detailsOf(item)), ...caption },
          undefined,
          [file],
        ),
  );
  refuseRest(album);
  return sent;
}

function readItem(call: Call, item: Params): Item {
  const kind = String(item.type);
  if (!['photo', 'video', 'document', 'audio'].includes(kind)) {
    throw badRequest("can't parse InputMedia: Type must be one of photo, video, document, audio");
  }
  return { item, kind, file: readMedia(call, kind, item), caption: captionFields(item) };
}

/** What Telegram looks into only after it took the call is refused for itself, when the others are on their way. */
function readMedia(call: Call, kind: string, item: Params): StoredFile | BotApiError {
  const media = textOf(item, 'media');
  if (media === '') throw badRequest("can't parse InputMedia: media not found");
  try {
    return readFile(call, kind, media);
  } catch (error) {
    if (error instanceof BotApiError && /PHOTO_|IMAGE_/.test(error.message)) return error;
    throw error;
  }
}

function checkMixture(album: Item[]): void {
  for (const alone of ['document', 'audio']) {
    const some = album.some(({ kind }) => kind === alone);
    if (some && album.some(({ kind }) => kind !== alone)) {
      throw badRequest(`${alone === 'audio' ? 'audio' : 'documents'} can't be mixed with other media types`);
    }
  }
}

/** The rest of the album has arrived all the same: https://github.com/rubenlagus/TelegramBots/issues/1520 */
function refuseRest(album: Item[]): void {
  album.forEach(({ file }, i) => {
    if (!(file instanceof BotApiError)) return;
    const reason = file.message.replace(/^Bad Request: /, '');
    throw badRequest(`failed to send message #${i + 1} with the error message "${reason}"`);
  });
}

function readItems(params: Params): Params[] {
  let items: unknown;
  try {
    items = jsonOf(params, 'media');
  } catch {
    throw badRequest("can't parse media JSON object");
  }
  if (!Array.isArray(items)) throw badRequest("can't parse media JSON object");
  // Telegram lets an album of one pass; its documentation says 2–10, and an album of one is a mistake of ours.
  if (items.length < 2) throw badRequest('too few messages to send as an album');
  if (items.length > 10) throw badRequest('too many messages to send as an album');
  return items.map(item => {
    if (!isRecord(item)) throw badRequest("can't parse InputMedia: Expected an Object");
    return item;
  });
}

function captionFields(params: Params): Record<string, unknown> {
  const { text, entities } = readCaption(params);
  return text === '' ? {} : { caption: text, ...(entities.length > 0 && { caption_entities: entities }) };
}

function detailsOf(params: Params): MediaDetails {
  const [duration, width, height] = ['duration', 'width', 'height'].map(name => integerOf(params, name));
  const [performer, title] = ['performer', 'title'].map(name => textOf(params, name));
  return {
    ...(duration !== undefined && { duration }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(performer && { performer }),
    ...(title && { title }),
  };
}
