import { describe, expect, it, onTestFinished } from 'vitest';
import { reachabilityOf } from '../../src/contacts/index.ts';
import { claimForSending, getMessage, type SendOutcome, type StoredMessage, type Upload } from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { type Process, queue, scriptMessenger, startProcess, stateOf } from './support.ts';

useDatabase();

let accounts = 8000;
const newAccount = () => String(++accounts);

function start(...given: Parameters<typeof startProcess>): Process {
  const process = startProcess(...given);
  onTestFinished(() => process.outbox.stop());
  return process;
}

const tick = (from: Date, ms: number) => new Date(from.getTime() + ms);

describe('what goes first', () => {
  it('is an answer, also in a conversation where a mailing waits for its turn', async () => {
    const account = newAccount();
    const messenger = scriptMessenger(account);
    const { outbox, clock, passes } = start(messenger, { pace: { perSecond: 2, mailing: 1, chatBurst: 5 } });
    const at = clock.now();
    await queue({ chat: '1', account, text: 'news 0' }, { at, priority: 'broadcast' });
    await queue({ chat: '2', account, text: 'news 1' }, { at: tick(at, 1), priority: 'broadcast' });
    await queue({ chat: '2', account, text: 'news 2' }, { at: tick(at, 2), priority: 'broadcast' });
    await until('the first of the mailing', async () => {
      await outbox.sweep();
      await clock.advance(1000);
      return messenger.heard.length >= 1;
    });
    await queue({ chat: '2', account, text: 'answer' }, { at: tick(at, 3) });
    outbox.wake(`telegram:${account}:2`);
    await until('the answer', async () => messenger.heard.includes('2 answer'));
    await passes('all', () => messenger.heard.length === 4, 1000);
    expect(messenger.heard.indexOf('2 answer')).toBeLessThan(messenger.heard.indexOf('2 news 2'));
    expect(messenger.heard.indexOf('2 news 1')).toBeLessThan(messenger.heard.indexOf('2 news 2'));
  });

  it('goes by priority and then by age over all conversations that wait in the database', async () => {
    const account = newAccount();
    const messenger = scriptMessenger(account);
    const { clock, passes } = start(messenger, { pace: { perSecond: 1, chatBurst: 5 } });
    const at = clock.now();
    const priorities = ['broadcast', 'chain', 'reminder', 'live'] as const;
    for (const [i, priority] of priorities.entries())
      for (const n of [2, 1]) await queue({ chat: `${i}${n}`, account, text: priority }, { at: tick(at, n), priority });
    await passes('all', () => messenger.heard.length === 8, 500);
    expect(messenger.heard).toEqual([
      '31 live',
      '32 live',
      '21 reminder',
      '22 reminder',
      '11 chain',
      '12 chain',
      '01 broadcast',
      '02 broadcast',
    ]);
  });

  it('is never the second message while the first is tried again', async () => {
    const account = newAccount();
    const messenger = scriptMessenger(account);
    let fails = 2;
    messenger.answer = ({ message }) =>
      message.text === 'first' && fails-- > 0 ? { kind: 'retry', reason: 'offline' } : { kind: 'sent' };
    const { clock, passes } = start(messenger);
    for (const text of ['first', 'second', 'third']) await queue({ chat: '1', account, text }, { at: clock.now() });
    await passes('all three', () => messenger.heard.length === 5);
    expect(messenger.heard).toEqual(['1 first', '1 first', '1 first', '1 second', '1 third']);
  });

  it('does not depend on how much waits in one conversation', async () => {
    const account = newAccount();
    const messenger = scriptMessenger(account);
    const { clock, passes } = start(messenger, { pace: { perSecond: 100, chatBurst: 2 } });
    const at = clock.now();
    for (let i = 0; i < 150; i++) await queue({ chat: 'busy', account, text: `${i}` }, { at, priority: 'broadcast' });
    await queue({ chat: 'quiet', account, text: 'news' }, { at: tick(at, 1), priority: 'broadcast' });
    await passes('the quiet one', () => messenger.heard.includes('quiet news'), 100);
    expect(messenger.heard.length).toBeLessThan(20);
  });
});

