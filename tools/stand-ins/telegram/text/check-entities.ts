import { isRecord } from '../../shared/params.ts';
import { badRequest } from '../bot-api-error.ts';
import type { MessageEntity } from '../types.ts';
import { checkUrl } from './check-url.ts';

const known = new Set(
  [
    'mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler blockquote',
    'expandable_blockquote code pre text_link text_mention custom_emoji date_time',
  ]
    .join(' ')
    .split(' '),
);

/** Reads a list of MessageEntity and checks it against the text, in the words of TDLib's fix_entities. */
export function checkEntities(text: string, list: unknown): MessageEntity[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw badRequest("can't parse entities: Expected an Array of MessageEntity");
  return list.map(entity => checkEntity(text, entity));
}

function checkEntity(text: string, entity: unknown): MessageEntity {
  if (!isRecord(entity)) throw refusal('Expected an Object');
  const { type, offset, length, url } = entity;
  if (typeof offset !== 'number') throw refusal('Can\'t find field "offset"');
  if (typeof length !== 'number') throw refusal('Can\'t find field "length"');
  if (typeof type !== 'string') throw refusal('Can\'t find field "type"');
  if (!known.has(type)) throw refusal('Unsupported type specified');
  if (type === 'text_link' && url === undefined) throw refusal('Can\'t find field "url"');
  if (type === 'text_mention' && entity.user === undefined) throw refusal('Can\'t find field "user"');
  if (type === 'custom_emoji' && entity.custom_emoji_id === undefined) throw refusal('Can\'t find field "custom_emoji_id"');
  checkPlace(text, offset, length);
  if (type === 'text_link') checkUrl(String(url), 'entity URL');
  return { type, offset, length, ...(typeof url === 'string' && { url }), ...pick(entity) };
}

function checkPlace(text: string, offset: number, length: number): void {
  const end = offset + length;
  if (offset < 0 || offset > 1_000_000) throw badRequest(`receive an entity with incorrect offset ${offset}`);
  if (length < 0 || length > 1_000_000) throw badRequest(`receive an entity with incorrect length ${length}`);
  if (offset > text.length) throw badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`);
  if (isInsidePair(text, offset)) throw badRequest(`entity begins in a middle of a UTF-16 symbol at UTF-16 offset ${offset}`);
  if (end > text.length) {
    throw badRequest(`entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`);
  }
  if (isInsidePair(text, end)) {
    throw badRequest(`entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at UTF-16 offset ${end}`);
  }
}

function isInsidePair(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}

function pick({ language, user, custom_emoji_id: emoji }: Record<string, unknown>): Partial<MessageEntity> {
  return {
    ...(typeof language === 'string' && { language }),
    ...(user !== undefined && { user }),
    ...(typeof emoji === 'string' && { custom_emoji_id: emoji }),
  };
}

const refusal = (what: string) => badRequest(`can't parse MessageEntity: ${what}`);
