import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { broadcasts } from '../../src/broadcasts/broadcast-model.ts';
import { contacts } from '../../src/contacts/contact-model.ts';
import { getContact } from '../../src/contacts/index.ts';
import { getConversation } from '../../src/conversations/index.ts';
import { getDelivery, planDeliveries } from '../../src/deliveries/index.ts';
import { history } from '../../src/messages/index.ts';
import { saveSendingRules, usualSendingRules } from '../../src/outbox/index.ts';
import { startVkStandIn } from '../../tools/stand-ins/index.ts';
import { useDatabase } from '../support/database.ts';
import { startTestProgram } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

const database = useDatabase();
const noLimits = {
  ...usualSendingRules,
  ...{ quietHours: { ...usualSendingRules.quietHours, on: false }, caps: {}, hold: { people: 0, bot: 0 } },
  topics: [{ id: 'news', name: { ru: 'Новости', en: 'News' }, description: { ru: '', en: '' } }],
};

it('somebody whose app shows no buttons reads numbered words, answers with numbers, and gets buttons in another app', async () => {
  const vk = await startVkStandIn({ limits: false });
  await mongoose.disconnect();
  const client = { keyboard: true, inline_keyboard: false, button_actions: ['text'] };
  const vera = vk.customer({ firstName: 'Вера', client });
  const conversation = `vk:${vk.group.id}:${vera.id}`;
  const program = await startTestProgram({ uri: database.uri, vk });
  try {
    await vera.says('заявка');
    expect(await vera.receives(/сохранить ваши ответы/)).toMatchObject({
      text: expect.stringMatching(/\n1\. .+\n2\. /),
      buttons: [],
    });
    await vera.says('1');
    await vera.receives(/Как к вам обращаться/);
    await vera.says('Вера');
    await vera.receives(/на какой номер/);
    await vera.says('+7 999 000-00-05');
    expect((await vera.receives(/Что нужно сделать/)).text).toContain('\n2. Квартира под ключ');
    expect((await getConversation(conversation))?.lacks).toEqual(['buttons']);
    await vera.says('2');
    await vera.receives(/Сколько квадратных метров/);
    await vera.says('50');
    expect((await vera.receives(/На какой бюджет/)).text).toMatch(/\n3\. больше миллиона\n.*— Пока не знаю$/s);
    await vera.says('Пока не знаю');
    expect((await vera.receives(/Всё верно/)).text).toMatch(/\n1\. .+\n2\. Исправить/);
    await vera.says('2');
    expect((await vera.receives(/Что исправить/)).text).toContain('\n3. Что сделать');
    Object.assign(client, { inline_keyboard: true, button_actions: ['text', 'callback', 'open_link', 'location'] });
    await vera.says('3');
    const again = await vera.receives(/Что нужно сделать/);
    expect(again.text).not.toContain('1. ');
    expect(again.buttons.length).toBeGreaterThan(2);
    expect(await getConversation(conversation)).not.toHaveProperty('lacks');
  } finally {
    await program.stop();
    await vk.stop();
    await mongoose.connect(database.uri);
  }
});

it('a mailing comes to such an app as numbered words, and a number or the words say, begin or end what its button would', async () => {
  const vk = await startVkStandIn({ limits: false });
  await mongoose.disconnect();
  const client = { keyboard: false, inline_keyboard: false, button_actions: ['text'] };
  const vera = vk.customer({ firstName: 'Вера', id: 418_700_001, client });
  const conversation = `vk:${vk.group.id}:${vera.id}`;
  const program = await startTestProgram({ uri: database.uri, vk });
  try {
    await saveSendingRules(noLimits);
    await vera.says('заявка');
    expect((await vera.receives(/сохранить ваши ответы/)).buttons).toEqual([]);
    const { contact = '' } = (await getConversation(conversation)) ?? {};
    const given = { given: true, hash: '', at: new Date() };
    await contacts.updateOne({ _id: contact }, { $set: { 'consents.advertising': given } });
    const mail = async (id: string) => {
      await sendTo(id, { contact, conversation, account: `vk:${vk.group.id}` });
      await until('it is written down', async () => (await getDelivery(`${id}:${contact}`))?.state === 'sent');
    };

    await mail('one');
    const first = await vera.receives(/Скидка/);
    expect(first.buttons).toEqual([]);
    expect(first.text).toMatch(
      /^Скидка!\nНа сайт: https:\/\/example.org\/?\n1. Оставить заявку\n2. Хочу\n3. Не присылать: Новости\n4. Отписаться$/,
    );
    await vera.says('2');
    await until('an answer is counted', async () => (await getDelivery(`one:${contact}`))?.repliedAt !== undefined);

    await mail('two');
    await vera.receives(/Скидка/);
    await vera.says('оставить заявку');
    expect((await vera.receives(/Продолжим/)).text).toMatch(/— Начать заново$/);
    expect(await getDelivery(`two:${contact}`)).toMatchObject({ clickedAt: expect.any(Date) });

    await mail('three');
    await vera.receives(/Скидка/);
    await vera.says('3');
    const gone = await vera.receives(/Новости/);
    expect(gone.text).toMatch(/\n1. /);
    expect((await getContact(contact))?.topics?.news?.wanted).toBe(false);
    await vera.says('1');
    await until('wants the news again', async () => (await getContact(contact))?.topics?.news?.wanted === true);

    await mail('four');
    await vera.receives(/Скидка/);
    await vera.says('4)');
    await until('is unsubscribed', async () => (await getContact(contact))?.consents.advertising?.given === false);
    expect(await getDelivery(`four:${contact}`)).toMatchObject({ unsubscribedAt: expect.any(Date) });
  } finally {
    await program.stop();
    await vk.stop();
    await mongoose.connect(database.uri);
  }
});