describe('what goes wrong', () => {
  it('takes back what it claimed without knowing, also where the claim arrived after the first look', async () => {
    const account = newAccount();
    const messenger = scriptMessenger(account);
    let breaks = 1;
    const checkpoint = async (name: string) => {
      if (name === 'delivery claimed' && breaks-- > 0) throw new Error('The answer to the claim was lost');
    };
    const { owner, clock, passes } = start(messenger, { checkpoint });
    const first = await queue({ chat: '1', account }, { at: clock.now() });
    await passes('the first came', async () => (await stateOf(first))?.state === 'sent', 1000);
    const late = await queue({ chat: '2', account }, { at: clock.now() });
    await claimForSending(late.id, owner);
    await passes('the late one came', async () => (await stateOf(late))?.state === 'sent', 1000);
    expect(messenger.heard).toEqual(['1 hello', '2 hello']);
  });

  it('holds everything for the hour that the messenger asks for, loses nothing and forgives the attempts', async () => {
    const account = newAccount();
    const messenger = scriptMessenger(account);
    const process = start(messenger, { shared: true });
    const { outbox, clock, passes, during } = process;
    await outbox.look([process.owner]);
    const until = tick(clock.now(), 3_600_000);
    messenger.answer = () =>
      clock.now() < until ? { kind: 'later', retryAt: until, reason: 'Too Many Requests: retry after 3600' } : { kind: 'sent' };
    const queued: StoredMessage[] = [];
    for (let i = 0; i < 30; i++) queued.push(await queue({ chat: `${i}`, account }, { at: tick(clock.now(), i) }));
    await passes('the refusal', () => messenger.heard.length > 0);
    const asked = messenger.heard.length;
    for (let minutes = 0; minutes < 59; minutes++) {
      await outbox.look([process.owner]);
      await during(60_000, 60_000);
    }
    expect(messenger.heard).toHaveLength(asked);
    messenger.heard.length = 0;
    await passes(
      'all of it',
      async () => {
        await outbox.look([process.owner]);
        return (await Promise.all(queued.map(stateOf))).every(delivery => delivery?.state === 'sent');
      },
      5000,
    );
    expect(messenger.heard).toHaveLength(30);
    expect((await Promise.all(queued.map(stateOf))).map(delivery => delivery?.attempts)).toEqual(queued.map(() => 1));
  });

  it('keeps everything while the token is revoked, asks once a minute, and goes on when it works again', async () => {
    const account = newAccount();
    const messenger = scriptMessenger(account);
    let works = false;
    messenger.answer = () => (works ? { kind: 'sent' } : { kind: 'account', reason: 'Unauthorized' });
    const { clock, passes, during } = start(messenger, { pace: { perSecond: 1, chatBurst: 1 } });
    const queued: StoredMessage[] = [];
    for (let i = 0; i < 5; i++) queued.push(await queue({ chat: `${i}`, account }, { at: tick(clock.now(), i) }));
    await passes('the refusal', () => messenger.heard.length > 0);
    await during(10 * 60_000, 10_000);
    expect(messenger.heard.length).toBeLessThan(14);
    expect((await stateOf(queued[4] as never))?.state).toBe('queued');
    works = true;
    messenger.heard.length = 0;
    await passes('all of it', () => messenger.heard.length === 5, 1000);
    expect((await Promise.all(queued.map(stateOf))).map(delivery => delivery?.attempts)).toEqual([1, 1, 1, 1, 1]);
  });

  it('goes on at once when a broken account gets another token', async () => {
    const account = newAccount();
    const broken = scriptMessenger(account);
    broken.answer = () => ({ kind: 'account', reason: 'Unauthorized' });
    const messengers = new Map([['telegram' as const, broken]]);
    const { clock, passes } = start(broken, { messengers });
    await queue({ chat: '1', account }, { at: clock.now() });
    await passes('the refusal', () => broken.heard.length === 1);
    const began = clock.now().getTime();
    const mended = scriptMessenger(account);
    messengers.set('telegram', mended);
    await passes('the message', () => mended.heard.length === 1);
    expect(clock.now().getTime() - began).toBeLessThan(30_000);
  });

  it('lets an account rest when nobody answers in several chats, and one goes ahead to see', async () => {
    const account = newAccount();
    const messenger = scriptMessenger(account);
    let works = false;
    messenger.answer = () => (works ? { kind: 'sent' } : { kind: 'unknown', reason: 'The connection broke' });
    const { clock, passes } = start(messenger, { pace: { perSecond: 2, chatBurst: 5 } });
    const queued: StoredMessage[] = [];
    for (let i = 0; i < 40; i++)
      queued.push(await queue({ chat: `${i}`, account }, { at: tick(clock.now(), i), priority: 'broadcast' }));
    await passes('the trouble', () => messenger.heard.length >= 3);
    const began = clock.now().getTime();
    await passes('a minute', () => clock.now().getTime() - began > 60_000, 1000);
    // At its pace all forty would be lost by now.
    expect(messenger.heard.length).toBeLessThan(15);
    works = true;
    await passes(
      'the rest',
      async () => {
        const states = (await Promise.all(queued.map(stateOf))).map(delivery => delivery?.state);
        return !states.includes('queued') && !states.includes('sending');
      },
      1000,
    );
    expect(new Set(messenger.heard).size).toBe(40);
  });

  it('never repeats what may have arrived', async () => {
    const account = newAccount();
    const messenger = scriptMessenger(account);
    messenger.answer = () => ({ kind: 'unknown', reason: 'no answer' });
    const { clock, passes, during } = start(messenger);
    const message = await queue({ chat: '1', account }, { at: clock.now() });
    await passes('the attempt', async () => (await stateOf(message))?.state === 'unknown');
    await during(3_600_000, 60_000);
    expect(messenger.heard).toEqual(['1 hello']);
  });

  const reasons = ['blocked', 'denied', 'deleted', 'neverStarted'] as const;
  it.each(reasons)('notes on the identity that a person is %s, and suppresses what still waits', async reason => {
    const account = newAccount();
    const messenger = scriptMessenger(account);
    messenger.answer = () => ({ kind: 'blocked', reason });
    const { clock, passes } = start(messenger);
    const [first, second] = [
      await queue({ chat: '1', account }, { at: clock.now() }),
      await queue({ chat: '1', account }, { at: clock.now() }),
    ];
    await passes('both', async () => (await stateOf(second))?.state === 'suppressed');
    expect(await stateOf(first)).toMatchObject({ state: 'failed', reason });
    expect(await stateOf(second)).toMatchObject({ state: 'suppressed', reason });
    expect(await reachabilityOf({ contact: first.contact, identity: first.conversation })).toBe(reason);
    expect(messenger.heard).toHaveLength(1);
  });
});

