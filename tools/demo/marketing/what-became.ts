import type { Address, SendOutcome } from '../../../src/messages/index.ts';
import { createRandom } from '../random.ts';
import type { Customer } from './customer.ts';

interface Sending {
  /** The delivery's. */
  key: string;
  customers: ReadonlyMap<string, Customer>;
  now: Date;
}

/** What a messenger of the past says of a message: a few chats are gone, a few people have blocked the bot; the same ones at every start. */
export function whatBecame({ messenger, chat }: Address, { key, customers, now }: Sending): SendOutcome {
  const customer = customers.get(chat);
  const random = createRandom(`sending ${customer?.person.number}`);
  if (random.chance(0.015)) return { kind: 'broken', reason: 'Bad Request: chat not found' };
  // Whoever is heard of later on has blocked nobody.
  const isGone = customer && customer.lastAt < now && random.chance(0.03);
  if (isGone) return { kind: 'blocked', reason: messenger === 'vk' ? 'denied' : 'blocked' };
  return { kind: 'sent', externalId: String(createRandom(key).int(1000, 90_000_000)) };
}
