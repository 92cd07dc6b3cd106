import { afterEach, describe, expect, it } from 'vitest';
import { broadcasts } from '../../src/broadcasts/broadcast-model.ts';
import {
  broadcastBook,
  cancel,
  chooseWinner,
  getBroadcast,
  occurrencesOf,
  pause,
  progressOf,
  resume,
  saveDraft,
  schedule,
  setPace,
  unschedule,
} from '../../src/broadcasts/index.ts';
import { deliveries } from '../../src/deliveries/delivery-model.ts';
import { markDelivery } from '../../src/deliveries/index.ts';
import { traits } from '../../src/segments/traits/trait-model.ts';
import { morning, startCourier, words } from '../deliveries/support.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { by, draftOf, meansAt, outcomes, people, rehearse, scriptMessenger, send, tickOf, timeZone } from './support.ts';

useDatabase();

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
  await deliveries.deleteMany({ _id: { $gt: '' } });
  await traits.deleteMany({ _id: { $gt: '' } });
});

let chats = 0;

/** A firm with one bot, so many people and a clock that the test moves. */
async function firm(size: number) {
  const clock = new ManualClock(morning.toISOString());
  const telegram = scriptMessenger('7000');
  const tick = tickOf([telegram], clock);
  const ids = await people(Array.from({ length: size }, () => [`${++chats}`] as const));
  const courier = startCourier([telegram], { broadcast: broadcastBook }, { clock });
  ends.push(courier.stop, tick.stop);
  const passes = (what: string, ask: () => Promise<boolean>, stepMs = 20) =>
    courier.passes(
      what,
      async () => {
        await tick.work();
        return ask();
      },
      stepMs,
    );
  const isIn = (id: string, state: string) => async () => (await getBroadcast(id)).state === state;
  return { clock, telegram, tick, ids, passes, isIn, means: () => meansAt(clock.now(), ['telegram']) };
}

const doing = (clock: ManualClock) => ({ by, now: clock.now(), timeZone });

