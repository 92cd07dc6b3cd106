import mongoose from 'mongoose';
import { type Contact, createContact } from '../../src/contacts/index.ts';
import { conversationId, type MessengerName } from '../../src/messages/index.ts';
import { saveSendingRules, usualSendingRules } from '../../src/outbox/index.ts';
import { refreshTraits } from '../../src/segments/index.ts';
import type { Customer, Received, TelegramStandIn, VkStandIn } from '../../tools/stand-ins/index.ts';

/** Somebody of the base, and what the marketer's conditions ask of them. */
export interface Person {
  contact: string;
  name: string;
  messenger?: MessengerName;
  customer?: Customer;
  city: string;
  tags: string[];
  hasConsent: boolean;
  hasBlocked: boolean;
}

export interface Base {
  people: Person[];
  /** Who is in Kazan or important, and buys for themselves: what the marketer looks for. */
  wanted: Person[];
  /** Those of them whom a mailing of advertising comes to. */
  allowed: Person[];
}

export interface BaseSize {
  telegram: number;
  vk: number;
  /** They have left a phone and nothing else. */
  mute: number;
}

const names = ['Анна', 'Борис', 'Вера', 'Глеб', 'Дина', 'Егор', 'Жанна', 'Захар'];
const timeZone = 'Europe/Moscow';
const by = { kind: 'staff', id: 'seed', name: 'Ольга' } as const;

/**
 * A base of customers as months of work leave it: most may be written to, some never said that they may, some blocked the bot, some have no
 * messenger at all. Mailings go out whatever hour it is.
 */
export async function stageBase(messengers: { telegram: TelegramStandIn; vk: VkStandIn }, size: BaseSize): Promise<Base> {
  const now = new Date();
  await saveSendingRules({ ...usualSendingRules, quietHours: { ...usualSendingRules.quietHours, on: false } });
  const wishes = [
    ...Array.from({ length: size.telegram }, () => 'telegram' as const),
    ...Array.from({ length: size.vk }, () => 'vk' as const),
    ...Array.from({ length: size.mute }, () => undefined),
  ];
  const people = await inParts(wishes, (messenger, n) => makePerson(messengers, messenger, n, now));
  await refreshTraits(
    people.map(({ contact }) => contact),
    { now, timeZone },
  );
  const wanted = people.filter(({ city, tags }) => (city === 'Казань' || tags.includes('vip')) && !tags.includes('опт'));
  const allowed = wanted.filter(({ customer, hasConsent, hasBlocked }) => customer && hasConsent && !hasBlocked);
  return { people, wanted, allowed };
}

async function makePerson(
  { telegram, vk }: { telegram: TelegramStandIn; vk: VkStandIn },
  messenger: 'telegram' | 'vk' | undefined,
  n: number,
  now: Date,
): Promise<Person> {
  const firstName = names[n % names.length] ?? 'Анна';
  const lastName = `Примеров${n}`;
  const city = n % 4 === 0 ? 'Пермь' : 'Казань';
  const tags = [...(n % 5 === 0 ? ['vip'] : []), ...(n % 10 === 9 ? ['опт'] : [])];
  const hasConsent = n % 6 !== 5;
  const hasBlocked = messenger !== undefined && n % 25 === 7;
  const fields = {
    firstName,
    lastName,
    city,
    addTags: tags,
    phones: { add: `+7 999 100-${String(1000 + n).replace(/(..)$/, '-$1')}` },
  };
  const { id } = await createContact(fields, { key: `base:${n}`, by, now });
  const customer = messenger && (messenger === 'vk' ? vk : telegram).customer({ firstName, lastName, started: true });
  const account = String(messenger === 'vk' ? vk.group.id : telegram.bot.id);
  const known: Partial<Contact> = {
    ...(hasConsent && { consents: { advertising: { given: true, hash: '', at: now } } }),
    ...(messenger &&
      customer && {
        identities: [
          {
            ...{
              key: conversationId({ messenger, account, chat: String(customer.id) }),
              messenger,
              account,
              id: String(customer.id),
            },
            reachability: { state: hasBlocked ? 'blocked' : 'reachable', at: now, evidence: 'message' },
          },
        ],
      }),
  };
  if (Object.keys(known).length > 0)
    await mongoose.connection.collection<{ _id: string }>('contacts').updateOne({ _id: id }, { $set: known });
  return {
    contact: id,
    name: `${firstName} ${lastName}`,
    city,
    tags,
    hasConsent,
    hasBlocked,
    ...(messenger && { messenger }),
    ...(customer && { customer }),
  };
}

async function inParts<T, R>(items: T[], make: (item: T, n: number) => Promise<R>): Promise<R[]> {
  const made: R[] = [];
  for (let from = 0; from < items.length; from += 20)
    made.push(...(await Promise.all(items.slice(from, from + 20).map((item, n) => make(item, from + n)))));
  return made;
}

/** The messages with these words that somebody has on their phone. */
export const copiesOf = (words: string, { customer }: Person): Received[] =>
  customer?.messages.filter(({ text }) => text.includes(words)) ?? [];

/** How many messages with these words all of them have together, by the stand-ins' own count. */
export const heardBy = (people: Person[], words: string): number =>
  people.reduce((sum, person) => sum + copiesOf(words, person).length, 0);

/** Somebody opens the link under a message as the browser of a phone does; resolves with the address they come to. */
export async function opensLink(message: Received): Promise<string> {
  const url = message.buttons.flat().find(button => button.url !== undefined)?.url;
  if (!url) throw new Error('There is no link under this message.');
  const agent =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1';
  const { headers } = await fetch(url, { redirect: 'manual', headers: { 'user-agent': agent } });
  return headers.get('location') ?? '';
}
