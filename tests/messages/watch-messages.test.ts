import { afterEach, expect, it } from 'vitest';
import { keepMessage, type StoredMessage, settleDelivery, watchMessages } from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

useDatabase();

let order = 0;
let unwatch: () => void = () => undefined;
afterEach(() => unwatch());

function listen(): string[] {
  const heard: string[] = [];
  unwatch = watchMessages(messages => {
    for (const { text, delivery } of messages) heard.push(`${text} ${delivery?.state}`);
  });
  return heard;
}

function message(text: string, priority: 'live' | 'broadcast'): StoredMessage {
  const now = new Date();
  order += 1;
  return {
    ...{ id: `m${order}`, conversation: 'telegram:7000:1', contact: 'c', order, at: now, changedAt: now },
    ...{ author: { kind: 'bot' }, kind: 'text', text, delivery: { state: 'queued', attempts: 0, priority } },
  };
}

it('tells of what is queued and of what became of it', async () => {
  const heard = listen();
  const answer = message('answer', 'live');
  await keepMessage(answer);
  await until('it is told', async () => heard.includes('answer queued'));
  await settleDelivery(answer, { status: { state: 'sent', attempts: 1 }, now: new Date() });
  await until('it is told', async () => heard.includes('answer sent'));
  expect(heard).toEqual(['answer queued', 'answer sent']);
});

it('tells of a mailing as it goes out, not as it is queued', async () => {
  const heard = listen();
  const [news, other, answer] = [message('news', 'broadcast'), message('other', 'broadcast'), message('answer', 'live')];
  for (const one of [news, other, answer]) await keepMessage(one);
  await until('the answer', async () => heard.includes('answer queued'));
  await settleDelivery(news, { status: { state: 'sent', attempts: 1 }, now: new Date() });
  await settleDelivery(other, { status: { state: 'failed', attempts: 1, reason: 'blocked' }, now: new Date() });
  await until('the mailing', async () => heard.includes('news sent') && heard.includes('other failed'));
  expect(heard.filter(line => line.includes('queued'))).toEqual(['answer queued']);
});
