import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentsOf } from '../../src/consents/index.ts';
import { getContact } from '../../src/contacts/index.ts';
import { getConversation } from '../../src/conversations/index.ts';
import { contentSchema, getDelivery, planDeliveries, pressOf } from '../../src/deliveries/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { saveSendingRules, usualSendingRules } from '../../src/outbox/index.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

const content = contentSchema.parse({
  texts: { ru: 'Скидка!' },
  buttons: [
    [{ label: { ru: 'На сайт' }, action: { kind: 'link', url: 'https://example.org' } }],
    [
      { label: { ru: 'Отзыв' }, action: { kind: 'flow', flow: 'review' } },
      { label: { ru: 'Хочу' }, action: { kind: 'reply' } },
    ],
  ],
});
const staff = { id: 'm1', name: 'Мария' };
let corridor: Corridor;

beforeAll(async () => {
  corridor = await startCorridor({ contentOf: async () => content });
  await corridor.put(
    'lead.yaml',
    'id: lead\ntitle: Заявка\nlanguage: ru\nstart: { commands: [start], keywords: [хочу] }\nsteps:\n  - { id: name, ask: text, text: "Имя?" }\n  - end\n',
  );
  await corridor.put(
    'review.yaml',
    'id: review\ntitle: Отзыв\nlanguage: ru\nstart: { commands: [review] }\nsteps:\n  - { id: mark, ask: rating, scale: 5, text: "Оценка?" }\n  - end\n',
  );
  await corridor.flows.rereadFiles(new Date());
  await saveSendingRules({
    ...usualSendingRules,
    topics: [{ id: 'news', name: { ru: 'Новости', en: 'News' }, description: { ru: '', en: '' } }],
  });
});
afterAll(() => corridor.stop());

let people = 100;

/** Somebody who has written once and to whom a mailing has gone. */
async function recipient({ topic }: { topic?: string } = {}) {
  const person = String(people++);
  await corridor.says(person, '/start');
  const { contact = '' } = (await getConversation(conversationOf(person))) ?? {};
  const token = `tok-${newId()}`;
  const id = `b1:${contact}`;
  const now = new Date();
  await planDeliveries([
    {
      id,
      source: { kind: 'broadcast', id: 'b1' },
      contact,
      priority: 'broadcast',
      advertising: true,
      ...(topic && { topic }),
      conversation: conversationOf(person),
      account: 'telegram:7000',
      messenger: 'telegram',
      state: 'sent',
      due: now,
      attempts: 1,
      token,
      plannedAt: now,
      sentAt: now,
      changedAt: now,
    },
  ]);
  const latest = async () => (await corridor.messagesTo(person)).at(-1);
  return {
    person,
    contact,
    token,
    delivery: () => getDelivery(id),
    press: (what: number | 'u' | 't', label = '') => corridor.presses(person, label, pressOf(token, what)),
    latest,
    card: () => getContact(contact),
  };
}

describe('a button of a mailing', () => {
  it('begins a flow, also in the middle of another', async () => {
    const anna = await recipient();
    expect((await anna.latest())?.text).toBe('Имя?');
    await anna.press(1, 'Отзыв');
    expect((await anna.latest())?.text).toContain('Оценка?');
    expect((await getConversation(conversationOf(anna.person)))?.position?.flow).toBe('review');
    expect(await anna.delivery()).toMatchObject({ clickedAt: expect.any(Date) });
    expect((await anna.delivery())?.repliedAt).toBeUndefined();
  });

  it('says its words, which the bot takes as an answer', async () => {
    const anna = await recipient();
    await anna.press(2, 'Хочу');
    // "Хочу" answers the open question, as if it were written.
    expect((await getConversation(conversationOf(anna.person)))?.position).toBeUndefined();
    expect(await anna.delivery()).toMatchObject({ clickedAt: expect.any(Date), repliedAt: expect.any(Date) });
  });

  it('says its words to people while they speak, also where the messenger tells no label', async () => {
    const anna = await recipient();
    await corridor.desk.takeOver(conversationOf(anna.person), staff);
    await corridor.does(anna.person, { kind: 'press', data: pressOf(anna.token, 2) });
    expect(await getConversation(conversationOf(anna.person))).toMatchObject({
      mode: 'staff',
      unread: 1,
      waitingSince: expect.any(Date),
      lastMessage: { text: 'Хочу', author: 'customer' },
    });
    expect(await anna.delivery()).toMatchObject({ repliedAt: expect.any(Date) });
  });

  it('is pressed twice in a row and counts once', async () => {
    const anna = await recipient();
    await anna.press(1, 'Отзыв');
    const { length } = await corridor.messagesTo(anna.person);
    await anna.press(1, 'Отзыв');
    expect(await corridor.messagesTo(anna.person)).toHaveLength(length);
    const vera = await recipient();
    await vera.press(2, 'Хочу');
    const said = (await corridor.messagesTo(vera.person)).length;
    await vera.press(2, 'Хочу');
    expect(await corridor.messagesTo(vera.person)).toHaveLength(said);
  });

  it('that was passed on does nothing for anybody else', async () => {
    const anna = await recipient({ topic: 'news' });
    const thief = await recipient();
    for (const what of [1, 2, 'u', 't'] as const) await corridor.presses(thief.person, '', pressOf(anna.token, what));
    expect((await thief.card())?.consents.advertising).toBeUndefined();
    expect((await thief.card())?.topics).toBeUndefined();
    expect((await anna.card())?.consents.advertising).toBeUndefined();
    expect(await anna.delivery()).not.toHaveProperty('clickedAt');
    expect(await anna.delivery()).not.toHaveProperty('unsubscribedAt');
    expect((await getConversation(conversationOf(thief.person)))?.position?.flow).toBe('lead');
  });

  it('that nobody ever sent is answered like any unknown one', async () => {
    const anna = await recipient();
    await corridor.presses(anna.person, '', pressOf('nobody-knows-this', 1));
    expect((await anna.latest())?.text).toContain('Имя?');
  });
});

