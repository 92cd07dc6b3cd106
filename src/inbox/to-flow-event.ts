import type { FlowEvent } from '../flow/index.ts';
import type { Incoming } from '../messages/index.ts';
import { attachmentsOf, type EventFile, quotedAttachmentsOf } from './to-history.ts';

/** Something that a customer did, under the key of its event. */
export interface Arrived {
  id: string;
  incoming: Incoming;
}

/**
 * What the engine makes of what a customer did, once for all parts of an album; nothing where it is no business of the flow. `followedLink`
 * is the deep link that brought them last: VK goes on telling it with every message, and only its first telling is a start.
 */
export function toFlowEvent(parts: [Arrived, ...Arrived[]], followedLink: string | undefined): FlowEvent | undefined {
  const [{ incoming }] = parts;
  const { content, link } = incoming;
  switch (content.kind) {
    case 'start':
      return { kind: 'start', ...(link && { link }) };
    case 'text':
      return link && link !== followedLink ? { kind: 'start', link } : said(parts[0], content.text);
    case 'press':
      return { kind: 'press', data: content.data };
    case 'contact':
      return { kind: 'contact', phone: content.phone, own: content.own, ...(content.name && { name: content.name }) };
    case 'location': {
      const { latitude, longitude, title } = content;
      return { kind: 'location', latitude, longitude, ...(title && { title }) };
    }
    case 'media': {
      const caption = parts.flatMap(part => captionOf(part.incoming) ?? []).join('\n');
      return media(
        parts.flatMap(part => attachmentsOf(part.id, part.incoming)),
        caption,
      );
    }
    case 'unsupported':
      return said(parts[0], '') ?? { kind: 'other' };
    default:
      return undefined;
  }
}

/** Who only passes messages on, without words of their own, says what those say: VK brings them along, Telegram tells them as themselves. */
function said({ id, incoming }: Arrived, text: string): FlowEvent | undefined {
  const passedOn = (incoming.quoted ?? []).filter(({ relation }) => relation === 'forward');
  if (text.trim() !== '' || passedOn.length === 0) return incoming.content.kind === 'text' ? { kind: 'text', text } : undefined;
  const words = passedOn
    .map(quote => quote.text)
    .filter(Boolean)
    .join('\n');
  const files = quotedAttachmentsOf(id, incoming);
  if (files.length > 0) return media(files, words);
  return words ? { kind: 'text', text: words } : { kind: 'other' };
}

function media(files: EventFile[], caption: string): FlowEvent {
  return {
    kind: 'media',
    files: files.map(({ id, attachment: { kind, name, mime, size } }) => ({
      id,
      kind,
      ...(name && { name }),
      ...(mime && { mime }),
      ...(size !== undefined && { size }),
    })),
    ...(caption && { caption }),
  };
}

function captionOf({ content }: Incoming): string | undefined {
  return content.kind === 'media' ? content.caption : undefined;
}
