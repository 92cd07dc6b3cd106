import type { FlowEvent } from '../flow/index.ts';
import type { Incoming } from '../messages/index.ts';
import { attachmentsOf } from './to-history.ts';

/**
 * What the engine makes of what a customer did; nothing where it is no business of the flow. `followedLink` is the deep link that brought
 * them last: VK goes on telling it with every message, and only its first telling is a start.
 */
export function toFlowEvent(event: string, incoming: Incoming, followedLink: string | undefined): FlowEvent | undefined {
  const { content, link } = incoming;
  switch (content.kind) {
    case 'start':
      return { kind: 'start', ...(link && { link }) };
    case 'text':
      return link && link !== followedLink ? { kind: 'start', link } : { kind: 'text', text: content.text };
    case 'press':
      return { kind: 'press', data: content.data };
    case 'contact':
      return { kind: 'contact', phone: content.phone, own: content.own, ...(content.name && { name: content.name }) };
    case 'location':
      return {
        kind: 'location',
        latitude: content.latitude,
        longitude: content.longitude,
        ...(content.title && { title: content.title }),
      };
    case 'media': {
      const files = attachmentsOf(event, incoming).map(({ id, attachment: { kind, name, mime, size } }) => ({
        id,
        kind,
        ...(name && { name }),
        ...(mime && { mime }),
        ...(size !== undefined && { size }),
      }));
      return { kind: 'media', files, ...(content.caption && { caption: content.caption }) };
    }
    case 'unsupported':
      return { kind: 'other' };
    default:
      return undefined;
  }
}
