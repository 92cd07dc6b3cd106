import { afterEach, beforeEach, expect, it } from 'vitest';
import { capUses, giveBackUse, takeUses } from '../../src/deliveries/cap-uses.ts';
import { deliveries } from '../../src/deliveries/delivery-model.ts';
import { cancelDeliveries, consider, type Delivery, getDelivery, planDeliveries } from '../../src/deliveries/index.ts';
import type { SendOutcome } from '../../src/messages/index.ts';
import { saveSendingRules, usualSendingRules } from '../../src/outbox/index.ts';
import { scriptMessenger } from '../outbox/support.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { morning, person, planned, simpleBook, startCourier, words } from './support.ts';

useDatabase();

const stops: (() => Promise<void>)[] = [];
beforeEach(() => saveSendingRules({ ...usualSendingRules, caps: { day: 1 } }));
afterEach(async () => {
  await Promise.all(stops.splice(0).map(stop => stop()));
  await deliveries.deleteMany({ _id: { $gt: '' } });
  await capUses.deleteMany({ _id: { $gt: '' } });
});

/** A messenger that answers when the test says so, and how. */
function slow(name: 'telegram' | 'vk') {
  const messenger = scriptMessenger('7000', { name });
  let answer: (outcome: SendOutcome) => void = () => undefined;
  const answered = new Promise<SendOutcome>(resolve => (answer = resolve));
  messenger.answer = () => answered;
  return { messenger, answer };
}

/** Two processes, each with a messenger and a mailing of its own, both for one person who is to get one piece a day. */
async function twoSenders(chat: string) {
  const anna = await person(chat, { messengers: ['telegram', 'vk'] });
  const [telegram, vk] = anna.addresses;
  if (!telegram || !vk) throw new Error('they have two messengers');
  await planDeliveries([planned('one', { ...anna, addresses: [telegram] }), planned('two', { ...anna, addresses: [vk] })]);
  const clock = new ManualClock(morning.toISOString());
  const start = (owner: string, messenger: ReturnType<typeof scriptMessenger>) => {
    const book = simpleBook(words('Новости'));
    book.sources.push({ id: owner });
    const process = startCourier([messenger], { broadcast: book }, { owner, clock });
    stops.push(process.stop);
    return { ...process, book };
  };
  return { contact: anna.contact, clock, start };
}

it('of two processes that would send to one person at once only one does', async () => {
  const { contact, start } = await twoSenders('100');
  const [first, second] = [slow('telegram'), slow('vk')];
  const one = start('one', first.messenger);
  const two = start('two', second.messenger);
  await one.passes('the first is on its way', () => first.messenger.heard.length === 1);
  await two.passes('the second is told', () => two.book.heard.length === 1);
  expect(second.messenger.heard).toEqual([]);
  first.answer({ kind: 'sent' });
  await one.passes('the first has gone', () => one.book.heard.length === 1);
  expect(await getDelivery(`one:${contact}`)).toMatchObject({ state: 'sent' });
  expect(await getDelivery(`two:${contact}`)).toMatchObject({ state: 'suppressed', reason: 'tooOften' });
});

it('what did not arrive does not count, what may have arrived does', async () => {
  const outcomes: [SendOutcome, string][] = [
    [{ kind: 'broken', reason: 'Bad Request: chat is odd' }, 'sent'],
    [{ kind: 'unknown', reason: 'the answer was lost' }, 'suppressed'],
  ];
  for (const [i, [outcome, state]] of outcomes.entries()) {
    const { contact, start } = await twoSenders(String(200 + i));
    const [first, second] = [slow('telegram'), slow('vk')];
    first.answer(outcome);
    second.answer({ kind: 'sent' });
    const one = start('one', first.messenger);
    await one.passes('the first is settled', () => one.book.heard.length === 1);
    const two = start('two', second.messenger);
    await two.passes('the second is settled', () => two.book.heard.length === 1);
    expect(await getDelivery(`two:${contact}`), outcome.kind).toMatchObject({ state });
    await Promise.all(stops.splice(0).map(stop => stop()));
    await deliveries.deleteMany({ _id: { $gt: '' } });
  }
});

