import { expect, it, onTestFinished } from 'vitest';
import { claimForSending, type Messenger, type StoredMessage } from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type Process, queue, type ScriptMessenger, scriptMessenger, startProcess, stateOf } from './support.ts';

useDatabase();

let accounts = 9000;

/** Two processes of one installation, each with its own connection to the same account. */
async function startTwo() {
  const account = String(++accounts);
  const clock = new ManualClock();
  const owners = [`one-${account}`, `two-${account}`];
  const begin = (owner: string, messenger: Messenger) => startProcess(messenger, { owner, clock, shared: true });
  const messengers = owners.map(() => scriptMessenger(account)) as [ScriptMessenger, ScriptMessenger];
  const [one, two] = owners.map((owner, i) => begin(owner, messengers[i] as ScriptMessenger)) as [Process, Process];
  onTestFinished(async () => {
    await Promise.all([one.outbox.stop(), two.outbox.stop()]);
  });
  for (const { outbox } of [one, two]) await outbox.look(owners);
  return { account, clock, owners, messengers, one, two };
}

async function allSent(queued: StoredMessage[]): Promise<boolean> {
  return (await Promise.all(queued.map(stateOf))).every(delivery => delivery?.state === 'sent');
}

it('one process sends for an account, whichever of them queued the message', async () => {
  const { account, clock, messengers, one, two } = await startTwo();
  const queued: StoredMessage[] = [];
  for (let i = 0; i < 10; i++) {
    const message = await queue({ chat: `${i % 3}`, account, text: `${i}` }, { at: clock.now() });
    (i % 2 === 0 ? one : two).outbox.wake(message.conversation);
    queued.push(message);
  }
  await two.passes('a look of the other one', () => true);
  await one.passes('all of them', () => allSent(queued));
  expect(messengers[0].heard).toHaveLength(10);
  expect(messengers[1].heard).toEqual([]);
});

it('the accounts of a killed process are taken over with what waits; what it was sending is not repeated', async () => {
  const { account, clock, owners, messengers, one, two } = await startTwo();
  const inHand = await queue({ chat: 'hand', account }, { at: clock.now() });
  await claimForSending(inHand.id, one.owner);
  const waiting = await queue({ chat: 'waits', account }, { at: clock.now() });
  await two.outbox.look(owners);
  await two.passes('a look', () => true);
  expect(messengers[1].heard).toEqual([]);
  await two.outbox.look([two.owner]);
  await two.passes('what waited', () => allSent([waiting]));
  expect(messengers[1].heard).toEqual(['waits hello']);
  expect(await stateOf(inHand)).toMatchObject({ state: 'unknown', reason: 'interrupted' });
});

it('a process that stops hands its accounts over at once', async () => {
  const { account, clock, owners, messengers, one, two } = await startTwo();
  await one.outbox.stop();
  const waiting = await queue({ chat: '1', account }, { at: clock.now() });
  await two.outbox.look(owners);
  await two.passes('the message', () => allSent([waiting]));
  expect(messengers[1].heard).toEqual(['1 hello']);
});

it('whoever takes an account over knows until when the messenger wants to be left alone', async () => {
  const { account, clock, messengers, one, two } = await startTwo();
  const retryAt = new Date(clock.now().getTime() + 600_000);
  messengers[0].answer = () => ({ kind: 'later', retryAt, reason: 'Too Many Requests: retry after 600' });
  const first = await queue({ chat: '1', account }, { at: clock.now() });
  await one.passes('the refusal', () => messengers[0].heard.length === 1);
  await one.passes('the note of it', async () => (await stateOf(first))?.state === 'queued');
  await queue({ chat: '2', account }, { at: clock.now() });
  await two.outbox.look([two.owner]);
  await two.during(590_000, 10_000);
  expect(messengers[1].heard).toEqual([]);
});

it('a process that could not say for a while that it lives sends no more until it has asked', async () => {
  const { account, clock, messengers, one } = await startTwo();
  await clock.advance(10_000);
  const message = await queue({ chat: '1', account }, { at: clock.now() });
  await one.passes('a look', () => true);
  expect(messengers[0].heard).toEqual([]);
  await one.outbox.look([one.owner]);
  await one.passes('the message', () => allSent([message]));
});
