import { cannotParseEntities } from '../bot-api-error.ts';
import type { FormattedText, MessageEntity } from '../types.ts';
import { byteOffset } from './byte-offset.ts';

const entityOfTag: Record<string, string> = {
  a: 'text_link',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  u: 'underline',
  ins: 'underline',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  'tg-emoji': 'custom_emoji',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
};

interface OpenTag {
  tag: string;
  attributes: Map<string, string>;
  offset: number;
}

/** Telegram's HTML mode, with the refusals of TDLib's parse_html. Throws a BotApiError. */
export function parseHtml(source: string): FormattedText {
  const open: OpenTag[] = [];
  const entities: MessageEntity[] = [];
  let text = '';
  let index = 0;
  while (index < source.length) {
    const character = source.charAt(index);
    if (character === '&') {
      const decoded = decodeReference(source, index);
      text += decoded.text;
      index = decoded.next;
    } else if (character !== '<') {
      text += character;
      index += 1;
    } else if (source.charAt(index + 1) === '/') {
      index = closeTag(index);
    } else {
      index = openTag(index);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) throw cannotParseEntities(`Can't find end tag corresponding to start tag "${unclosed.tag}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };

  function openTag(start: number): number {
    const end = source.indexOf('>', start);
    const name = (/^[^\s>]*/.exec(source.slice(start + 1))?.[0] ?? '').toLowerCase();
    if (end < 0) throw cannotParseEntities(`Unclosed start tag at byte offset ${byteOffset(source, start)}`);
    if (!entityOfTag[name])
      throw cannotParseEntities(`Unsupported start tag "${name}" at byte offset ${byteOffset(source, start)}`);
    const attributes = readAttributes(source.slice(start + 1 + name.length, end));
    if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
      throw cannotParseEntities(`Tag "span" must have class "tg-spoiler" at byte offset ${byteOffset(source, start)}`);
    }
    open.push({ tag: name, attributes, offset: text.length });
    return end + 1;
  }

  function closeTag(start: number): number {
    const end = source.indexOf('>', start);
    const name = source
      .slice(start + 2, end < 0 ? source.length : end)
      .trim()
      .toLowerCase();
    const place = byteOffset(source, start);
    const last = open.pop();
    if (!last) throw cannotParseEntities(`Unexpected end tag at byte offset ${place}`);
    if (end < 0) throw cannotParseEntities(`Unclosed end tag at byte offset ${place}`);
    if (name !== '' && name !== last.tag) {
      throw cannotParseEntities(`Unmatched end tag at byte offset ${place}, expected "</${last.tag}>", found "</${name}>"`);
    }
    addEntity(last);
    return end + 1;
  }

  function addEntity({ tag, attributes, offset }: OpenTag): void {
    const length = text.length - offset;
    if (length <= 0) return;
    if (tag === 'a') {
      const url = attributes.get('href') || text.slice(offset);
      if (/^([a-z][\w+-]*:|.+\..+)/i.test(url)) entities.push({ type: 'text_link', offset, length, url });
    } else if (tag === 'tg-emoji') {
      const id = attributes.get('emoji-id') ?? '';
      if (!/^\d{1,19}$/.test(id)) throw cannotParseEntities('Invalid custom emoji identifier specified');
      entities.push({ type: 'custom_emoji', offset, length, custom_emoji_id: id });
    } else if (tag === 'blockquote' && attributes.has('expandable')) {
      entities.push({ type: 'expandable_blockquote', offset, length });
    } else {
      entities.push({ type: entityOfTag[tag] ?? tag, offset, length });
    }
  }
}

const references: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** Unknown references stay as they are written, as they do in Telegram. */
function decodeReference(source: string, start: number): { text: string; next: number } {
  const match = /^&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([0-9a-f]{1,6}));?/i.exec(source.slice(start, start + 12));
  if (!match) return { text: '&', next: start + 1 };
  const code = match[2] ? Number.parseInt(match[2], 10) : Number.parseInt(match[3] ?? '', 16);
  const text = match[1]
    ? references[match[1].toLowerCase()]
    : code > 0 && code <= 0x10ffff
      ? String.fromCodePoint(code)
      : undefined;
  return text === undefined ? { text: '&', next: start + 1 } : { text, next: start + match[0].length };
}

function readAttributes(source: string): Map<string, string> {
  const found = source.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.:/-]+)))?/g);
  return new Map([...found].map(match => [(match[1] ?? '').toLowerCase(), decodeAll(match[2] ?? match[3] ?? match[4] ?? '')]));
}

function decodeAll(value: string): string {
  return value.replace(/&(lt|gt|amp|quot);/g, (_whole, name: string) => references[name] ?? '');
}
