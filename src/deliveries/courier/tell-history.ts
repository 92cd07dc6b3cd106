import { nextOrder } from '../../lib/ids.ts';
import type { Fitted, Priority, SendOutcome, StoredMessage } from '../../messages/index.ts';
import type { Delivery } from '../delivery.ts';

/** The id of a part of a delivery: in the history, and for the messenger as the key by which it knows a repetition. */
export const partKey = (delivery: string, part: number): string => (part === 0 ? delivery : `${delivery}:${part}`);

/** What an attempt to send a part looks like in the history. */
export interface Told {
  delivery: Delivery;
  /** The card it went to. */
  contact: string;
  part: number;
  message: Fitted;
  state: 'sent' | 'failed' | 'unknown';
  reason?: string;
  outcome?: SendOutcome;
  now: Date;
}

export function toHistory({ delivery, contact, part, message, state, reason, outcome, now }: Told): StoredMessage {
  const { text, entities, buttons, choices, attachments } = message;
  const { externalId, externalIds } = outcome?.kind === 'sent' ? outcome : {};
  const priority: Priority = delivery.priority;
  return {
    id: partKey(delivery.id, part),
    conversation: delivery.conversation,
    contact,
    order: nextOrder(now),
    at: now,
    author: { kind: 'bot' },
    kind: attachments && attachments.length > 0 ? 'media' : 'text',
    text,
    ...(entities && { entities }),
    ...(buttons && { buttons }),
    ...(choices && { choices }),
    ...(attachments && {
      attachments: attachments.map(({ id, ref: _ref, ...file }) => ({ file: id, ...file })),
    }),
    ...(externalId && { externalId }),
    ...(externalIds && { externalIds }),
    delivery: {
      state,
      attempts: delivery.attempts + 1,
      priority,
      ...(state === 'sent' && { sentAt: now }),
      ...(reason !== undefined && { reason }),
    },
    changedAt: now,
  };
}
