import { nextOrder } from '../lib/ids.ts';
import { keepMessage } from './keep-message.ts';

/**
 * Writes a note of the staff into the history. It is an event there, so that nothing takes it for a message: it never goes out, and neither
 * bot nor customer see it. False when its key is there already.
 */
export function keepNote(note: {
  conversation: string;
  contact: string;
  staff: { id: string; name: string };
  text: string;
  /** Ids of those of the staff whom it calls. */
  mentions: string[];
  /** The page's own id of this note: the same twice is one note. */
  key: string;
  now: Date;
}): Promise<boolean> {
  const { conversation, contact, staff, text, mentions, key, now } = note;
  return keepMessage({
    id: `note:${key}`,
    conversation,
    contact,
    order: nextOrder(now),
    at: now,
    changedAt: now,
    author: { kind: 'staff', ...staff },
    kind: 'event',
    event: { what: 'note', values: {} },
    text,
    ...(mentions.length > 0 && { mentions }),
  });
}
