import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { getConversation } from '../../src/conversations/index.ts';
import { changesOf } from '../../src/inbox/index.ts';
import {
  type Address,
  type Capabilities,
  type ChangeOutcome,
  getMessage,
  history,
  type Outgoing,
  telegramCapabilities,
  vkCapabilities,
  webCapabilities,
} from '../../src/messages/index.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

useDatabase();

const flow = `
id: hello
title: Привет
start: { default: true, commands: [start] }
steps:
  - { id: name, ask: text, text: "Как вас *зовут*?" }
`;
const olga = { id: 'olga', name: 'Ольга' };
const calls: { chat: string; [what: string]: unknown }[] = [];
let outcome: ChangeOutcome = { kind: 'done' };
let corridor: Corridor;
let person = '';

beforeAll(async () => {
  corridor = await startCorridor({
    sends: true,
    messenger: {
      capabilities: telegramCapabilities,
      send: async () => ({ kind: 'sent', externalId: '55' }),
      edit: async ({ chat }: Address, externalId: string, message: Outgoing) => {
        calls.push({ edit: externalId, chat, message });
        return outcome;
      },
      remove: async ({ chat }: Address, externalIds: string[]) => {
        calls.push({ remove: externalIds, chat });
        return outcome;
      },
    },
  });
  await corridor.put('hello.yaml', flow);
  await corridor.flows.rereadFiles(new Date());
});
afterAll(() => corridor?.stop());
beforeEach(async () => {
  calls.length = 0;
  outcome = { kind: 'done' };
  person = String(Math.floor(Math.random() * 1e9));
  await corridor.says(person, 'Привет');
});

/** The bot's question, as it is once the messenger has it. */
async function sent(set?: Record<string, unknown>): Promise<string> {
  const [message] = await corridor.messagesTo(person);
  const id = message?.id ?? '';
  await until('the question is sent', async () => (await getMessage(id))?.delivery?.state === 'sent');
  if (set) await mongoose.connection.collection<{ _id: string }>('messages').updateOne({ _id: id }, { $set: set });
  return id;
}

/** What the messenger has made of it. */
async function changed(id: string) {
  const state = async () => (await getMessage(id))?.change?.delivery.state;
  await until('the change is over', async () => [undefined, 'failed'].includes(await state()));
  return getMessage(id);
}

it('changes a message of ours there and in the history, which keeps what it was and whose doing it is', async () => {
  const id = await sent();
  await corridor.desk.edit(id, ' Представьтесь, пожалуйста ', olga);
  const message = await changed(id);
  expect(calls).toEqual([{ edit: '55', chat: person, message: { text: 'Представьтесь, пожалуйста' } }]);
  expect(message).toMatchObject({ text: 'Представьтесь, пожалуйста', edits: [{ before: 'Как вас зовут?', by: 'Ольга' }] });
  expect(message?.edits?.[0]?.entities).toHaveLength(1);
  expect(message?.entities).toBeUndefined();
});

it('shows in the list what was last said and still is', async () => {
  const id = await sent();
  await corridor.desk.edit(id, 'Представьтесь', olga);
  const last = async () => (await getConversation(conversationOf(person)))?.lastMessage;
  await until('the new words', async () => (await last())?.text === 'Представьтесь');
  await corridor.desk.remove(id, olga);
  await until('what they said', async () => (await last())?.text === 'Привет');
  expect(await last()).toMatchObject({ author: 'customer' });
});

it('takes all parts of a message back, and keeps what it said and who took it back', async () => {
  const id = await sent({ externalIds: ['55', '56'] });
  await corridor.desk.remove(id, olga);
  await changed(id);
  await corridor.desk.remove(id, olga);
  expect(calls).toEqual([{ remove: ['55', '56'], chat: person }]);
  expect(await getMessage(id)).toMatchObject({ text: 'Как вас зовут?', removed: { by: 'Ольга', at: expect.any(Date) } });
});

