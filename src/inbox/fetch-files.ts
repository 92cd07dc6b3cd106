import { fetchRemoteFile, rememberRemoteFile } from '../files/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { conversationId, type Incoming, type Messenger } from '../messages/index.ts';
import { attachmentsOf, quotedAttachmentsOf } from './to-history.ts';

/**
 * Brings an event's files in beside the conversation: a slow download holds up no answer. What fails is fetched when somebody looks at
 * it. Returns at once.
 */
export function fetchFiles(
  event: { id: string; incoming: Incoming },
  { messenger, clock, log }: { messenger: Messenger; clock: Clock; log: Logger },
): void {
  const { id: key, incoming } = event;
  const conversation = conversationId(incoming.address);
  for (const { id, attachment } of [...attachmentsOf(key, incoming), ...quotedAttachmentsOf(key, incoming)]) {
    rememberRemoteFile({ messenger: messenger.name, attachment, conversation, id, now: clock.now() })
      .then(() => fetchRemoteFile(id, messenger, { clock }))
      .catch(error => log.warn({ err: error, file: id }, 'a file could not be fetched yet'));
  }
}
