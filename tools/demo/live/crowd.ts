import type { Customer, TelegramStandIn, VkStandIn } from '../../stand-ins/index.ts';
import { type Accounts, type Person, personAt } from '../people/person.ts';
import type { Random } from '../random.ts';

/** Everybody who can be met in the stand-ins, by number or by conversation. */
export interface Crowd {
  /** Makes somebody known to their messenger. Nobody in the site's chat: there is no stand-in for a browser. */
  add(number: number, options: { started: boolean }): Somebody | undefined;
  find(conversation: string): Somebody | undefined;
  /** Anybody who has been here. */
  pick(random: Random): Somebody | undefined;
}

export interface Somebody {
  person: Person;
  customer: Customer;
}

export function createCrowd({ telegram, vk, accounts }: { telegram: TelegramStandIn; vk: VkStandIn; accounts: Accounts }): Crowd {
  const byConversation = new Map<string, Somebody>();
  return {
    add(number, { started }) {
      const person = personAt(number, accounts);
      const { messenger, chat } = person.address;
      if (messenger === 'web') return undefined;
      const { firstName, lastName, username } = person;
      const options = {
        id: Number(chat),
        firstName,
        lastName,
        phone: person.phone.slice(1),
        started,
        ...(username && { username }),
      };
      const customer = messenger === 'telegram' ? telegram.customer(options) : vk.customer(options);
      const somebody = { person, customer };
      byConversation.set(person.conversation, somebody);
      return somebody;
    },
    find: conversation => byConversation.get(conversation),
    pick(random) {
      const [first, ...others] = byConversation.values();
      return first && random.pick([first, ...others]);
    },
  };
}
