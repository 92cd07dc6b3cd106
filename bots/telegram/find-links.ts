import type { Entity } from '../../src/messages/index.ts';
import type { TelegramMessage } from './update-schema.ts';

/**
 * The addresses behind words, which the words do not say; with those that are typed out beside them. Nothing where there are only such: whoever
 * shows the text finds them.
 */
export function findLinks({ text, caption = '', entities, caption_entities }: TelegramMessage): Entity[] {
  const words = text ?? caption;
  const told = (text === undefined ? caption_entities : entities) ?? [];
  if (!told.some(({ type, url }) => type === 'text_link' && url)) return [];
  return told.flatMap(({ type, offset, length, url }): Entity[] => {
    if (type === 'text_link' && url) return [{ type: 'link', offset, length, url }];
    if (type !== 'url') return [];
    const typed = words.slice(offset, offset + length);
    return [{ type: 'link', offset, length, url: typed.includes('://') ? typed : `https://${typed}` }];
  });
}
