import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { history, type Outgoing } from '../../src/messages/index.ts';
import { toOutgoing } from '../../src/outbox/to-outgoing.ts';
import { buildIncoming } from '../support/build-incoming.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const olga = { id: 'olga', name: 'Ольга' };
let corridor: Corridor;
let person = '';
let order = 0;

beforeAll(async () => {
  corridor = await startCorridor();
});
afterAll(() => corridor?.stop());
beforeEach(async () => {
  person = String(8000 + ++order);
  await asks('Сколько стоит?', '31');
  await corridor.desk.takeOver(conversationOf(person), olga);
});

async function asks(text: string, externalId: string): Promise<void> {
  const incoming = { ...buildIncoming({ chat: person }), content: { kind: 'text' as const, text }, externalId };
  await corridor.inbox.accept('telegram', [{ key: `telegram:7000:${newId()}`, raw: incoming, incoming, order: ++order }]);
  await corridor.inbox.exclusively(conversationOf(person), async () => {});
}

const entries = () => history(conversationOf(person), { limit: 20 });
const asked = async () => (await entries()).find(({ externalId }) => externalId === '31')?.id ?? '';

/** What goes to the messenger of a reply. */
async function reply(text: string, replyTo: string): Promise<Outgoing[]> {
  await corridor.desk.reply({ conversation: conversationOf(person), staff: olga, text, replyTo });
  const ours = (await entries()).filter(({ author, kind }) => author.kind === 'staff' && kind !== 'event');
  return ours.map(message => toOutgoing(message));
}

it('an answer to one message shows it in the history and tells the messenger which', async () => {
  expect(await reply('От 90 000 ₽', await asked())).toEqual([{ text: 'От 90 000 ₽', replyTo: { externalId: '31' } }]);
  expect((await entries()).at(-1)?.quoted).toMatchObject([{ relation: 'reply', externalId: '31', text: 'Сколько стоит?' }]);
});

it('of a long answer the first part answers', async () => {
  const parts = await reply('слово '.repeat(1000), await asked());
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.map(({ replyTo }) => replyTo?.externalId)).toEqual(['31', ...parts.slice(1).map(() => undefined)]);
});

it('what cannot be answered keeps nothing from being sent', async () => {
  const here = person;
  person = `${here}0`;
  await asks('Не сюда', '99');
  const theirs = (await entries()).find(({ externalId }) => externalId === '99');
  person = here;
  expect(theirs).toBeDefined();
  for (const id of ['nothing', theirs?.id ?? '']) await reply('Добрый день', id);
  const [note] = (await entries()).filter(({ kind }) => kind === 'event');
  expect(await reply('Добрый день', note?.id ?? '')).toEqual(Array(3).fill({ text: 'Добрый день' }));
});
