import type { MessengerName } from '../messages/index.ts';

/** With what a mailing is looked at. */
export interface BroadcastMeans {
  now: Date;
  /** The firm's (IANA). */
  timeZone: string;
  /** The messengers that something can be sent in. */
  connected: MessengerName[];
  /** Where links lead through; without it no click is counted. */
  publicUrl?: string;
}
