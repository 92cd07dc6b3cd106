import { describe, expect, it } from 'vitest';
import type { Parcel, Priority, SendOutcome } from '../../src/messages/index.ts';
import { createGovernor, type Pace, type TurnRequest } from '../../src/outbox/index.ts';
import { ManualClock } from '../support/manual-clock.ts';

const account = 'telegram:1';

/** Lets messages through the governor to a messenger that takes `tookMs` for each call. */
function setUp({ pace = { perSecond: 5, mailing: 4, chatBurst: 2 }, tookMs = 0 }: { pace?: Pace; tookMs?: number } = {}) {
  const clock = new ManualClock();
  const governor = createGovernor({ clock, pace: () => pace });
  const sent: string[] = [];
  const calls: { at: number; chats: string[] }[] = [];
  const began = clock.now().getTime();

  async function together(parcels: Parcel[]): Promise<SendOutcome[]> {
    calls.push({ at: clock.now().getTime() - began, chats: parcels.map(({ key }) => key) });
    if (tookMs > 0) await clock.sleep(tookMs);
    return parcels.map(() => ({ kind: 'sent' }));
  }

  function ask(chat: string, priority: Priority = 'live', more: Partial<TurnRequest> & { signal?: AbortSignal } = {}) {
    const { signal, ...request } = more;
    void governor.turn({ account, chat, priority, ...request }, signal).then(async ticket => {
      sent.push(ticket ? chat : `${chat}: not`);
      const address = { messenger: 'telegram' as const, account: '1', chat };
      await ticket?.send({ address, message: { text: '' }, key: chat }, together);
    });
  }
  return { clock, governor, sent, calls, ask };
}

