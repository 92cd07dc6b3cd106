import type { MessengerName } from '../../messages/index.ts';
import type { MessageContent } from '../content.ts';
import type { Delivery } from '../delivery.ts';

/** What the courier asks of the rooms that plan: of mailings, of automations. */
export interface DeliveryBook {
  /** The sources whose deliveries may go now, each with how many a second at most. Asked several times a second. */
  running(now: Date): Promise<{ id: string; pace?: number }[]>;
  /** What each of them says, in their order; nothing where it is gone. The same object for the same content, so that it is read once. */
  contentOf(deliveries: Delivery[]): Promise<(MessageContent | undefined)[]>;
  /** Which messenger goes first for each of them, in their order; only their own where it is not told. */
  preferenceOf?(deliveries: Delivery[]): Promise<MessengerName[][]>;
  /** Hears what became of deliveries that are over; of each at least once. */
  settled?(settled: Delivery[]): Promise<void>;
}

export type Books = Record<Delivery['source']['kind'], DeliveryBook>;
