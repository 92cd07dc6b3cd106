import type { Incoming } from '../../src/messages/index.ts';
import { replySchema, type VkEvent } from './event-schema.ts';
import { parseContent } from './parse-content.ts';
import { externalIdOf } from './parse-message.ts';

/**
 * A message in its new wording, with the files that it has now; undefined for our own changes, which we know. Of the community's messages VK
 * names who changed them by hand in `admin_author_id`; whether it tells of customers' changes its documentation leaves open, so they are
 * read too: https://dev.vk.com/ru/api/community-events/json-schema
 */
export function parseEdit({ object, received_at = 0 }: VkEvent): (Omit<Incoming, 'address'> & { peer: number }) | undefined {
  const message = replySchema.safeParse(object).data;
  if (!message) return undefined;
  const { from_id, peer_id, admin_author_id, update_time = received_at, text } = message;
  const isOurs = from_id < 0;
  if (isOurs ? !admin_author_id : from_id !== peer_id) return undefined;
  const externalId = externalIdOf(message);
  const content = parseContent(message)?.content;
  return {
    peer: peer_id,
    from: { id: String(peer_id) },
    at: new Date(update_time * 1000),
    externalId,
    content: {
      kind: 'edit',
      externalId,
      text,
      ...(content?.kind === 'media' && { attachments: content.attachments }),
      ...(isOurs && { operator: true }),
    },
  };
}
