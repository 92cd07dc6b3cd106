import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Address, Capabilities, ChangeOutcome, Outgoing, StoredMessage } from '../../src/messages/index.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { messengerIn } from '../support/start-panel.ts';
import { until } from '../support/until.ts';

useDatabase();

const options = Array.from({ length: 12 }, (_, i) => `Город ${i + 1}`);
const flow = `
id: town
title: Город
start: { default: true, commands: [start] }
steps:
  - id: town
    ask: choice
    text: "Какой город?"
    options: [${options.map((label, i) => `{ value: t${i}, label: "${label}" }`).join(', ')}]
  - say: "Выбрано: {{answers.town}}"
`;

const { capabilities } = messengerIn('telegram', { state: 'starting' });
const small: Capabilities = {
  ...capabilities,
  buttons: { ...capabilities.buttons, inline: { total: 6, rows: 6, perRow: 2 } },
};
const edited: { externalId: string; message: Outgoing }[] = [];
let outcome: ChangeOutcome = { kind: 'done' };
let corridor: Corridor;
let person = '';

beforeAll(async () => {
  corridor = await startCorridor({
    sends: true,
    messenger: {
      send: async () => ({ kind: 'sent', externalId: '41' }),
      capabilities: small,
      edit: async (_to: Address, externalId: string, message: Outgoing) => {
        edited.push({ externalId, message });
        return outcome;
      },
    },
  });
  await corridor.put('town.yaml', flow);
  await corridor.flows.rereadFiles(new Date());
});
afterAll(() => corridor?.stop());
beforeEach(async () => {
  edited.length = 0;
  outcome = { kind: 'done' };
  person = String(Math.floor(Math.random() * 1e9));
  await corridor.says(person, 'Привет');
});

const labels = (message: StoredMessage | undefined) => message?.buttons?.map(row => row.map(({ label }) => label).join(' | '));
const lastSaid = async () => (await corridor.messagesTo(person)).at(-1);
/** Everything that was said is with the messenger, and what it changes is changed. */
const arrived = () =>
  until('all of it', async () =>
    (await corridor.messagesTo(person)).every(({ delivery, change }) => delivery?.state === 'sent' && settled(change)),
  );
const settled = (change: StoredMessage['change']) => change === undefined || change.delivery.state === 'failed';
async function presses(label: string) {
  await corridor.presses(person, label);
  await arrived();
}

it('shows the next page in the message itself while nothing was said since, and leaves no trace in the history', async () => {
  await arrived();
  const first = await lastSaid();
  expect(labels(first)).toEqual(['Город 1', 'Город 2', 'Город 3', 'Город 4', 'Ещё ›']);
  await presses('Ещё ›');
  expect(edited).toMatchObject([{ externalId: '41', message: { text: 'Какой город?' } }]);
  expect(labels(await lastSaid())).toEqual(['Город 5', 'Город 6', 'Город 7', 'Город 8', '‹ Назад | Ещё ›']);
  await presses('Ещё ›');
  await presses('‹ Назад');
  expect(labels(await lastSaid())).toEqual(['Город 5', 'Город 6', 'Город 7', 'Город 8', '‹ Назад | Ещё ›']);
  expect((await lastSaid())?.id).toBe(first?.id);
  await presses('Город 7');
  expect((await lastSaid())?.text).toBe('Выбрано: Город 7');
});

it('says the page anew where the message cannot be changed, and turns that one next', async () => {
  outcome = { kind: 'refused', reason: 'too old' };
  await arrived();
  await presses('Ещё ›');
  expect(await lastSaid()).toMatchObject({ text: 'Страница 2 из 3', delivery: { state: 'sent' } });
  outcome = { kind: 'done' };
  await arrived();
  await presses('Ещё ›');
  expect(labels(await lastSaid())).toEqual(['Город 9', 'Город 10', 'Город 11', 'Город 12', '‹ Назад']);
  expect((await lastSaid())?.text).toBe('Страница 3 из 3');
});

it('takes the label or the number of an option on another page', async () => {
  await corridor.says(person, 'город 11');
  expect((await lastSaid())?.text).toBe('Выбрано: Город 11');
});

it('is left alone by people who speak', async () => {
  await corridor.desk.takeOver(conversationOf(person), { id: 'olga', name: 'Ольга' });
  const before = (await corridor.heard(person)).length;
  await presses('Ещё ›');
  expect(await corridor.heard(person)).toHaveLength(before);
  expect(edited).toEqual([]);
});
