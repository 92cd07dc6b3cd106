import type { IncomingAttachment, Quoted } from '../../src/messages/index.ts';
import { foreignSchema, type VkForeign } from './event-schema.ts';
import { type Parsed, parseContent } from './parse-content.ts';

/** Forwards lie in forwards; nobody reads deeper, and a forged event must not be able to make us. */
const deepest = 10;
const most = 100;

/** What a message answers, and what it brings along: nested forwards one after the other, as they are read. */
export function parseQuoted(message: { reply_message?: unknown; fwd_messages?: unknown[] | undefined }): Quoted[] {
  return [...parseReplied(message.reply_message), ...readForeign(message.fwd_messages).flatMap(flatten)].slice(0, most);
}

/** A message that consists of nothing but others': what those say is what it says. */
export interface PassedOn extends Parsed {
  forwarded: { from?: string; at?: Date };
}

/** Makes one message of the forwarded ones; what lies in them in turn comes `besides`. Nothing when none of them says anything. */
export function parsePassedOn(forwards: VkForeign[], depth = 0): PassedOn | undefined {
  const [first] = forwards;
  if (!first || depth > deepest) return undefined;
  const inner = forwards.flatMap(({ fwd_messages }) => readForeign(fwd_messages));
  const parsed = parseContent({
    text: forwards
      .map(({ text }) => text)
      .filter(Boolean)
      .join('\n\n'),
    attachments: forwards.flatMap(({ attachments }) => attachments),
    geo: forwards.find(({ geo }) => geo)?.geo,
  });
  if (!parsed) return parsePassedOn(inner, depth + 1);
  const authors = new Set(forwards.map(({ from_id }) => from_id));
  const from = authors.size === 1 ? nameOf(first.from_id) : {};
  const besides = [...parsed.besides, ...inner.flatMap(message => flatten(message))].slice(0, most);
  return { content: parsed.content, besides, forwarded: { ...from, ...timeOf(first.date) } };
}

/** The messages inside a message that can be read at all. */
export function readForeign(messages: unknown[] | undefined): VkForeign[] {
  return (messages ?? []).slice(0, most).flatMap(message => foreignSchema.safeParse(message).data ?? []);
}

function flatten(message: VkForeign, depth = 0): Quoted[] {
  const inner = depth < deepest ? readForeign(message.fwd_messages).flatMap(other => flatten(other, depth + 1)) : [];
  const parsed = parseContent(message);
  if (!parsed) return inner;
  const { text, attachments } = wordsOf(parsed);
  const quoted: Quoted = { relation: 'forward', ...nameOf(message.from_id), ...timeOf(message.date), text, ...attachments };
  return [quoted, ...parsed.besides, ...inner];
}

/** An answered message lies in the history with its files, so its words are enough. */
function parseReplied(reply: unknown): Quoted[] {
  const message = foreignSchema.safeParse(reply).data;
  if (!message) return [];
  const parsed = parseContent(message);
  const quoted: Quoted = {
    relation: 'reply',
    ...(message.id && { externalId: String(message.id) }),
    ...nameOf(message.from_id),
    ...timeOf(message.date),
    text: parsed ? wordsOf(parsed).text : '',
  };
  return [quoted];
}

/** Whatever was said, in words, with the files beside it. */
export function wordsOf({ content }: Parsed): { text: string; attachments: { attachments?: IncomingAttachment[] } } {
  switch (content.kind) {
    case 'text':
      return { text: content.text, attachments: {} };
    case 'media':
      return { text: content.caption ?? '', attachments: { attachments: content.attachments } };
    case 'location':
      return { text: [content.title, `${content.latitude}, ${content.longitude}`].filter(Boolean).join('\n'), attachments: {} };
    case 'unsupported':
      return { text: content.what, attachments: {} };
  }
}

/** Events name nobody, so the page of who wrote it has to do. */
function nameOf(id: number | undefined): { from?: string } {
  if (!id) return {};
  return { from: id > 0 ? `vk.com/id${id}` : `vk.com/club${-id}` };
}

function timeOf(date: number | undefined): { at?: Date } {
  return date ? { at: new Date(date * 1000) } : {};
}
