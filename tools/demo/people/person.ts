import { type Address, conversationId, type MessengerName } from '../../../src/messages/index.ts';
import { createRandom, type Random } from '../random.ts';
import { cities, men, surnames, women } from './names.ts';

/** Somebody invented. The same number is the same person at every start. */
export interface Person {
  number: number;
  address: Address;
  conversation: string;
  firstName: string;
  lastName: string;
  username?: string;
  /** E.164, within +7 999 000, where nobody lives. */
  phone: string;
  email: string;
  city: string;
  wish: Wish;
}

/** What somebody wants done, so that their answers fit together. */
interface Wish {
  service: 'Ванная' | 'Квартира под ключ';
  area: string;
  budget: RegExp;
}

/** Our account in each messenger. */
export type Accounts = Record<MessengerName, string>;

/** Every so many people somebody writes a second time, from another messenger: two cards with one phone. */
const twinEvery = 20;
const messengers = [
  { messenger: 'telegram', weight: 60 },
  { messenger: 'vk', weight: 32 },
  { messenger: 'web', weight: 8 },
] as const;

export function personAt(number: number, accounts: Accounts): Person {
  const isTwin = number % twinEvery === twinEvery - 1;
  const random = createRandom(`person ${isTwin ? number - 1 : number}`);
  const [his, hers] = random.pick(surnames);
  const isWoman = random.chance(0.58);
  const own = random.weighted(messengers).messenger;
  const messenger = isTwin ? (own === 'telegram' ? 'vk' : 'telegram') : own;
  const address = { messenger, account: accounts[messenger], chat: chatOf(messenger, number) };
  const human = isTwin ? number - 1 : number;
  return {
    number,
    address,
    conversation: conversationId(address),
    firstName: random.pick(isWoman ? women : men),
    lastName: isWoman ? hers : his,
    ...(messenger === 'telegram' && random.chance(0.7) && { username: `example_${human}` }),
    phone: `+7999000${String(human).padStart(4, '0')}`,
    email: `client${human}@example.org`,
    city: random.pick(cities),
    wish: wishOf(random),
  };
}

function chatOf(messenger: MessengerName, number: number): string {
  if (messenger === 'telegram') return String(6_990_000_000 + number);
  return messenger === 'vk' ? String(418_900_000 + number) : `demo0visitor0${String(number).padStart(7, '0')}`;
}

function wishOf(random: Random): Wish {
  if (random.chance(0.55)) {
    const area = random.pick(['4', '4,5', '5', '6', '3,2', 'около 5', '7']);
    return { service: 'Ванная', area, budget: random.pick([/до 300/, /до 300/, /не знаю/]) };
  }
  const area = random.pick(['33', '38', '42,5', '54', '61', '72', '86', '118']);
  return { service: 'Квартира под ключ', area, budget: random.pick([/от 300/, /больше/, /от 300/, /не знаю/]) };
}
