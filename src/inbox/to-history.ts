import { assertNever } from '../lib/assert-never.ts';
import { nextOrder } from '../lib/ids.ts';
import {
  conversationId,
  type HistoryEvent,
  type Incoming,
  type IncomingAttachment,
  type IncomingContent,
  type Quoted,
  type StoredAttachment,
  type StoredMessage,
  type StoredQuote,
} from '../messages/index.ts';

/** The history's entry for what a customer did, or nothing for what leaves none of its own (an edit changes another entry). */
export function toHistory(input: { event: string; incoming: Incoming; contact: string; now: Date }): StoredMessage | undefined {
  const { event, incoming, contact, now } = input;
  const shown = describe(event, incoming);
  if (!shown) return undefined;
  const { externalId, quoted, forwarded, album, entities } = incoming;
  return {
    id: event,
    conversation: conversationId(incoming.address),
    contact,
    order: nextOrder(now),
    at: incoming.at,
    author: authorOf(incoming, shown.kind),
    ...shown,
    ...(entities && (shown.kind === 'text' || shown.kind === 'media') && { entities }),
    ...(quoted && quoted.length > 0 && { quoted: quoted.map((quote, i) => storedQuote(event, quote, i)) }),
    ...(forwarded && { forwarded }),
    ...(album && { album }),
    ...(externalId && { externalId }),
    changedAt: now,
  };
}

/** The entry for a message that was changed and that the history does not have: as it is now. */
export function editToHistory(input: {
  event: string;
  incoming: Incoming;
  content: Extract<IncomingContent, { kind: 'edit' }>;
  contact: string;
  now: Date;
}): StoredMessage | undefined {
  const { content, incoming, ...rest } = input;
  const { externalId, text, attachments } = content;
  const now: IncomingContent = attachments?.length
    ? { kind: 'media', attachments, ...(text && { caption: text }) }
    : { kind: 'text', text };
  return toHistory({ ...rest, incoming: { ...incoming, externalId, content: now } });
}

/** An entry that tells what happened, beside what an event itself says. */
export function eventEntry(
  { id, incoming, contact, now }: { id: string; incoming: Incoming; contact: string; now: Date },
  what: HistoryEvent,
): StoredMessage {
  return {
    id,
    conversation: conversationId(incoming.address),
    contact,
    order: nextOrder(now),
    at: now,
    author: { kind: 'system' },
    ...told(what),
    changedAt: now,
  };
}

function authorOf({ content }: Incoming, kind: StoredMessage['kind']): StoredMessage['author'] {
  if (content.kind === 'operator') return { kind: 'operator', ...(content.operator && { id: content.operator }) };
  return kind === 'event' ? { kind: 'system' } : { kind: 'customer' };
}

type Shown = Pick<StoredMessage, 'kind' | 'text' | 'attachments' | 'location' | 'event' | 'shared'>;

function describe(event: string, { content, link, at }: Incoming): Shown | undefined {
  switch (content.kind) {
    case 'text':
      return { kind: 'text', text: content.text };
    case 'start':
      return { kind: 'text', text: link ? `/start ${link}` : '/start' };
    case 'press':
      return { kind: 'press', text: content.label ?? saidBy(content.data) };
    case 'media':
      return { kind: 'media', text: content.caption ?? '', attachments: storedAttachments(event, content.attachments) };
    case 'contact': {
      const { kind: _kind, ...shared } = content;
      return { kind: 'contact', text: [content.name, content.phone].filter(Boolean).join(', '), shared };
    }
    case 'location': {
      const { kind: _kind, live, ...location } = content;
      return { kind: 'location', text: content.title ?? '', location: { ...location, ...(live && { live: { at } }) } };
    }
    case 'moved': {
      const { latitude, longitude } = content;
      return { kind: 'location', text: '', location: { latitude, longitude, live: { at } } };
    }
    case 'unsupported':
      return { kind: 'unsupported', text: content.what };
    case 'reachability':
      return told(content.reachable ? 'unblocked' : 'blocked', { reason: content.reason });
    case 'membership':
      return told(content.joined ? 'joined' : 'left');
    case 'operator': {
      const attachments = content.attachments?.length ? storedAttachments(event, content.attachments) : undefined;
      return { kind: attachments ? 'media' : 'text', text: content.text, ...(attachments && { attachments }) };
    }
    case 'edit':
      return undefined;
    default:
      return assertNever(content);
  }
}

/** Buttons of a reply carry their words themselves: VK tells of a press without its label. */
function saidBy(data: string): string {
  return data.startsWith('r:') ? data.slice(2) : '';
}

function told(what: HistoryEvent, values: Record<string, string> = {}): Shown {
  return { kind: 'event', text: '', event: { what, values } };
}

function storedQuote(event: string, { attachments, ...quote }: Quoted, n: number): StoredQuote {
  return { ...quote, ...(attachments?.length && { attachments: storedAttachments(quoteOf(event, n), attachments) }) };
}

/** The files of the n-th message that an event brings along are told apart from its own. */
const quoteOf = (event: string, n: number): string => `${event}-q${n}`;

export function storedAttachments(event: string, attachments: IncomingAttachment[]): StoredAttachment[] {
  return attachments.map(({ ref: _ref, ...attachment }, i) => ({ file: fileId(event, i), ...attachment }));
}

/** The files room's id of the n-th file of an event: the same each time the event is handled, and fit for an address. */
export function fileId(event: string, n: number): string {
  return `${event.replaceAll(':', '-')}-${n}`;
}

/** A file of an event with its id. */
export interface EventFile {
  id: string;
  attachment: IncomingAttachment;
}

/** The files of an event itself, with their ids. */
export function attachmentsOf(event: string, { content }: Incoming): EventFile[] {
  const attachments = 'attachments' in content ? (content.attachments ?? []) : [];
  return attachments.map((attachment, i) => ({ id: fileId(event, i), attachment }));
}

/** The files of the messages that an event brings along, with their ids. */
export function quotedAttachmentsOf(event: string, { quoted = [] }: Incoming): EventFile[] {
  return quoted.flatMap(({ attachments = [] }, n) =>
    attachments.map((attachment, i) => ({ id: fileId(quoteOf(event, n), i), attachment })),
  );
}
