import { beforeAll, expect, it } from 'vitest';
import { keepMessage } from '../../src/messages/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { eventStream } from '../support/event-stream.ts';
import { owner, usePanel } from '../support/panel.ts';
import { message, seedConversation } from '../support/seed-panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
let place: { contact: string; conversation: string };
const say = (text: string, conversation = place.conversation, now = new Date()) =>
  keepMessage(message({ from: 'customer', ago: 0, text }, { ...place, conversation, now }));
const listen = (query: string, headers: Record<string, string> = {}) =>
  eventStream(`${panel.url}/live?${query}`, { cookie: `kartoteka=${olga.cookies.get('kartoteka')}`, ...headers });

beforeAll(async () => {
  await ensureOwner(owner, new Date());
  await olga.signIn(owner);
  place = await seedConversation(
    {
      address: { messenger: 'telegram', account: '1', chat: '5' },
      person: { id: '5', firstName: 'Анна' },
      lines: [{ from: 'customer', ago: 90, text: 'давно' }],
    },
    new Date(Date.now() - 60 * 60_000),
  );
});

it('a message arrives as its bubble, and the list is told to look again', async () => {
  const stream = await listen(`conversation=${place.conversation}`);
  await say('пришло только что');
  const event = await stream.next('message');
  expect(event.data).toContain('пришло только что');
  expect(event.data).toContain('class="msg msg-in');
  expect(event.id).toMatch(/^\d+$/);
  await stream.next('inbox');
  stream.close();
});

it('other conversations change the list only', async () => {
  const stream = await listen(`conversation=${place.conversation}`);
  await say('чужое', 'telegram:1:6');
  await stream.next('inbox');
  await say('своё');
  expect((await stream.next('message')).data).not.toContain('чужое');
  stream.close();
});

it('a stream that was cut off goes on from the last event it heard, without losing any', async () => {
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
  // Longer ago than the feed itself looks back.
  await say('уже показано', place.conversation, ago(120));
  await say('во время обрыва 1', place.conversation, ago(60));
  await say('во время обрыва 2', place.conversation, ago(30));
  const again = await listen(`conversation=${place.conversation}`, { 'last-event-id': String(ago(90).getTime()) });
  const missed = await again.next('message');
  expect(missed.data).toContain('во время обрыва 1');
  expect(missed.data).toContain('во время обрыва 2');
  expect(missed.data).not.toContain('уже показано');
  await say('после');
  expect((await again.next('message')).data).toContain('после');
  again.close();
});

it('a page begins where it was made: nothing falls between it and its stream', async () => {
  const made = Date.now() - 60_000;
  await say('между страницей и потоком', place.conversation, new Date(made + 1000));
  const stream = await listen(`conversation=${place.conversation}&since=${made}`);
  expect((await stream.next('message')).data).toContain('между страницей и потоком');
  stream.close();
});

it('is only for who signed in', async () => {
  const response = await fetch(`${panel.url}/live`, { headers: { accept: 'text/event-stream' } });
  expect(response.status).toBe(401);
});
