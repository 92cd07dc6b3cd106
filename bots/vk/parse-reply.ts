import type { Incoming, IncomingContent } from '../../src/messages/index.ts';
import { replySchema, type VkEvent } from './event-schema.ts';
import { isMarkedOurs } from './our-mark.ts';
import { wordsOf } from './parse-foreign.ts';
import { externalIdOf, parseWords } from './parse-message.ts';

/**
 * What a person answered in VK itself, past this program; undefined for our own messages and for those that nobody wrote by hand.
 * VK names the person in `admin_author_id`. A greeting that VK sends by itself and messages of other programs have none: they are no
 * reason for the bot to be silent, so they are passed over.
 */
export function parseReply({ object }: VkEvent): (Omit<Incoming, 'address'> & { peer: number }) | undefined {
  const message = replySchema.safeParse(object).data;
  if (!message || message.from_id >= 0 || !message.admin_author_id || isMarkedOurs(message.payload)) return undefined;
  const { content, quoted, forwarded } = parseWords(message);
  return {
    peer: message.peer_id,
    from: { id: String(message.peer_id) },
    at: new Date(message.date * 1000),
    externalId: externalIdOf(message),
    content: asOperator(content, message.admin_author_id),
    ...(quoted && { quoted }),
    ...(forwarded && { forwarded }),
  };
}

/** Whether an event tells of a message that we ourselves sent or changed, which we know better. */
export function isEcho({ type, object }: VkEvent): boolean {
  const message = replySchema.safeParse(object).data;
  if (type === 'message_reply') return isMarkedOurs(message?.payload);
  return type === 'message_edit' && message !== undefined && message.from_id < 0 && !message.admin_author_id;
}

function asOperator(content: IncomingContent, author: number): IncomingContent {
  const kind = { kind: 'operator', operator: String(author) } as const;
  if (content.kind !== 'text' && content.kind !== 'media' && content.kind !== 'location' && content.kind !== 'unsupported')
    return { ...kind, text: '' };
  const { text, attachments } = wordsOf({ content, besides: [] });
  return { ...kind, text, ...attachments };
}