describe('messages that travel together', () => {
  it('go each by itself while there is room, and gathered when more waits; each is settled by its own outcome', async () => {
    const account = newAccount();
    const messenger = scriptMessenger(account, { name: 'vk', batch: 25 });
    const outcomes: Record<string, SendOutcome> = {
      7: { kind: 'blocked', reason: 'denied' },
      8: { kind: 'broken', reason: 'Message is too long' },
      9: { kind: 'sent', externalId: '99', externalIds: ['99', '100'] },
    };
    messenger.answer = ({ address }) => outcomes[address.chat] ?? { kind: 'sent' };
    const { outbox, clock, passes } = start(messenger, { pace: { perSecond: 4, mailing: 3, chatBurst: 5 } });
    const lone = await queue({ chat: 'lone', account, messenger: 'vk', text: 'answer' }, { at: clock.now() });
    outbox.wake(lone.conversation);
    await until('the lone one', async () => (await stateOf(lone))?.state === 'sent');
    expect(messenger.calls).toEqual([1]);
    const queued: StoredMessage[] = [];
    for (let i = 0; i < 60; i++)
      queued.push(await queue({ chat: `${i}`, account, messenger: 'vk' }, { at: tick(clock.now(), i), priority: 'broadcast' }));
    await passes(
      'all',
      async () =>
        (await Promise.all(queued.map(stateOf))).every(delivery => delivery?.state !== 'queued' && delivery?.state !== 'sending'),
      1000,
    );
    expect(messenger.calls.reduce((sum, size) => sum + size, 0)).toBe(61);
    expect(Math.max(...messenger.calls)).toBe(25);
    expect(await Promise.all([6, 7, 8].map(i => stateOf(queued[i] as never)))).toMatchObject([
      { state: 'sent' },
      { state: 'failed', reason: 'denied' },
      { state: 'failed', reason: 'Message is too long' },
    ]);
    expect((await getMessage(queued[9]?.id ?? ''))?.externalIds).toEqual(['99', '100']);
  });
});

describe('files', () => {
  it('are named as the messenger knows them, and sent anew when it has forgotten the name', async () => {
    const account = newAccount();
    const messenger = scriptMessenger(account);
    const known = new Map([['old', 'ref-of-old']]);
    const remembered: Upload[] = [];
    messenger.answer = ({ message }) =>
      message.attachments?.some(({ ref }) => ref !== undefined)
        ? { kind: 'broken', reason: 'wrong file identifier' }
        : { kind: 'sent', ...(message.attachments && { uploads: [{ file: 'old', ref: 'ref-2' }] }) };
    const uploads = {
      find: async (files: string[]) => new Map([...known].filter(([file]) => files.includes(file))),
      remember: async (_account: unknown, made: Upload[]) => void remembered.push(...made),
      forget: async (_account: unknown, files: string[]) => {
        for (const file of files) known.delete(file);
      },
    };
    const { clock, passes } = start(messenger, { uploads });
    const attachments = [{ file: 'old', kind: 'video' as const, name: 'a.mp4', mime: 'video/mp4', size: 5, duration: 12 }];
    const location = { latitude: 55.75, longitude: 37.62 };
    await queue({ chat: '1', account }, { at: clock.now(), attachments });
    await queue({ chat: '2', account }, { at: clock.now(), location });
    await passes('both', () => messenger.heard.length === 3 && remembered.length === 1);
    const files = messenger.messages.flatMap(message => message.attachments ?? []);
    expect(files.map(({ ref, duration }) => ({ ref, duration }))).toEqual([
      { ref: 'ref-of-old', duration: 12 },
      { ref: undefined, duration: 12 },
    ]);
    expect(messenger.messages.map(message => message.location)).toContainEqual(location);
    expect(remembered).toEqual([{ file: 'old', ref: 'ref-2' }]);
  });
});
