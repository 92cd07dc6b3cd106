import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { consentsOf } from '../../src/consents/index.ts';
import { changesOf, getContact, listContacts } from '../../src/contacts/index.ts';
import { conversationsOf, getConversation, runsOf } from '../../src/conversations/index.ts';
import { history } from '../../src/messages/index.ts';
import type { Program } from '../../src/start.ts';
import {
  type Customer,
  startTelegramStandIn,
  startVkStandIn,
  type TelegramStandIn,
  type VkStandIn,
} from '../../tools/stand-ins/index.ts';
import { useDatabase } from '../support/database.ts';
import { startTestProgram } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

const database = useDatabase();
let telegram: TelegramStandIn;
let vk: VkStandIn;
let program: Program;

beforeAll(async () => {
  telegram = await startTelegramStandIn({ limits: false });
  vk = await startVkStandIn({ limits: false });
  // The test's own connection is the program's, too.
  await mongoose.disconnect();
  program = await startTestProgram({ uri: database.uri, telegram, vk, env: { FLOWS_DIR: 'tests/inbox/flows' } });
});
afterAll(async () => {
  await program?.stop();
  await Promise.all([telegram?.stop(), vk?.stop()]);
  await mongoose.connect(database.uri);
});
afterEach(() => {
  telegram.heal();
  vk.heal();
});

/** The card of who was called by this name in the messenger. */
async function cardOf(name: string) {
  return until(`a card named ${name}`, async () => (await listContacts({ query: name, page: 1, perPage: 5 })).contacts[0]);
}

async function book(customer: Customer, name: string, phone: string) {
  await customer.start('promo-vk-ads');
  await customer.receives('Здравствуйте!');
  await customer.receives(/Можно сохранить/);
  await customer.presses('Даю согласие');
  await customer.receives(/Как к вам обращаться/);
  await customer.says(name);
  await customer.receives(/Телефон/);
  await customer.says(phone);
  await customer.receives(/Что нужно/);
  await customer.presses('Стрижка');
  return customer.receives(/Спасибо/);
}

describe.each(['telegram', 'vk'] as const)('a customer in %s', messenger => {
  const customer = (firstName: string, lastName: string) =>
    (messenger === 'telegram' ? telegram : vk).customer({ firstName, lastName });

  it('answers a questionnaire, and the card has it all', async () => {
    const anna = customer('Анна', `Примерова${messenger}`);
    const thanks = await book(anna, `Аннушка ${messenger}`, messenger === 'vk' ? '8 (999) 000-00-01' : '+7 999 000-00-01');
    expect(thanks.text).toContain('999');
    const { id } = await cardOf(`Аннушка ${messenger}`);
    await until('the run has ended', async () => (await runsOf(id))[0]?.outcome === 'finished');
    const card = await getContact(id);
    expect(card).toMatchObject({
      name: `Аннушка ${messenger}`,
      phones: ['+79990000001'],
      tags: ['стрижка'],
      score: 5,
      source: { first: { messenger, link: 'promo-vk-ads' } },
      consents: { 'personal-data': { given: true } },
      identities: [{ messenger, name: `Анна Примерова${messenger}`, reachability: { state: 'reachable' } }],
    });
    const [run] = await runsOf(id);
    expect(run?.answers.map(({ step, text }) => [step, text])).toEqual([
      ['consent', expect.any(String)],
      ['name', `Аннушка ${messenger}`],
      ['phone', expect.stringContaining('999')],
      ['service', 'Стрижка'],
    ]);
    expect(await consentsOf(id)).toEqual([
      expect.objectContaining({ kind: 'personal-data', given: true, version: '1', flow: 'visit' }),
    ]);
    expect((await changesOf(id, { limit: 30 })).map(({ field, by }) => [field, by.kind])).toEqual(
      expect.arrayContaining([
        ['name', 'flow'],
        ['phones', 'flow'],
      ]),
    );
    const [conversation] = await conversationsOf(id);
    const told = await history(conversation?.id ?? '', { limit: 100 });
    expect(told.filter(({ author }) => author.kind === 'bot').every(({ delivery }) => delivery?.state === 'sent')).toBe(true);
    expect(told.map(({ kind, text }) => (kind === 'text' ? text : kind))).toContain('event');
  });

  it('is answered once when an update comes twice', async () => {
    const boris = customer('Борис', `Дважды${messenger}`);
    await boris.start();
    await boris.receives(/Можно сохранить/);
    const push = messenger === 'telegram' ? repeatTelegram : repeatVk;
    await push(boris);
    await boris.presses('Даю согласие');
    await boris.receives(/Как к вам обращаться/);
    expect(boris.messages.filter(({ text }) => text === 'Здравствуйте!')).toHaveLength(1);
  });

  it('reaches a person, and the bot goes on where it was', async () => {
    const vera = customer('Вера', `Сменова${messenger}`);
    await vera.start();
    await vera.receives(/Можно сохранить/);
    await vera.says('оператор');
    const { id: contact } = await cardOf(`Сменова${messenger}`);
    const conversation = await until('the conversation waits for people', async () => {
      const [found] = await conversationsOf(contact);
      return found?.mode === 'queue' ? found : undefined;
    });
    expect(conversation).toMatchObject({ unread: 1, position: { step: 'consent' } });
    await vera.receives(/оператор/);
    const seen = vera.messages.length;
    await vera.says('Есть кто живой?');
    await until('the message is unread', async () => (await getConversation(conversation.id))?.unread === 2);
    expect(vera.messages).toHaveLength(seen);
  });

  it('is not heard by us any more when they block us, until they write again', async () => {
    const gleb = customer('Глеб', `Запретов${messenger}`);
    await gleb.start();
    await gleb.receives(/Можно сохранить/);
    await gleb.blocks();
    const { id } = await cardOf(`Запретов${messenger}`);
    const state = async () => (await getContact(id))?.identities[0]?.reachability.state;
    await until('the card says so', async () => (await state()) === (messenger === 'vk' ? 'denied' : 'blocked'));
    await gleb.unblocks();
    await until('the card says so', async () => (await state()) === 'reachable');
  });
});

async function repeatTelegram(customer: Customer) {
  const [entry] = telegram.journal.entries({
    method: 'getUpdates',
    where: ({ answer }) => JSON.stringify(answer).includes(String(customer.id)),
  });
  const updates = (entry?.answer as { result?: Record<string, unknown>[] } | undefined)?.result ?? [];
  for (const update of updates) telegram.push(update);
}

async function repeatVk(customer: Customer) {
  const entries = vk.journal.entries({
    where: ({ answer }) => JSON.stringify(answer ?? '').includes(`"from_id":${customer.id}`),
  });
  for (const { answer } of entries)
    for (const event of (answer as { updates?: Record<string, unknown>[] }).updates ?? []) vk.push(event);
}
