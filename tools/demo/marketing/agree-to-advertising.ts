import { sayConsent } from '../../../src/consents/index.ts';
import { type SendingTopic, saveSendingRules, usualSendingRules } from '../../../src/outbox/index.ts';
import { createRandom, type Random } from '../random.ts';
import type { Office } from '../seed/office.ts';
import type { Customer } from './customer.ts';

/** The ids are what flows and cards would name. */
export const topics = {
  offers: {
    id: 'акции',
    name: { ru: 'Акции и скидки', en: 'Offers' },
    description: { ru: 'Скидки на работы и материалы, не чаще раза в неделю.', en: 'Discounts, at most once a week.' },
  },
  ideas: {
    id: 'идеи',
    name: { ru: 'Идеи ремонта', en: 'Ideas' },
    description: { ru: 'Фото наших объектов и советы, раз в неделю.', en: 'Our work and advice, once a week.' },
  },
  news: {
    id: 'новости',
    name: { ru: 'Новости компании', en: 'News' },
    description: { ru: 'Новые услуги, график в праздники.', en: 'New services, holiday hours.' },
  },
} as const satisfies Record<string, SendingTopic>;

const wording = {
  version: '2',
  text: 'Я согласен получать от «Тёплого дома» рекламу и новости в мессенджерах. Отказаться можно в любой момент.',
};
type SaidConsent = Parameters<typeof sayConsent>[0];

const day = 24 * 60 * 60 * 1000;

/** The topics of the firm, and what its customers have said about advertising: most agreed, some thought better of it, some were never asked. */
export async function agreeToAdvertising(customers: readonly Customer[], { office, now }: { office: Office; now: Date }) {
  await saveSendingRules({ ...usualSendingRules, caps: { day: 1, week: 3 }, topics: Object.values(topics) });
  await Promise.all(customers.map(customer => say(customer, { office, now })));
}

async function say(customer: Customer, { office, now }: { office: Office; now: Date }): Promise<void> {
  const random = createRandom(`consent ${customer.person.number}`);
  if (!random.chance(0.84)) return;
  const writer = office[customer.person.number % office.length] ?? office[0];
  for (const said of wordsOf(customer, { random, writer }).filter(({ at }) => at < now))
    await sayConsent(said, {
      by: said.by?.kind === 'staff' ? { kind: 'staff', ...writer } : viaMessenger(customer),
      now: said.at,
    });
}

const viaMessenger = ({ person }: Customer) => ({ kind: 'messenger', messenger: person.address.messenger }) as const;

function wordsOf(
  { contact, person, cameAt }: Customer,
  { random, writer }: { random: Random; writer: Office[0] },
): SaidConsent[] {
  const id = (what: string) => `demo:${person.conversation}:${what}`;
  const agreedAt = new Date(cameAt.getTime() + random.int(4, 40) * 60_000);
  const byHand = { kind: 'staff', ...writer, reason: 'Согласился на замере', evidence: 'Пункт 9 договора' } as const;
  const pressed = { by: { kind: 'button' }, conversation: person.conversation } as const;
  const later = (from: number, to: number) => new Date(agreedAt.getTime() + random.int(from, to) * day);
  const words: SaidConsent[] = [
    {
      ...{ id: id('advertising'), contact, kind: 'advertising', given: true, at: agreedAt, ...wording },
      ...(random.chance(0.45) ? { by: byHand } : pressed),
    },
  ];
  for (const { id: topic } of Object.values(topics)) {
    if (!random.chance(0.62)) continue;
    const at = new Date(agreedAt.getTime() + random.int(5, 90) * 1000);
    words.push({
      id: id(topic),
      contact,
      kind: 'topic',
      topic,
      given: random.chance(0.92),
      at,
      version: '',
      text: '',
      ...pressed,
    });
  }
  if (random.chance(0.07))
    words.push({
      ...{ id: id('no-advertising'), contact, kind: 'advertising', given: false, at: later(1, 20), version: '', text: '' },
      ...{ by: { kind: 'word' }, conversation: person.conversation },
    });
  return words;
}
