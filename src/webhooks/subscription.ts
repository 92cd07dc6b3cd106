import { type Happening, type HappeningType, happeningTypes } from '../happenings/index.ts';

/** What another program may be told of. */
export const eventTypes = happeningTypes;
export type EventType = HappeningType;

/** Something that happened, as another program is told of it. */
export type WebhookEvent = Omit<Happening, 'type' | 'data'> & { type: EventType | 'test'; data: object };

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