it('changes nothing here that the messenger refuses, and says why', async () => {
  const id = await sent();
  outcome = { kind: 'refused', reason: 'message is too old' };
  await corridor.desk.edit(id, 'Иначе', olga);
  expect((await changed(id))?.change?.delivery).toMatchObject({ state: 'failed', reason: 'message is too old' });
  await corridor.desk.remove(id, olga);
  expect(await changed(id)).toMatchObject({ text: 'Как вас зовут?', change: { what: 'remove', by: 'Ольга' } });
  const message = await getMessage(id);
  expect(message?.edits ?? message?.removed).toBeUndefined();
});

it('does nothing more with what is to be taken back', async () => {
  const id = await sent();
  outcome = { kind: 'retry', reason: 'no connection' };
  await corridor.desk.remove(id, olga);
  await expect(corridor.desk.edit(id, 'Иначе', olga)).rejects.toMatchObject({ code: 'inbox.not_changeable' });
  await corridor.desk.remove(id, olga);
  expect((await getMessage(id))?.change).toMatchObject({ what: 'remove' });
});

it('changes only what is ours and has arrived, and only to what fits', async () => {
  const [theirs] = await history(conversationOf(person), { limit: 1 });
  const id = await sent();
  await expect(corridor.desk.edit(id, 'а'.repeat(4097), olga)).rejects.toMatchObject({ code: 'inbox.edit_too_long' });
  await expect(corridor.desk.edit(id, '  ', olga)).rejects.toMatchObject({ code: 'inbox.empty_reply' });
  const unsent = await sent({ 'delivery.state': 'failed' });
  for (const id of [theirs?.id ?? '', unsent, 'nothing'])
    await expect(corridor.desk.edit(id, 'Иначе', olga)).rejects.toMatchObject({ code: 'inbox.not_changeable' });
  // What the test before left is tried again all the while.
  expect(calls.filter(({ chat }) => chat === person)).toEqual([]);
});

it('knows for how long each messenger allows it', async () => {
  const id = await sent();
  const message = await getMessage(id);
  if (!message) throw new Error('no message');
  const able = { edit: async () => outcome, remove: async () => outcome };
  const after = (hours: number, capabilities: Capabilities) =>
    changesOf(
      message,
      { ...able, capabilities },
      new Date((message.delivery?.sentAt ?? message.at).getTime() + hours * 3_600_000),
    );
  expect(after(47, telegramCapabilities)).toEqual({ edit: true, remove: true });
  expect(after(49, telegramCapabilities)).toEqual({ edit: true, remove: false, late: { what: 'remove', hours: 48 } });
  expect(after(23, vkCapabilities)).toEqual({ edit: true, remove: true });
  expect(after(25, vkCapabilities)).toEqual({ edit: false, remove: false, late: { what: 'both', hours: 24 } });
  expect(after(1000, webCapabilities)).toEqual({ edit: true, remove: true });

  await sent({ 'delivery.sentAt': new Date(Date.now() - 49 * 3_600_000) });
  await expect(corridor.desk.remove(id, olga)).rejects.toMatchObject({ code: 'inbox.not_changeable' });
  expect(calls.filter(({ chat }) => chat === person)).toEqual([]);
});

it('sends several files as one message, and a place as a place', async () => {
  const id = conversationOf(person);
  await corridor.desk.takeOver(id, olga);
  const photo = (n: string) => ({ id: n, kind: 'photo' as const, name: `${n}.jpg`, mime: 'image/jpeg', size: 5 });
  await corridor.desk.reply({ conversation: id, staff: olga, text: 'Вот', attachments: [photo('a'), photo('b')] });
  await corridor.desk.reply({ conversation: id, staff: olga, text: '', location: { latitude: 55.75, longitude: 37.62 } });
  const ours = (await history(id, { limit: 10 })).filter(({ author, kind }) => author.kind === 'staff' && kind !== 'event');
  expect(ours).toMatchObject([
    { kind: 'media', text: 'Вот', attachments: [{ file: 'a' }, { file: 'b' }] },
    { kind: 'location', location: { latitude: 55.75, longitude: 37.62 } },
  ]);
});
