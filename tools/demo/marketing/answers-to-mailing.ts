import { sayConsent } from '../../../src/consents/index.ts';
import { patchContact } from '../../../src/contacts/index.ts';
import { advance, claimConversation, releaseLease } from '../../../src/conversations/index.ts';
import { createDeal, moveTo } from '../../../src/deals/index.ts';
import { type Delivery, markDelivery } from '../../../src/deliveries/index.ts';
import { keepMessage, type StoredMessage } from '../../../src/messages/index.ts';
import { t } from '../../../src/texts/index.ts';
import type { Random } from '../random.ts';
import { type Office, ownerOf } from '../seed/office.ts';
import type { Customer } from './customer.ts';

/** What somebody does who got a mailing. */
export interface Answering {
  delivery: Delivery;
  customer: Customer;
  /** When they do it. */
  at: Date;
  random: Random;
  office: Office;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const lease = 'demo';

/** They write, and somebody of the firm answers. */
export async function writesBack(answering: Answering, said: { words: string; answer: string }): Promise<void> {
  const { delivery, customer, at, random, office } = answering;
  const staff = ownerOf(customer.person.number, office);
  const replyAt = new Date(at.getTime() + random.int(4, 50) * minute);
  const sent = { state: 'sent', attempts: 1, sentAt: replyAt } as const;
  await keepWords(answering, [
    { id: `${delivery.id}:said`, at, author: { kind: 'customer' }, text: said.words },
    { id: `${delivery.id}:answered`, at: replyAt, author: { kind: 'staff', ...staff }, text: said.answer, delivery: sent },
  ]);
}

/** They press the button that ends advertising, and the bot says that it does. */
export async function leaves(answering: Answering): Promise<void> {
  const { delivery, at } = answering;
  const { id, contact, conversation, messenger } = delivery;
  await markDelivery(id, { unsubscribedAt: at }, at);
  await sayConsent(
    {
      ...{ id: `${id}:left`, contact, kind: 'advertising', given: false, version: '', text: '', at, conversation },
      by: { kind: 'button', delivery: id },
    },
    { by: { kind: 'messenger', messenger }, now: at },
  );
  const sentAt = new Date(at.getTime() + 700);
  await keepWords(answering, [
    {
      ...{ id: `${id}:pressed`, at, author: { kind: 'customer' }, kind: 'press' },
      text: t('ru', 'panel:deliveries.toCustomer.unsubscribe'),
    },
    {
      ...{ id: `${id}:confirmed`, at: sentAt, author: { kind: 'bot' }, text: t('ru', 'flow:unsubscribed') },
      delivery: { state: 'sent', attempts: 1, sentAt },
    },
  ]);
}

/** A deal comes of it; `wonAfter` days, where it is won. */
export async function makesDeal(
  { delivery, customer, at, office }: Answering,
  deal: { title: string; amount: number; wonAfter?: number; now: Date },
): Promise<void> {
  const { title, amount, wonAfter, now } = deal;
  const key = `${delivery.id}:deal`;
  const staff = ownerOf(customer.person.number, office);
  const by = { kind: 'staff', ...staff } as const;
  await patchContact(delivery.contact, { hasDeals: true }, { key, by, now: at });
  await createDeal({
    ...{ key, contact: delivery.contact, pipeline: 'sales', stage: 'new', title, amount, owner: staff.id, by, now: at },
  });
  const stages = [
    { stage: 'measure', after: 1 },
    { stage: 'estimate', after: 3 },
    ...(wonAfter === undefined ? [] : [{ stage: 'won', after: wonAfter }]),
  ];
  for (const { stage, after } of stages) {
    const moment = new Date(at.getTime() + after * day);
    if (moment < now) await moveTo(key, { stage }, { key: `${key}:${stage}`, by, now: moment });
  }
}

type Words = Pick<StoredMessage, 'id' | 'at' | 'author' | 'text' | 'delivery'> & Partial<Pick<StoredMessage, 'kind'>>;

/** Goes into the history, into the list of conversations, and onto the card. */
async function keepWords({ delivery, customer }: Answering, words: Words[]): Promise<void> {
  const { conversation, contact } = delivery;
  const last = words.at(-1);
  if (!last) return;
  for (const { at, ...word } of words)
    await keepMessage({ kind: 'text', ...word, conversation, contact, order: at.getTime() * 1000, at, changedAt: at });
  const claimed = await claimConversation({ id: conversation, owner: lease, now: last.at });
  if (claimed) {
    const { text, at, author } = last;
    await advance(claimed, { now: at, message: { text: text.slice(0, 200), kind: 'text', at, author: author.kind } });
    await releaseLease({ id: conversation, owner: lease });
  }
  const by = { kind: 'messenger', messenger: delivery.messenger } as const;
  const [{ at: activityAt } = last] = words;
  await patchContact(contact, { activityAt }, { key: `${delivery.id}:heard`, by, now: activityAt });
  customer.lastAt = last.at;
}