describe('a mailing on its way', () => {
  it('stands still while it is paused, goes on where it was, and is over when all have it', async () => {
    const { clock, telegram, tick, ids, passes, isIn, means } = await firm(30);
    const id = await draftOf(clock.now(), { pace: 20 });
    await send(id, tick, means());
    expect(await progressOf(id, clock.now())).toMatchObject({ state: 'running', planned: 30, left: 30, isPlanning: false });
    await passes('some went', async () => telegram.heard.length >= 5);
    await pause(id, doing(clock));
    await passes('what was in hand went', async () => (await deliveries.countDocuments({ state: 'sending' })) === 0);
    const paused = telegram.heard.length;
    expect(paused).toBeLessThan(30);
    for (let i = 0; i < 3; i++) await passes('time goes by', async () => true, 2000);
    expect(telegram.heard).toHaveLength(paused);
    expect(await getBroadcast(id)).toMatchObject({ state: 'paused', pausedFor: { why: 'person', by } });
    await resume(id, doing(clock));
    await setPace(id, undefined, doing(clock));
    await passes('it is over', isIn(id, 'finished'));
    expect(await outcomes(id)).toEqual({ sent: ids.length });
    expect(new Set(telegram.heard).size).toBe(30);
    expect(await getBroadcast(id)).toMatchObject({ state: 'finished', endedAt: expect.any(Date) });
  });

  it('gives nothing to those who are left when it is cancelled', async () => {
    const { clock, telegram, tick, passes, means } = await firm(20);
    const id = await draftOf(clock.now(), { pace: 2 });
    await send(id, tick, means());
    await passes('some went', async () => telegram.heard.length >= 2, 500);
    await cancel(id, doing(clock));
    await passes(
      'all is settled',
      async () => (await deliveries.countDocuments({ state: { $in: ['planned', 'sending'] } })) === 0,
      500,
    );
    const { sent = 0, 'cancelled cancelled': cancelled } = await outcomes(id);
    expect(sent + (cancelled ?? 0)).toBe(20);
    expect(sent).toBe(telegram.heard.length);
    await expect(resume(id, doing(clock))).rejects.toMatchObject({ code: 'broadcasts.not_resumable' });
  });

  it('cancels what was planned by somebody who died in between', async () => {
    const { clock, tick, means } = await firm(5);
    const id = await draftOf(clock.now());
    await send(id, tick, means());
    await broadcasts.updateOne({ _id: id }, { $set: { state: 'cancelled', owes: 'cancelling' } });
    await tick.work();
    expect(await outcomes(id)).toEqual({ 'cancelled cancelled': 5 });
  });

  it.each([
    ['errors', { kind: 'broken' as const, reason: 'no' }],
    ['blocks', { kind: 'blocked' as const, reason: 'blocked' as const }],
  ])('stops itself when too many are %s, and says so', async (why, answer) => {
    const { clock, telegram, tick, passes, isIn, means } = await firm(60);
    telegram.answer = ({ address }) => (Number(address.chat) % 3 === 0 ? answer : { kind: 'sent', externalId: '1' });
    const id = await draftOf(clock.now(), { pace: 10, stopAt: { errors: 20, blocks: 20 } });
    await send(id, tick, means());
    await passes('it stops', isIn(id, 'paused'), 500);
    const { pausedFor } = await getBroadcast(id);
    expect(pausedFor).toMatchObject({ why });
    expect(pausedFor?.share).toBeGreaterThan(20);
    expect(telegram.heard.length).toBeLessThan(60);
    telegram.answer = () => ({ kind: 'sent', externalId: '1' });
    await resume(id, doing(clock));
    await passes('it is over', isIn(id, 'finished'), 500);
  });

  it('does not take what its own end left open for the messenger’s refusals', async () => {
    const { clock, telegram, tick, passes, isIn, means } = await firm(60);
    telegram.answer = ({ address }) =>
      Number(address.chat) % 3 === 0 ? { kind: 'unknown', reason: 'interrupted' } : { kind: 'sent', externalId: '1' };
    const id = await draftOf(clock.now(), { pace: 10, stopAt: { errors: 20, blocks: 20 } });
    await send(id, tick, means());
    await passes('it is over', isIn(id, 'finished'), 500);
  });

  it('is over when it stops itself with its last message', async () => {
    const { clock, telegram, tick, passes, isIn, means } = await firm(20);
    telegram.answer = () => ({ kind: 'broken', reason: 'no' });
    const id = await draftOf(clock.now(), { stopAt: { errors: 20, blocks: 20 } });
    await send(id, tick, means());
    await passes('it is over', isIn(id, 'finished'), 500);
  });

  it('is planned on by whoever comes after a crash, without anybody twice', async () => {
    const { clock, tick, ids, passes, isIn, means } = await firm(12);
    const id = await draftOf(clock.now(), { parts: { size: 5, pauseMinutes: 1 } });
    await rehearse(id, tick, means());
    await schedule(id, { by, ...means() });
    // The first tick dies behind its first part.
    await tick.work();
    await broadcasts.updateOne(
      { _id: id },
      { $set: { plan: { after: ids.toSorted()[4] ?? '', part: 1, inPart: 0 } }, $unset: { plannedAt: '' } },
    );
    await deliveries.deleteMany({ contact: { $in: ids.toSorted().slice(8) } });
    await passes('it is over', isIn(id, 'finished'), 5000);
    expect(await outcomes(id)).toEqual({ sent: 12 });
  });

  it('goes at its time, and can be taken back before', async () => {
    const { clock, tick, passes, isIn, means } = await firm(2);
    const at = new Date(morning.getTime() + 60 * 60_000);
    const id = await draftOf(clock.now(), { schedule: { kind: 'at', at } });
    await rehearse(id, tick, means());
    await schedule(id, { by, ...means() });
    await tick.work();
    expect((await getBroadcast(id)).state).toBe('scheduled');
    await unschedule(id, doing(clock));
    expect((await getBroadcast(id)).state).toBe('rehearsed');
    await schedule(id, { by, ...means() });
    clock.set(at);
    await passes('it is over', isIn(id, 'finished'));
    expect(await outcomes(id)).toEqual({ sent: 2 });
  });

  it('refuses what does not follow', async () => {
    const { clock, tick, means } = await firm(2);
    const id = await draftOf(clock.now());
    await expect(pause(id, doing(clock))).rejects.toMatchObject({ code: 'broadcasts.not_pausable' });
    await expect(cancel(id, doing(clock))).rejects.toMatchObject({ code: 'broadcasts.not_cancellable' });
    await expect(schedule(id, { by, ...means() })).rejects.toMatchObject({ code: 'broadcasts.not_rehearsed' });
    await expect(setPace(id, 0, doing(clock))).rejects.toMatchObject({ code: 'broadcasts.bad_pace' });
    await send(id, tick, means());
    await expect(saveDraft(id, { name: 'x' }, { version: 2, by, now: clock.now() })).rejects.toMatchObject({
      code: 'broadcasts.not_editable',
    });
    await expect(schedule(id, { by, ...means() })).rejects.toMatchObject({ code: 'broadcasts.not_schedulable' });
    await expect(unschedule(id, doing(clock))).rejects.toMatchObject({ code: 'broadcasts.not_unschedulable' });
    await expect(pause('nobody', doing(clock))).rejects.toMatchObject({ code: 'broadcasts.not_found' });
  });
});

