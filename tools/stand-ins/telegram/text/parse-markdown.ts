import { cannotParseEntities } from '../bot-api-error.ts';
import type { FormattedText, MessageEntity } from '../types.ts';
import { byteOffset } from './byte-offset.ts';

const reserved = '_*[]()~`>#+-=|{}.!';

/** The marks of MarkdownV2, the longer ones first. */
const marks = [
  { mark: '```', type: 'pre', name: 'Pre' },
  { mark: '__', type: 'underline', name: 'Underline' },
  { mark: '||', type: 'spoiler', name: 'Spoiler' },
  { mark: '*', type: 'bold', name: 'Bold' },
  { mark: '_', type: 'italic', name: 'Italic' },
  { mark: '~', type: 'strikethrough', name: 'Strikethrough' },
  { mark: '`', type: 'code', name: 'Code' },
  { mark: '[', type: 'text_link', name: 'TextUrl' },
];

interface OpenMark {
  type: string;
  name: string;
  mark: string;
  offset: number;
  place: number;
}

/** Telegram's MarkdownV2 with the refusals of TDLib's parse_markdown_v2. Quotes (`>` at the start of a line) are taken line by line. Throws a BotApiError. */
export function parseMarkdownV2(source: string): FormattedText {
  const open: OpenMark[] = [];
  const entities: MessageEntity[] = [];
  let text = '';
  let index = 0;
  while (index < source.length) index = readOne(index);
  const unclosed = open.at(-1);
  if (unclosed && unclosed.type !== 'blockquote') {
    throw cannotParseEntities(`Can't find end of ${unclosed.name} entity at byte offset ${byteOffset(source, unclosed.place)}`);
  }
  if (unclosed) close(unclosed);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };

  function readOne(at: number): number {
    const character = source.charAt(at);
    const last = open.at(-1);
    const verbatim = last?.type === 'code' || last?.type === 'pre';
    if (character === '\\' && isAscii(source.charAt(at + 1))) return write(source.charAt(at + 1), at + 2);
    if (character === '\n' && last?.type === 'blockquote' && source.charAt(at + 1) !== '>') close(last);
    if (character === '>' && !verbatim && (at === 0 || source.charAt(at - 1) === '\n')) return quote(at);
    if (last && last.type !== 'text_link' && last.mark !== '>' && source.startsWith(last.mark, at)) {
      close(last);
      return at + last.mark.length;
    }
    if (verbatim) return write(character, at + 1);
    if (character === ']' && last?.type === 'text_link') return closeLink(last, at);
    const mark = marks.find(candidate => source.startsWith(candidate.mark, at));
    if (mark) return begin(mark, at);
    if (reserved.includes(character)) {
      throw cannotParseEntities(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
    }
    return write(character, at + 1);
  }

  function begin(mark: (typeof marks)[number], at: number): number {
    const language = mark.type === 'pre' ? (/^[\w+-]*\n/.exec(source.slice(at + 3))?.[0] ?? '') : '';
    open.push({ ...mark, offset: text.length, place: at });
    return at + mark.mark.length + language.length;
  }

  function quote(at: number): number {
    if (open.at(-1)?.type !== 'blockquote')
      open.push({ type: 'blockquote', name: 'BlockQuote', mark: '>', offset: text.length, place: at });
    return at + 1;
  }

  function closeLink(link: OpenMark, at: number): number {
    let end = at + 2;
    while (end < source.length && source.charAt(end) !== ')') end += source.charAt(end) === '\\' ? 2 : 1;
    const hasUrl = source.charAt(at + 1) === '(';
    if (hasUrl && end >= source.length) {
      throw cannotParseEntities(`Can't find end of a URL at byte offset ${byteOffset(source, at + 1)}`);
    }
    const url = hasUrl ? source.slice(at + 2, end).replaceAll(/\\(.)/g, '$1') : text.slice(link.offset);
    close(link, url);
    return hasUrl ? end + 1 : at + 1;
  }

  function close({ type, offset }: OpenMark, url?: string): void {
    open.pop();
    const length = text.length - offset;
    if (length > 0) entities.push({ type, offset, length, ...(url !== undefined && { url }) });
  }

  function write(character: string, next: number): number {
    text += character;
    return next;
  }
}

/** The old Markdown: no nesting, and a mark alone is an error. */
export function parseMarkdown(source: string): FormattedText {
  const entities: MessageEntity[] = [];
  let text = '';
  let index = 0;
  while (index < source.length) {
    const character = source.charAt(index);
    if (character === '\\' && '_*`['.includes(source.charAt(index + 1) || ' ')) {
      text += source.charAt(index + 1);
      index += 2;
    } else if ('_*`['.includes(character)) {
      index = styled(character, index);
    } else {
      text += character;
      index += 1;
    }
  }
  return { text, entities };

  function styled(mark: string, start: number): number {
    const fence = source.startsWith('```', start) ? '```' : mark;
    const end = source.indexOf(fence === '[' ? ']' : fence, start + fence.length);
    if (end < 0) throw cannotParseEntities(`Can't find end of the entity starting at byte offset ${byteOffset(source, start)}`);
    const inner = source.slice(start + fence.length, end);
    const offset = text.length;
    text += inner;
    const link = fence === '[' ? /^\(([^)]*)\)/.exec(source.slice(end + 1)) : undefined;
    const type = { '*': 'bold', _: 'italic', '`': 'code', '```': 'pre' }[fence];
    if (inner && type) entities.push({ type, offset, length: inner.length });
    if (inner && link) entities.push({ type: 'text_link', offset, length: inner.length, url: link[1] ?? '' });
    return end + (fence === '[' ? 1 + (link?.[0].length ?? 0) : fence.length);
  }
}

function isAscii(character: string): boolean {
  const code = character.charCodeAt(0);
  return code >= 1 && code <= 126;
}
