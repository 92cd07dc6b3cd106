import type { MessengerName } from '../messages/index.ts';

/** How fast one account may send. */
export interface Pace {
  /** Calls in any second; a message is a call, an album one for each of its files, messages that travel together are one. */
  perSecond: number;
  /** How many of them a mailing may take; all of them where it is not told. */
  mailing?: number;
  /** Calls that it takes to change a message that was sent; one where it is not told. */
  edit?: number;
  /** To one chat: so many at once, then one a second. */
  chatBurst: number;
}

/**
 * Telegram: about 30 messages a second in all and 1 a second to one chat, short bursts tolerated (core.telegram.org/bots/faq). VK: 20 calls
 * a second for a community's token (dev.vk.com/ru/api/api-requests), some of which are not messages; changing a
 * message replaces it whole, so what it had is read first. The site's chat is our own.
 */
export const paces: Record<MessengerName, Pace> = {
  telegram: { perSecond: 30, mailing: 25, chatBurst: 3 },
  vk: { perSecond: 16, mailing: 12, edit: 2, chatBurst: 5 },
  web: { perSecond: Number.POSITIVE_INFINITY, chatBurst: Number.POSITIVE_INFINITY },
};