describe('a repeated mailing', () => {
  it('comes again at each of its times, to those who are in the audience then', async () => {
    const { clock, tick, passes, means } = await firm(3);
    const id = await draftOf(clock.now(), {
      schedule: { kind: 'repeat', every: 'day', time: '11:00', from: '2026-05-12', until: '2026-05-13' },
    });
    await rehearse(id, tick, means());
    await schedule(id, { by, ...means() });
    clock.set(new Date('2026-05-12T08:00:00Z'));
    await passes(
      'the first is over',
      async () => (await occurrencesOf(id, { page: 1, perPage: 9 })).broadcasts[0]?.state === 'finished',
    );
    await people([['late']]);
    clock.set(new Date('2026-05-13T08:00:00Z'));
    await passes('the second is over', async () => {
      const { broadcasts: all, total } = await occurrencesOf(id, { page: 1, perPage: 9 });
      return total === 2 && all.every(({ state }) => state === 'finished');
    });
    const { broadcasts: all } = await occurrencesOf(id, { page: 1, perPage: 9 });
    expect(await Promise.all(all.map(each => outcomes(each.id)))).toEqual([{ sent: 4 }, { sent: 3 }]);
    expect(all[0]).toMatchObject({ parent: id, name: 'Весна', schedule: { kind: 'at', at: new Date('2026-05-13T08:00:00Z') } });
    expect((await getBroadcast(id)).state).toBe('finished');
  });
});

describe('a trial', () => {
  const goal = { field: 'contact.tags', op: 'has', value: 'купил' } as const;
  const test = (hours: number, by: 'clicks' | 'replies' | 'goal' = 'replies') => ({
    variants: [{ id: 'b', content: words('Другие слова https://example.org/b') }],
    share: 50,
    by,
    ...(by === 'goal' && { goal }),
    hours,
  });

  it.each(['clicks', 'replies', 'goal'] as const)('lets the wording go to the rest that did better by %s', async by => {
    const { clock, telegram, tick, passes, isIn, means } = await firm(80);
    const id = await draftOf(clock.now(), { content: words('Новости https://example.org/a'), test: test(2, by) });
    await send(id, tick, { ...means(), publicUrl: 'https://kartoteka.example.org' });
    const waiting = await deliveries.countDocuments({ 'source.id': id, 'source.variant': { $exists: false } });
    await passes('the trial is sent', async () => telegram.heard.length === 80 - waiting);
    expect(waiting).toBeGreaterThan(20);
    const [others, tried] = await Promise.all(
      ['a', 'b'].map(variant => deliveries.find({ 'source.id': id, 'source.variant': variant }).toArray()),
    );
    if (!others || !tried) throw new Error('nobody was tried');
    await passes('all of it is written down', async () => (await deliveries.countDocuments({ state: 'sent' })) === 80 - waiting);
    // What counts speaks for the one, everything else for the other.
    for (const [n, mark] of (['clicks', 'replies', 'goal'] as const).entries()) {
      const { _id = '', contact = '' } = (mark === by ? tried : others)[n] ?? {};
      if (mark === 'goal') await traits.updateOne({ _id: contact }, { $set: { 'contact.tags': ['купил'] } });
      else await markDelivery(_id, { [mark === 'clicks' ? 'clickedAt' : 'repliedAt']: clock.now() });
    }
    expect((await progressOf(id, clock.now())).seconds).toBeUndefined();
    await passes('two hours go by', async () => clock.now().getTime() > morning.getTime() + 2.2 * 60 * 60_000, 20 * 60_000);
    await passes('it is over', isIn(id, 'finished'));
    const { test: after } = await getBroadcast(id);
    expect(after?.winner).toMatchObject({ variant: 'b', by: 'numbers' });
    expect(telegram.heard).toHaveLength(80);
    expect(telegram.heard.filter(line => line.includes('Другие слова'))).toHaveLength(waiting + tried.length);
  });

  it('lets go what somebody chooses', async () => {
    const { clock, telegram, tick, passes, isIn, means } = await firm(30);
    const id = await draftOf(clock.now(), { test: test(700) });
    await send(id, tick, means());
    await expect(chooseWinner(id, 'c', doing(clock))).rejects.toMatchObject({ code: 'broadcasts.no_trial' });
    await chooseWinner(id, 'a', doing(clock));
    await expect(chooseWinner(id, 'b', doing(clock))).rejects.toMatchObject({ code: 'broadcasts.winner_known' });
    await passes('it is over', isIn(id, 'finished'));
    expect(telegram.heard).toHaveLength(30);
    expect((await getBroadcast(id)).test?.winner).toMatchObject({ variant: 'a', by });
  });
});
