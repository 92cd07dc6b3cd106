import { assertNever } from '../lib/assert-never.ts';
import { nextOrder } from '../lib/ids.ts';
import {
  conversationId,
  type Incoming,
  type IncomingAttachment,
  type StoredAttachment,
  type StoredMessage,
} from '../messages/index.ts';

/** The history's entry for what a customer did, or nothing for what leaves none of its own (an edit changes another entry). */
export function toHistory(input: { event: string; incoming: Incoming; contact: string; now: Date }): StoredMessage | undefined {
  const { event, incoming, contact, now } = input;
  const shown = describe(event, incoming);
  if (!shown) return undefined;
  return {
    id: event,
    conversation: conversationId(incoming.address),
    contact,
    order: nextOrder(now),
    at: incoming.at,
    author: authorOf(incoming, shown.kind),
    ...shown,
    ...(incoming.externalId && { externalId: incoming.externalId }),
    changedAt: now,
  };
}

function authorOf({ content }: Incoming, kind: StoredMessage['kind']): StoredMessage['author'] {
  if (content.kind === 'operator') return { kind: 'operator', ...(content.operator && { id: content.operator }) };
  return kind === 'event' ? { kind: 'system' } : { kind: 'customer' };
}

function describe(
  event: string,
  { content, link }: Incoming,
): Pick<StoredMessage, 'kind' | 'text' | 'attachments' | 'location' | 'event'> | undefined {
  switch (content.kind) {
    case 'text':
      return { kind: 'text', text: content.text };
    case 'start':
      return { kind: 'text', text: link ? `/start ${link}` : '/start' };
    case 'press':
      return { kind: 'press', text: content.label ?? '' };
    case 'media':
      return {
        kind: 'media',
        text: content.caption ?? '',
        attachments: storedAttachments(event, content.attachments),
      };
    case 'contact':
      return { kind: 'contact', text: [content.name, content.phone].filter(Boolean).join(', ') };
    case 'location':
      return {
        kind: 'location',
        text: content.title ?? '',
        location: { latitude: content.latitude, longitude: content.longitude, ...(content.title && { title: content.title }) },
      };
    case 'unsupported':
      return { kind: 'unsupported', text: content.what };
    case 'reachability':
      return {
        kind: 'event',
        text: '',
        event: { what: content.reachable ? 'unblocked' : 'blocked', values: { reason: content.reason } },
      };
    case 'membership':
      return { kind: 'event', text: '', event: { what: content.joined ? 'joined' : 'left', values: {} } };
    case 'operator':
      return {
        kind: content.attachments ? 'media' : 'text',
        text: content.text,
        ...(content.attachments && { attachments: storedAttachments(event, content.attachments) }),
      };
    case 'edit':
      return undefined;
    default:
      return assertNever(content);
  }
}

function storedAttachments(event: string, attachments: IncomingAttachment[]): StoredAttachment[] {
  return attachments.map(({ ref: _ref, ...attachment }, i) => ({ file: fileId(event, i), ...attachment }));
}

/** The files room's id of the n-th file of an event: the same each time the event is handled, and fit for an address. */
export function fileId(event: string, n: number): string {
  return `${event.replaceAll(':', '-')}-${n}`;
}

/** The files of an event with their ids. */
export function attachmentsOf(event: string, { content }: Incoming): { id: string; attachment: IncomingAttachment }[] {
  return content.kind === 'media' ? content.attachments.map((attachment, i) => ({ id: fileId(event, i), attachment })) : [];
}
