import { afterEach, describe, expect, it, vi } from 'vitest';
import { contacts } from '../../src/contacts/contact-model.ts';
import { getContact } from '../../src/contacts/index.ts';
import { conversations } from '../../src/conversations/conversation-model.ts';
import { deliveries } from '../../src/deliveries/delivery-model.ts';
import {
  cancelDeliveries,
  countDeliveries,
  deliveryByToken,
  getDelivery,
  listDeliveries,
  planDeliveries,
  tokenOf,
} from '../../src/deliveries/index.ts';
import { getMessage, history, type SendOutcome, vkCapabilities } from '../../src/messages/index.ts';
import { scriptMessenger } from '../outbox/support.ts';
import { useDatabase } from '../support/database.ts';
import { morning, person, planFor, planned, simpleBook, startCourier, words } from './support.ts';

useDatabase();

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
  await deliveries.deleteMany({ _id: { $gt: '' } });
});

const chats = (from: number, count: number) => Array.from({ length: count }, (_, i) => String(from + i));

async function states(broadcast: string) {
  const { byState } = await countDeliveries({ kind: 'broadcast', id: broadcast });
  return Object.fromEntries(Object.entries(byState).filter(([, count]) => count > 0));
}

describe('what was planned', () => {
  it('goes out once each, stands in the history with what became of it, and is told to the book', async () => {
    const telegram = scriptMessenger('7000');
    telegram.answer = ({ address }) => ({ kind: 'sent', externalId: `x${address.chat}` });
    const book = simpleBook(words('Здравствуйте, {{contact.firstName | default: "друг"}}!'));
    const rows = await planFor('b1', chats(100, 30));
    expect(await planDeliveries(rows)).toBe(0);
    book.sources.push({ id: 'b1' });
    const { passes, stop: end } = startCourier([telegram], { broadcast: book });
    stop = end;
    await passes('all went', async () => book.heard.length === 30);
    expect(new Set(telegram.heard.map(line => line.split(' ')[0])).size).toBe(30);
    expect(telegram.heard).toHaveLength(30);
    expect(await states('b1')).toEqual({ sent: 30 });
    const [row] = rows;
    if (!row) throw new Error('nobody was planned for');
    const message = await getMessage(row.id);
    expect(message).toMatchObject({
      author: { kind: 'bot' },
      externalId: `x${row.conversation.split(':')[2]}`,
      delivery: { state: 'sent', priority: 'broadcast', attempts: 1 },
      buttons: [[{ label: 'Отписаться', action: { kind: 'press', data: `m.${tokenOf(row.id)}.u` } }]],
    });
    expect(await history(row.conversation, { limit: 10 })).toHaveLength(1);
    expect(await deliveryByToken(tokenOf(row.id))).toMatchObject({ id: row.id, state: 'sent', message: row.id, attempts: 1 });
  });

  it('is not sent to who has unsubscribed, and waits for who is talking with people', async () => {
    const telegram = scriptMessenger('7000');
    const book = simpleBook(words('Новости'));
    await planFor('b2', ['201', '202', '203']);
    const gone = await listDeliveries({ kind: 'broadcast', id: 'b2' }, {}, { page: 1, perPage: 10 });
    const [left, talks] = gone.deliveries;
    await contacts.updateOne({ _id: left?.contact ?? '' }, { $set: { 'consents.advertising.given': false } });
    await conversations.insertOne({
      ...{
        _id: talks?.conversation ?? '',
        messenger: 'telegram',
        account: '7000',
        chat: talks?.conversation.split(':')[2] ?? '',
      },
      ...{ mode: 'staff', revision: 1, handled: [], unread: 0, lastAt: morning, createdAt: morning, leaseUntil: morning },
    });
    book.sources.push({ id: 'b2' });
    const { passes, stop: end } = startCourier([telegram], { broadcast: book });
    stop = end;
    await passes('it went', () => telegram.heard.length === 1);
    await passes('it is written down', async () => (await states('b2')).sent === 1);
    expect(await states('b2')).toEqual({ sent: 1, suppressed: 1, planned: 1 });
    expect(await getDelivery(left?.id ?? '')).toMatchObject({ state: 'suppressed', reason: 'unsubscribed' });
    const waits = await getDelivery(talks?.id ?? '');
    expect(waits).toMatchObject({ state: 'planned', reason: 'liveConversation' });
    expect(waits?.due.getTime()).toBeGreaterThan(morning.getTime());
    await passes('it goes when the talk is over', () => telegram.heard.length === 2, 10 * 60_000);
  });

  it('goes by the next messenger when the first says that it is blocked', async () => {
    const telegram = scriptMessenger('7000');
    const vk = scriptMessenger('7000', { name: 'vk' });
    telegram.answer = (): SendOutcome => ({ kind: 'blocked', reason: 'blocked' });
    const book = simpleBook(words('Новости'), ['telegram', 'vk']);
    const both = await person('301', { messengers: ['telegram', 'vk'] });
    const only = await person('302');
    await planDeliveries([planned('b3', both), planned('b3', only)]);
    book.sources.push({ id: 'b3' });
    const { passes, stop: end } = startCourier([telegram, vk], { broadcast: book });
    stop = end;
    await passes('both are settled', () => book.heard.length === 2);
    expect(vk.heard).toEqual(['301 Новости']);
    expect(await getDelivery(`b3:${both.contact}`)).toMatchObject({ state: 'sent', messenger: 'vk', attempts: 2 });
    expect(await getDelivery(`b3:${only.contact}`)).toMatchObject({
      state: 'failed',
      reason: 'blocked',
      blockedAt: expect.any(Date),
    });
    const card = await getContact(only.contact);
    expect(card?.identities[0]?.reachability.state).toBe('blocked');
  });

  it('stays where it is when it was cancelled or its source pauses', async () => {
    const telegram = scriptMessenger('7000');
    let open: () => void = () => undefined;
    const gate = new Promise<void>(resolve => (open = resolve));
    telegram.answer = async () => {
      await gate;
      return { kind: 'sent' };
    };
    const book = simpleBook(words('Новости'));
    await planFor('b4', chats(400, 40));
    book.sources.push({ id: 'b4' });
    const pace = { perSecond: 5, chatBurst: 5 };
    const { passes, stop: end } = startCourier([telegram], { broadcast: book }, { pace });
    stop = end;
    await passes('some are in the hands of the messenger', () => telegram.heard.length === 5);
    book.sources.length = 0;
    expect(await cancelDeliveries({ kind: 'broadcast', id: 'b4' }, 'cancelled', morning)).toBe(35);
    open();
    await passes('what was in hand is settled', async () => (await states('b4')).sent === 5);
    expect(await states('b4')).toEqual({ sent: 5, cancelled: 35 });
    expect(telegram.heard).toHaveLength(5);
  });

  it('is tried again when it was not accepted, and failed when it never will be', async () => {
    const telegram = scriptMessenger('7000');
    const tries = new Map<string, number>();
    telegram.answer = ({ key, address }) => {
      tries.set(key, (tries.get(key) ?? 0) + 1);
      if (address.chat === '501') return { kind: 'broken', reason: 'Bad Request: chat is odd' };
      if (address.chat === '502' && tries.get(key) === 1) return { kind: 'retry', reason: '502' };
      if (address.chat === '503') return { kind: 'unknown', reason: 'the answer was lost' };
      return { kind: 'sent' };
    };
    const book = simpleBook(words('Новости'));
    await planFor('b5', ['501', '502', '503']);
    book.sources.push({ id: 'b5' });
    const { passes, stop: end } = startCourier([telegram], { broadcast: book });
    stop = end;
    await passes('all are settled', () => book.heard.length === 3, 500);
    expect(await states('b5')).toEqual({ sent: 1, failed: 1, unknown: 1 });
    expect([...tries.values()].sort()).toEqual([1, 1, 2]);
    const { rows } = await countDeliveries({ kind: 'broadcast', id: 'b5' });
    expect(rows).toContainEqual(expect.objectContaining({ state: 'failed', reason: 'Bad Request: chat is odd', count: 1 }));
  });

  it('of a dead process is sent again where a repetition is recognised, and unknown where it is not', async () => {
    const telegram = scriptMessenger('7000');
    const vk = { ...scriptMessenger('7000', { name: 'vk' }), capabilities: vkCapabilities };
    const book = simpleBook(words('Новости'));
    const one = await person('601');
    const other = await person('602', { messengers: ['vk'] });
    await planDeliveries([planned('b6', one), planned('b6', other)]);
    await deliveries.updateMany({ 'source.id': 'b6' }, { $set: { state: 'sending', owner: 'dead', attempts: 1 } });
    book.sources.push({ id: 'b6' });
    const { courier, passes, stop: end } = startCourier([telegram, vk], { broadcast: book });
    stop = end;
    await courier.recover(['one']);
    await passes('the one of VK went', () => vk.heard.length === 1);
    await passes('it is written down', async () => (await states('b6')).sent === 1);
    expect(telegram.heard).toEqual([]);
    expect(await getDelivery(`b6:${one.contact}`)).toMatchObject({ state: 'unknown', reason: 'interrupted' });
    expect(await getMessage(`b6:${one.contact}`)).toMatchObject({ text: 'Новости', delivery: { state: 'unknown' } });
    expect(book.heard).toContainEqual(
      expect.objectContaining({ id: `b6:${one.contact}`, state: 'unknown', reason: 'interrupted' }),
    );
  });

  it('keeps to the pace of its source', async () => {
    const telegram = scriptMessenger('7000');
    const book = simpleBook(words('Новости'));
    await planFor('b7', chats(700, 12));
    book.sources.push({ id: 'b7', pace: 10 });
    const { clock, passes, stop: end } = startCourier([telegram], { broadcast: book });
    stop = end;
    await passes('all went', () => book.heard.length === 12, 50);
    // Two may go at once to make up for the moment before.
    expect(clock.now().getTime() - morning.getTime()).toBeGreaterThanOrEqual(900);
    expect(telegram.heard).toHaveLength(12);
  });

  it('goes at the slowest pace, too, decided anew when its turn has come', async () => {
    const telegram = scriptMessenger('7000');
    const book = simpleBook(words('Новости'));
    const rows = await planFor('b11', chats(1300, 4));
    book.sources.push({ id: 'b11', pace: 0.1 });
    const { passes, clock, stop: end } = startCourier([telegram], { broadcast: book });
    stop = end;
    // What was decided is too old by the clock that does not jump.
    const age = vi.spyOn(performance, 'now').mockImplementation(() => clock.now().getTime());
    try {
      await passes('two went', () => telegram.heard.length === 2, 1000);
      // They go in the order of their ids.
      const [last = ''] = rows
        .map(({ contact }) => contact)
        .toSorted()
        .toReversed();
      await contacts.updateOne(
        { _id: last },
        { $set: { consents: { advertising: { given: false, hash: '', at: clock.now() } } } },
      );
      await passes('all is settled', () => book.heard.length === 4, 1000);
    } finally {
      age.mockRestore();
    }
    expect(telegram.heard).toHaveLength(3);
    expect(await states('b11')).toEqual({ sent: 3, suppressed: 1 });
  });

  it('goes on where one cannot be decided anew for a moment', async () => {
    const telegram = scriptMessenger('7000');
    const book = simpleBook(words('Новости'));
    const { contentOf } = book;
    let asked = 0;
    book.contentOf = async found => {
      asked += 1;
      if (asked === 2) throw new Error('the database is away');
      return contentOf(found);
    };
    await planFor('b12', chats(1400, 3));
    book.sources.push({ id: 'b12', pace: 0.1 });
    const { passes, clock, stop: end } = startCourier([telegram], { broadcast: book });
    stop = end;
    const age = vi.spyOn(performance, 'now').mockImplementation(() => clock.now().getTime());
    try {
      await passes('all went', () => book.heard.length === 3, 500);
    } finally {
      age.mockRestore();
    }
    expect(telegram.heard).toHaveLength(3);
  });

  it('at full speed lets what nobody waits for wait, at a pace it does not', async () => {
    const telegram = scriptMessenger('7000');
    const book = simpleBook(words('Новости'));
    await planFor('b9', chats(2000, 140));
    await planFor('b10', chats(3000, 5));
    const { courier, passes, stop: end } = startCourier([telegram], { broadcast: book });
    stop = end;
    const rushing: boolean[] = [];
    telegram.answer = () => {
      rushing.push(courier.isRushing());
      return { kind: 'sent', externalId: '1' };
    };
    expect(courier.isRushing()).toBe(false);
    book.sources.push({ id: 'b9' });
    await passes('these went', () => book.heard.length === 140);
    expect(rushing[0]).toBe(true);
    await passes('nothing is left', () => !courier.isRushing());
    book.sources.splice(0, 1, { id: 'b10', pace: 10 });
    await passes('those went too', () => book.heard.length === 145, 50);
    expect(rushing.slice(140)).toEqual(Array(5).fill(false));
  });

  it('of a long text is one delivery, in as many messages as it takes', async () => {
    const telegram = scriptMessenger('7000');
    const book = simpleBook(words(`${'слово '.repeat(800)}\n\nконец`));
    const [row] = await planFor('b8', ['801']);
    book.sources.push({ id: 'b8' });
    const { passes, stop: end } = startCourier([telegram], { broadcast: book });
    stop = end;
    await passes('it went', () => book.heard.length === 1);
    expect(telegram.heard).toHaveLength(2);
    expect(await history(row?.conversation ?? '', { limit: 10 })).toHaveLength(2);
    expect(await getDelivery(row?.id ?? '')).toMatchObject({ state: 'sent' });
  });
});