it('a mailing that pauses with messages in hand gives back what has not gone', async () => {
  const { contact, start, clock } = await twoSenders('300');
  const first = scriptMessenger('7000');
  const book = simpleBook(words('Новости'));
  book.sources.push({ id: 'one' });
  // Nobody gets a turn: it is decided about and waits.
  const pace = { perSecond: 0.0001, chatBurst: 1 };
  const others = await person('301');
  await planDeliveries([planned('one', others, { id: 'one:!', account: 'telegram:7000' })]);
  const one = startCourier([first], { broadcast: book }, { owner: 'one', clock, pace });
  stops.push(one.stop);
  const usesOf = async () => (await capUses.findOne({ _id: contact }))?.uses.length;
  await one.passes('it is decided about', async () => (await usesOf()) === 1);
  book.sources.length = 0;
  await one.passes('nothing is in hand', async () => (await usesOf()) === 0);
  const second = scriptMessenger('7000', { name: 'vk' });
  const two = start('two', second);
  await two.passes('the other goes', () => second.heard.length === 1);
});

it('whoever decided by what has changed since is refused, and one that was interrupted counts once', async () => {
  const anna = await person('400');
  const [one, two]: Delivery[] = [
    { ...planned('one', anna), token: '1' },
    { ...planned('two', anna), token: '2' },
  ];
  if (!one || !two) throw new Error('there are two');
  const look = async (delivery: Delivery) => {
    const [found] = await consider([delivery], { now: morning, contents: [words('Новости')] });
    if (!found) throw new Error('one was asked for');
    return found;
  };
  const take = async ({ use }: Awaited<ReturnType<typeof look>>, by: string) => takeUses(use ? [use] : [], { by, now: morning });

  const seen = await Promise.all([look(one), look(two)]);
  expect(seen.map(({ verdict }) => verdict.kind)).toEqual(['send', 'send']);
  const taken = await Promise.all(seen.map((each, i) => take(each, String(i))));
  expect(taken.flat().toSorted()).toEqual([false, true]);
  const [winner, loser] = taken[0]?.[0] ? [one, two] : [two, one];
  expect((await look(loser)).verdict).toEqual({ kind: 'never', reason: 'tooOften' });

  const again = await look(winner);
  expect(again.verdict).toEqual({ kind: 'send' });
  expect(await take(again, 'third')).toEqual([true]);
  // Whoever had it before gives back nothing of another's.
  await giveBackUse({ contact: anna.contact, delivery: winner.id, by: 'nobody' });
  expect((await look(loser)).verdict.kind).toBe('never');
  const stale = await look(winner);
  await giveBackUse({ contact: anna.contact, delivery: winner.id, by: 'third' });
  expect(await take(stale, 'third')).toEqual([false]);
  expect((await look(loser)).verdict).toEqual({ kind: 'send' });
});

it('what a process that died had in hand stops counting once it is cancelled, or waits for somebody else to take it up', async () => {
  const anna = await person('500');
  const later = new Date(morning.getTime() + 5 * 60_000);
  const verdictOf = async (source: string, now: Date) => {
    const [found] = await consider([{ ...planned(source, anna), token: source }], { now, contents: [words('Новости')] });
    return found?.verdict.kind;
  };
  const dead = { ...planned('dead', anna) };
  await planDeliveries([dead]);
  await takeUses([{ contact: anna.contact, delivery: dead.id }], { by: 'dead', now: morning });
  expect(await verdictOf('other', morning)).toBe('never');
  expect(await verdictOf('other', later)).toBe('send');
  await deliveries.updateOne({ _id: dead.id }, { $set: { partsSent: 1 } });
  expect(await verdictOf('other', later)).toBe('never');
  await deliveries.updateOne({ _id: dead.id }, { $unset: { partsSent: '' } });
  await cancelDeliveries({ kind: 'broadcast', id: 'dead' }, 'cancelled', morning);
  expect(await verdictOf('other', morning)).toBe('send');
});