describe('the governor', () => {
  it('lets go no more than the account may in any second', async () => {
    const { clock, sent, ask } = setUp();
    for (let i = 0; i < 12; i++) ask(`chat${i}`);
    await clock.settle();
    expect(sent).toHaveLength(5);
    await clock.advance(999);
    expect(sent).toHaveLength(5);
    await clock.advance(1);
    expect(sent).toHaveLength(10);
    await clock.advance(1000);
    expect(sent).toHaveLength(12);
  });

  it('counts a call until a second after its answer, since nobody knows when in between the messenger counts it', async () => {
    const { clock, sent, ask } = setUp({ tookMs: 300 });
    for (let i = 0; i < 6; i++) ask(`chat${i}`);
    await clock.advance(1299);
    expect(sent).toHaveLength(5);
    await clock.advance(1);
    expect(sent).toHaveLength(6);
  });

  it('paces one chat without holding up the others', async () => {
    const { clock, sent, ask } = setUp();
    for (let i = 0; i < 4; i++) ask('busy');
    ask('other');
    await clock.settle();
    expect(sent).toEqual(['busy', 'busy', 'other']);
    await clock.advance(1000);
    expect(sent.filter(chat => chat === 'busy')).toHaveLength(3);
    await clock.advance(1000);
    expect(sent.filter(chat => chat === 'busy')).toHaveLength(4);
  });

  it('lets answers go before reminders, chains and mailings', async () => {
    const { clock, sent, ask } = setUp();
    for (let i = 0; i < 5; i++) ask(`${i}`);
    for (const priority of ['broadcast', 'chain', 'reminder', 'live'] as const) ask(priority, priority);
    await clock.advance(1000);
    expect(sent.slice(5)).toEqual(['live', 'reminder', 'chain', 'broadcast']);
  });

  it('leaves a mailing only its share, so that an answer finds a place at once', async () => {
    const { clock, sent, ask } = setUp();
    for (let i = 0; i < 9; i++) ask(`mailing${i}`, 'broadcast');
    await clock.settle();
    expect(sent).toHaveLength(4);
    ask('live');
    await clock.settle();
    expect(sent[4]).toBe('live');
    await clock.advance(1000);
    expect(sent).toHaveLength(9);
  });

  it('gives a mailing its whole share however long the answers take', async () => {
    const { clock, sent, ask } = setUp({ pace: { perSecond: 30, mailing: 25, chatBurst: 3 }, tookMs: 90 });
    for (let i = 0; i < 300; i++) ask(`mailing${i}`, 'broadcast');
    await clock.advance(9900);
    expect(sent.length).toBeGreaterThanOrEqual(245);
    expect(sent.length).toBeLessThanOrEqual(250);
  });

  it('keeps the places of answers also when the claims of a mailing take long', async () => {
    const { clock, governor, calls, sent, ask } = setUp();
    let going = 0;
    const slow = async (chat: string) => {
      const ticket = await governor.turn({ account, chat, priority: 'broadcast' });
      await clock.sleep(100);
      going += 1;
      await ticket?.send(
        { address: { messenger: 'telegram', account: '1', chat }, message: { text: '' }, key: chat },
        async parcels => {
          calls.push({ at: clock.now().getTime(), chats: parcels.map(({ key }) => key) });
          return parcels.map(() => ({ kind: 'sent' as const }));
        },
      );
    };
    for (let i = 0; i < 60; i++) void slow(`mailing${i}`);
    await clock.advance(5050);
    const before = calls.length;
    ask('live');
    await clock.settle();
    expect(sent).toEqual(['live']);
    expect(calls.at(-1)?.chats).toEqual(['live']);
    const times = calls.slice(0, before).map(({ at }) => at);
    // Never more than the share within a second, and nearly all of it: the claims happen while the places become free.
    for (const [i, at] of times.entries()) expect((times[i + 4] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(1000);
    expect(before).toBeGreaterThanOrEqual(19);
    expect(going).toBeGreaterThanOrEqual(before);
  });

  it('counts an album by its files, and lets nobody take the room that it waits for', async () => {
    const { clock, sent, ask } = setUp();
    ask('a');
    ask('b');
    ask('album', 'live', { cost: 4 });
    ask('c');
    await clock.settle();
    expect(sent).toEqual(['a', 'b']);
    await clock.advance(1000);
    expect(sent).toEqual(['a', 'b', 'album', 'c']);
    ask('album', 'live');
    await clock.advance(2999);
    expect(sent).toHaveLength(4);
    await clock.advance(1);
    expect(sent).toHaveLength(5);
  });

  it('gathers what waits into one call only when there is more than the pace allows', async () => {
    const { clock, calls, ask } = setUp();
    for (let i = 0; i < 3; i++) ask(`few${i}`, 'live', { together: 10 });
    await clock.settle();
    expect(calls.map(({ chats }) => chats.length)).toEqual([1, 1, 1]);
    for (let i = 0; i < 24; i++) ask(`many${i}`, 'broadcast', { together: 10 });
    await clock.advance(1000);
    // Two find the room that is left and need not wait for others.
    expect(calls.slice(3).map(({ chats }) => chats.length)).toEqual([1, 1, 10, 10, 1, 1]);
  });

  it('makes a call with those who come along when others stay behind', async () => {
    const { clock, governor, calls, ask } = setUp({ pace: { perSecond: 1, chatBurst: 5 } });
    ask('first');
    await clock.settle();
    const stays = governor.turn({ account, chat: 'stays', priority: 'live', together: 5 });
    ask('comes', 'live', { together: 5 });
    await clock.advance(1000);
    (await stays)?.leave();
    await clock.settle();
    expect(calls.map(({ chats }) => chats)).toEqual([['first'], ['comes']]);
  });

  it('calls off who does not want to wait any longer', async () => {
    const { clock, governor, sent, ask } = setUp();
    const recall = new AbortController();
    for (let i = 0; i < 5; i++) ask(`${i}`);
    ask('recalled', 'broadcast', { signal: recall.signal });
    await clock.settle();
    recall.abort();
    await clock.settle();
    expect(sent.at(-1)).toBe('recalled: not');
    expect(governor.waiting(account)).toBe(0);
  });

  it('holds the whole account until the time that the messenger names, and says why', async () => {
    const { clock, governor, sent, ask } = setUp();
    const until = new Date(clock.now().getTime() + 3_600_000);
    governor.pause(account, { kind: 'asked', until, reason: 'retry after 3600' });
    ask('a');
    await clock.advance(3_599_000);
    expect(sent).toEqual([]);
    expect(governor.waiting(account)).toBe(1);
    expect(governor.pauseOf(account)).toEqual({ kind: 'asked', until, reason: 'retry after 3600' });
    await clock.advance(1000);
    expect(sent).toEqual(['a']);
    expect(governor.pauseOf(account)).toBeUndefined();
  });

  it('sends one ahead when an account was broken, and the others once it works again', async () => {
    const { clock, governor, sent, ask } = setUp();
    governor.pause(account, { kind: 'account', until: new Date(clock.now().getTime() + 60_000), reason: 'Unauthorized' });
    for (let i = 0; i < 3; i++) ask(`chat${i}`);
    await clock.advance(60_000);
    expect(sent).toEqual(['chat0']);
    governor.resume(account);
    await clock.settle();
    expect(sent).toHaveLength(3);
  });

  it('makes nobody wait for an hour when the clock is put back by one', async () => {
    const { clock, sent, ask } = setUp();
    for (let i = 0; i < 6; i++) ask('a');
    for (let i = 0; i < 6; i++) ask(`chat${i}`);
    await clock.settle();
    clock.set(new Date(clock.now().getTime() - 3_600_000));
    await clock.advance(5000);
    expect(sent).toHaveLength(12);
  });

  it('sends everybody home when the program stops', async () => {
    const { clock, governor, sent, ask } = setUp();
    governor.pause(account, { kind: 'asked', until: new Date(clock.now().getTime() + 10_000), reason: 'wait' });
    ask('a');
    await clock.settle();
    governor.stop();
    ask('b');
    await clock.settle();
    expect(sent.sort()).toEqual(['a: not', 'b: not']);
  });
});