it('a number that comes before a mailing is written down waits until it is, and what is said after it keeps its place', async () => {
  const vk = await startVkStandIn({ limits: false });
  await mongoose.disconnect();
  const client = { keyboard: false, inline_keyboard: false, button_actions: ['text'] };
  const vera = vk.customer({ firstName: 'Вера', id: 418_700_002, client });
  const conversation = `vk:${vk.group.id}:${vera.id}`;
  let letOn = () => {};
  let written = Promise.resolve();
  const program = await startTestProgram({
    uri: database.uri,
    vk,
    checkpoint: async name => {
      if (name === 'delivery sent') await written;
    },
  });
  try {
    await saveSendingRules(noLimits);
    await vera.says('заявка');
    await vera.receives(/сохранить ваши ответы/);
    const { contact = '' } = (await getConversation(conversation)) ?? {};
    const given = { given: true, hash: '', at: new Date() };
    await contacts.updateOne({ _id: contact }, { $set: { 'consents.advertising': given } });
    await until(
      'nothing is being sent',
      async () => (await history(conversation, { limit: 5 })).at(-1)?.delivery?.state === 'sent',
    );
    written = new Promise(resolve => {
      letOn = resolve;
    });
    await sendTo('early', { contact, conversation, account: `vk:${vk.group.id}` });
    await vera.receives(/Скидка/);
    expect(await getDelivery(`early:${contact}`)).toMatchObject({ state: 'sending' });
    await vera.says('2');
    await vera.says('И ещё вопрос');
    await until('both are stored', async () => (await openEvents(conversation)) === 2);
    letOn();
    await until('an answer is counted', async () => (await getDelivery(`early:${contact}`))?.repliedAt !== undefined);
    await until('all is handled', async () => (await openEvents(conversation)) === 0);
    const said = (await history(conversation, { limit: 50 })).filter(({ author }) => author.kind === 'customer');
    expect(said.slice(-2).map(({ text }) => text)).toEqual(['Хочу', 'И ещё вопрос']);
  } finally {
    letOn();
    await program.stop();
    await vk.stop();
    await mongoose.connect(database.uri);
  }
});

const openEvents = (conversation: string): Promise<number> =>
  mongoose.connection.collection('events').countDocuments({ open: true, conversation });

/** A mailing of its own that goes to one person. */
async function sendTo(id: string, whose: { contact: string; conversation: string; account: string }): Promise<void> {
  const now = new Date();
  const press = (label: string, action: object) => [{ label: { ru: label }, action }];
  const buttons = [
    press('На сайт', { kind: 'link', url: 'https://example.org' }),
    press('Оставить заявку', { kind: 'flow', flow: 'lead' }),
    press('Хочу', { kind: 'reply' }),
  ] as never;
  await broadcasts.insertOne({
    ...{ _id: id, name: 'Скидка', state: 'running', advertising: true, topic: 'news', parent: '', version: 1 },
    audience: { include: [], exclude: [], messengers: ['vk'] },
    content: { texts: { ru: 'Скидка!' }, files: [], buttons, variants: {} },
    schedule: { kind: 'now' },
    stopAt: { errors: 100, blocks: 100 },
    ...{ createdAt: now, createdBy: 'test', changedAt: now, changedBy: 'test', startedAt: now, plannedAt: now },
  });
  await planDeliveries([
    {
      ...{ id: `${id}:${whose.contact}`, source: { kind: 'broadcast', id }, ...whose, messenger: 'vk', topic: 'news' },
      ...{ priority: 'broadcast', advertising: true, state: 'planned', due: now, attempts: 0, plannedAt: now, changedAt: now },
    },
  ]);
}
