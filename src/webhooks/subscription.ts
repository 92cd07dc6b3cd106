/** What another program may be told of. */
export const eventTypes = [
  'contact.created',
  'contact.changed',
  'contact.deleted',
  'contact.restored',
  'contact.merged',
  'message.received',
  'message.sent',
  'conversation.assigned',
  'conversation.closed',
  'conversation.reopened',
  'deal.created',
  'deal.changed',
  'deal.moved',
  'deal.won',
  'deal.lost',
  'task.done',
  'flow.finished',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Something that happened. */
export interface WebhookEvent {
  /** The same for every attempt and every subscription: what was told twice is known by it. */
  id: string;
  type: EventType | 'test';
  at: Date;
  /** When it was written down, by which it was found. */
  seenAt: Date;
  /** What happens to one contact is told in its order. */
  contact?: string;
  data: object;
}

/** An address of another program, and what it is told of. */
export interface Subscription {
  id: string;
  name: string;
  url: string;
  events: EventType[];
  /** Sealed; opened only to sign with it. */
  secret: string;
  /** It is told what happened since. */
  at: Date;
  by: { id: string; name: string };
  /** Nothing is sent while it is off. `why`: it was not heard for three days, `gone`: it said so itself, or the address cannot be one. */
  off?: { at: Date; why: 'byHand' | 'unheard' | 'gone' | 'insideAddress' | 'redirect' | 'badAddress' };
  /** Attempts in a row that were not heard, and when to try next. */
  failures?: number;
  retryAt?: Date;
}