describe('leaving mailings', () => {
  it('by the button is written down with the message and the delivery, and the way back works', async () => {
    const anna = await recipient();
    await anna.press('u', 'Отписаться');
    const texts = (await corridor.heard(anna.person)).slice(-2);
    expect(texts).toEqual(['Больше не будем присылать новости и предложения.', 'Имя?']);
    const [entry] = await consentsOf(anna.contact);
    expect(entry).toMatchObject({
      kind: 'advertising',
      given: false,
      by: { kind: 'button', delivery: `b1:${anna.contact}` },
      conversation: conversationOf(anna.person),
      message: expect.stringMatching(/^telegram:7000:/),
    });
    expect((await anna.card())?.consents.advertising).toMatchObject({ given: false });
    expect(await anna.delivery()).toMatchObject({ unsubscribedAt: expect.any(Date) });
    await corridor.presses(anna.person, 'Подписаться снова');
    expect((await anna.card())?.consents.advertising).toMatchObject({ given: true });
    const [again] = await consentsOf(anna.contact);
    expect(again).toMatchObject({ given: true, by: { kind: 'button' }, text: expect.stringMatching(/снова/) });
    expect(again?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('by the button while people speak asks nothing of them', async () => {
    const anna = await recipient();
    await corridor.desk.takeOver(conversationOf(anna.person), staff);
    await anna.press('u', 'Отписаться');
    expect((await anna.card())?.consents.advertising).toMatchObject({ given: false });
    const conversation = await getConversation(conversationOf(anna.person));
    expect(conversation).toMatchObject({ mode: 'staff', unread: 0, position: { flow: 'lead' } });
    expect(conversation?.waitingSince).toBeUndefined();
    expect((await anna.latest())?.buttons?.flat().map(({ label }) => label)).toEqual(['Подписаться снова']);
    await corridor.presses(anna.person, 'Подписаться снова');
    expect((await anna.card())?.consents.advertising).toMatchObject({ given: true });
  });

  it.each(['Отписаться', 'отпишите меня', 'больше не присылайте', 'unsubscribe', 'СТОП'])(
    'by "%s" in the middle of a talk with people',
    async word => {
      const anna = await recipient();
      await corridor.desk.takeOver(conversationOf(anna.person), staff);
      await corridor.says(anna.person, word);
      expect((await anna.latest())?.text).toBe('Больше не будем присылать новости и предложения.');
      expect((await anna.card())?.consents.advertising).toMatchObject({ given: false });
      expect(await consentsOf(anna.contact)).toMatchObject([{ given: false, by: { kind: 'word' } }]);
      expect(await anna.delivery()).toMatchObject({ unsubscribedAt: expect.any(Date) });
      expect(await getConversation(conversationOf(anna.person))).toMatchObject({ mode: 'staff', unread: 1 });
    },
  );

  it('is not meant by the word inside of a sentence', async () => {
    const anna = await recipient();
    await corridor.desk.takeOver(conversationOf(anna.person), staff);
    await corridor.says(anna.person, 'а как отписаться от платной услуги?');
    expect((await anna.card())?.consents.advertising).toBeUndefined();
  });

  it('of one topic leaves the others, and the way back knows the topic', async () => {
    const anna = await recipient({ topic: 'news' });
    await anna.press('t', 'Не писать о новостях');
    expect((await anna.latest())?.text).toBe('Больше не будем писать на тему «Новости».');
    expect(await anna.card()).toMatchObject({ topics: { news: { wanted: false } }, consents: {} });
    expect(await consentsOf(anna.contact)).toMatchObject([
      { kind: 'topic', topic: 'news', given: false, by: { kind: 'button', delivery: `b1:${anna.contact}` } },
    ]);
    await corridor.presses(anna.person, 'Подписаться снова');
    expect((await anna.latest())?.text).toBe('Хорошо, снова будем писать на тему «Новости».');
    expect(await anna.card()).toMatchObject({ topics: { news: { wanted: true } } });
    // The question that was open before still is.
    await corridor.says(anna.person, 'Анна');
    expect((await getConversation(conversationOf(anna.person)))?.position).toBeUndefined();
  });
});

it('every word is an entry of its own', async () => {
  const anna = await recipient();
  await corridor.says(anna.person, 'отписаться');
  await corridor.says(anna.person, 'отписаться');
  expect(await consentsOf(anna.contact)).toHaveLength(2);
});
